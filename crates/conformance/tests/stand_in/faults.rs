//! What the checks say of the stand-in, as it is and spoiled.

use oneclick_conformance::{CheckCounts, Conformance, ProtocolSection};

use crate::endpoint::{Shop, StandIn, checked};
use crate::spoiling::{Spoiled, before};

/// Each fault with the section that it breaks.
const FAULTS: [(Spoiled, ProtocolSection); 10] = [
    (Spoiled::ReplayChargesAgain, ProtocolSection::Common),
    (Spoiled::SecondKeyChargesAgain, ProtocolSection::Serving),
    (Spoiled::ErrorsWithoutOrigin, ProtocolSection::Serving),
    (Spoiled::Kept, ProtocolSection::Serving),
    (Spoiled::AmountIsText, ProtocolSection::Payment),
    (Spoiled::OpenIsUncharged, ProtocolSection::Payment),
    (Spoiled::PreflightWithoutKey, ProtocolSection::Serving),
    (Spoiled::StaleWithoutPayment, ProtocolSection::Pay),
    (Spoiled::GivingUpCloses, ProtocolSection::Cancel),
    (Spoiled::EndedIsForbidden, ProtocolSection::Checkout),
];

/// Lists the sections that findings name.
fn named(lines: &[String]) -> Vec<String> {
    let broken = lines.iter().filter(|line| line.starts_with("broken"));
    let section = |line: &String| {
        let (_, rest) = line.split_once('[').unwrap();
        format!("[{}]", rest.split_once(']').unwrap().0)
    };
    let mut sections: Vec<String> = broken.map(section).collect();
    sections.sort();
    sections.dedup();
    sections
}

#[tokio::test]
async fn the_stand_in_keeps_the_protocol() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let shop = Shop {
        address: stand_in.address.clone(),
        is_patient: true,
    };
    let endpoint = format!("{}/checkout", stand_in.address);
    let (come_to, lines) = checked(&endpoint, &stand_in.address, &shop).await;
    let Conformance::Checked(CheckCounts {
        passed, broken: 0, ..
    }) = come_to
    else {
        panic!("{lines:#?}");
    };
    assert!(passed > 60, "{lines:#?}");
    assert_eq!(come_to.exit_code(), 0);
}

#[tokio::test]
async fn each_fault_is_named_by_the_section_that_it_breaks() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let shop = Shop {
        address: stand_in.address.clone(),
        is_patient: false,
    };
    let mut wrong = Vec::new();
    for (spoiled, section) in FAULTS {
        let endpoint = format!("{}/checkout", before(&stand_in.address, spoiled).await);
        let (come_to, mut lines) = checked(&endpoint, &stand_in.address, &shop).await;
        assert_eq!(come_to.exit_code(), 1, "{spoiled:?}: {lines:#?}");
        if named(&lines) != [section.to_string()] {
            lines.retain(|line| !line.starts_with("ok"));
            wrong.push((spoiled, lines));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn what_is_no_endpoint_is_called_so_at_the_first_line() {
    let Some(stand_in) = StandIn::start() else {
        return;
    };
    let shop = Shop {
        address: stand_in.address.clone(),
        is_patient: false,
    };
    let page = format!("{}/", stand_in.address);
    let (come_to, lines) = checked(&page, &stand_in.address, &shop).await;
    assert_eq!(come_to, Conformance::NoEndpoint);
    assert_eq!(lines.len(), 1);
    let told = lines.concat();
    assert!(told.contains("is no checkout endpoint"), "{told}");
    assert!(told.contains("200 and text/html"), "{told}");
}
