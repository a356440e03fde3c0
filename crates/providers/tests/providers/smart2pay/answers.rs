//! Answers by table.

use oneclick_providers::Outcome;
use oneclick_rules::Amount;
use serde_json::{Value, json};

use super::words::{JSON, provider};
use crate::attempt::{by_payment, by_reference, reference};
use crate::reads::Reads as _;
use crate::wire::{check, response, table};

/// The documented answer with some members changed.
pub(crate) fn changed(changes: &Value) -> Vec<u8> {
    let mut answer: Value =
        serde_json::from_str(include_str!("../../../cases/smart2pay/answer.json")).unwrap();
    let payment = answer["Payment"].as_object_mut().unwrap();
    for (member, value) in changes.as_object().unwrap() {
        if value == "absent" {
            payment.remove(member);
        } else {
            payment.insert(member.clone(), value.clone());
        }
    }
    serde_json::to_vec(&answer).unwrap()
}

pub(super) fn content_type(case: &Value) -> Option<&str> {
    case.get("content_type").map_or(Some(JSON), Value::as_str)
}

pub(super) fn http(case: &Value) -> u16 {
    u16::try_from(case["http"].as_u64().unwrap()).unwrap()
}

#[test]
fn every_status_has_its_meaning() {
    for case in table(include_str!("../../../cases/smart2pay/statuses.json")) {
        let body = changed(&json!({
            "Status": { "ID": case["id"], "Info": case["info"], "Reasons": [] },
        }));
        let answer = provider().read_charge(response(201, Some(JSON), &body));
        assert_eq!(answer.outcome.as_str(), case["outcome"], "{case}");
        assert_eq!(answer.detail, format!("status {}", case["id"]), "{case}");
        assert_eq!(
            answer.provider_payment_id.as_deref(),
            Some("202587"),
            "{case}"
        );
        let dispute = answer.dispute.map(oneclick_providers::Dispute::as_str);
        assert_eq!(dispute, case["dispute"].as_str(), "{case}");
        let told = answer.amount.map(Amount::minor);
        let expected = case.get("amount").map_or(Some(2000), Value::as_u64);
        assert_eq!(told, expected, "{case}");
    }
}

#[test]
fn a_refund_of_a_part_proves_a_payment_whose_whole_was_captured() {
    for (captured, proven) in [
        (json!("2000"), Some(2000)),
        (json!("500"), None),
        (json!(null), None),
        (json!("absent"), None),
    ] {
        let body = changed(&json!({
            "CapturedAmount": captured,
            "Status": { "ID": 21, "Info": "PartiallyRefunded", "Reasons": [] },
        }));
        let answer = provider().read_charge(response(201, Some(JSON), &body));
        assert_eq!(answer.outcome, Outcome::Captured, "{captured}");
        assert_eq!(answer.amount.map(Amount::minor), proven, "{captured}");
    }
}

#[test]
fn every_return_code_has_its_meaning() {
    for case in table(include_str!("../../../cases/smart2pay/reasons.json")) {
        let info = case.get("info").cloned().unwrap_or(json!("an explanation"));
        let codes = case["codes"].as_array().unwrap();
        let reasons: Vec<Value> = codes
            .iter()
            .map(|code| json!({ "Code": code, "Info": info }))
            .collect();
        let body = changed(&json!({
            "CapturedAmount": null,
            "Status": { "ID": case["status"], "Info": "", "Reasons": reasons },
        }));
        let answer = provider().read_charge(response(http(&case), Some(JSON), &body));
        check(&answer, &case);
        for code in codes {
            assert!(answer.detail.contains(&format!("reason {code}")), "{case}");
        }
        assert!(!answer.detail.contains("explanation"), "{case}");
    }
}

#[test]
fn every_other_answer_has_its_meaning() {
    for case in table(include_str!("../../../cases/smart2pay/answers.json")) {
        let body = match case.get("text") {
            Some(text) => text.as_str().unwrap().as_bytes().to_vec(),
            None => changed(&case["payment"]),
        };
        let answer = provider().read_charge(response(http(&case), content_type(&case), &body));
        check(&answer, &case);
    }
}

#[test]
fn every_look_up_has_its_meaning() {
    let reference = reference();
    for case in table(include_str!("../../../cases/smart2pay/look_ups.json")) {
        let by = match case["by"].as_str().unwrap() {
            "reference" => by_reference(&reference),
            id => by_payment(id, &reference),
        };
        let body = case["text"].as_str().unwrap().as_bytes();
        let found = provider().read_look_up(&by, response(http(&case), content_type(&case), body));
        let names: Option<Vec<&str>> = found.ok().map(|found| {
            found
                .payments
                .iter()
                .map(|answer| answer.outcome.as_str())
                .collect()
        });
        assert_eq!(json!(names), case["expect"], "{case}");
    }
}

/// The provider's page as it was saved, where it is at hand.
#[test]
fn reads_the_page_of_the_documents() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seeds");
    let Ok(files) = std::fs::read_dir(folder) else {
        return;
    };
    let page = files
        .flatten()
        .find(|file| file.file_name().to_string_lossy().starts_with("003"))
        .map(|file| std::fs::read_to_string(file.path()).unwrap());
    let Some(page) = page else { return };
    let answer = page.split_once("HTTP/1.1 201 Created").unwrap().1;
    let body = &answer[answer.find('{').unwrap()..];
    let answer = provider().read_charge(response(201, Some(JSON), body.as_bytes()));
    assert_eq!(answer.outcome, Outcome::Captured);
    assert_eq!(answer.provider_payment_id.as_deref(), Some("202587"));
    assert_eq!(answer.reference.as_deref(), Some("s2ptest_i4"));
    assert_eq!(answer.amount.unwrap().decimal(), "20.00");
}
