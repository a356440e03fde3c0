//! Notifications: "Payment notification" and the SDKs' notification readers.

use subtle::ConstantTimeEq as _;

use super::is_payment_id;
use super::site::Site;
use super::told::Told;
use crate::json::Json;
use crate::{About, Incoming, NotAuthentic, Notice};

/// The member that tells what a notification is about, and where it names the
/// payment: SDK-NET `NotificationProcessor`, SDK-PHP `Refund_Response` and
/// `Dispute_Notification`.
const KINDS: &[(&str, About, &str)] = &[
    ("Payment", About::Payment, "ID"),
    ("Refund", About::Refund, "InitialPaymentID"),
    ("Dispute", About::Dispute, "PaymentID"),
    ("Preapproval", About::Other, ""),
    ("Payout", About::Other, ""),
];

/// Reads a notification that carries the site's own credentials.
pub(super) fn read(site: &Site, incoming: Incoming<'_>) -> Result<Notice, NotAuthentic> {
    let (scheme, credentials) = incoming
        .authorization
        .and_then(|header| header.trim().split_once(' '))
        .ok_or(NotAuthentic("no credentials"))?;
    let known = site.credentials().as_bytes();
    let same: bool = credentials.trim().as_bytes().ct_eq(known).into();
    if !scheme.eq_ignore_ascii_case("basic") || !same {
        return Err(NotAuthentic("the credentials"));
    }
    let document = Json::parse(incoming.body).ok_or(NotAuthentic("the body"))?;
    let kind = KINDS.iter().find_map(|(name, about, id)| {
        let record = document.object(name)?;
        Some((*name, *about, record, *id))
    });
    let Some((name, about, record, id)) = kind else {
        return Ok(notice(About::Other, String::from("of no known kind")));
    };
    let told = Told::read(record);
    let detail = format!("{}, {}", name.to_ascii_lowercase(), told.detail(None));
    let payment = record
        .whole(id)
        .map(|number| number.to_string())
        .filter(|number| is_payment_id(number));
    // A refund's own reference is the movement's, not the payment's.
    let reference = told
        .reference()
        .filter(|_| about == About::Payment)
        .map(String::from);
    Ok(Notice {
        reference,
        payment,
        ..notice(about, detail)
    })
}

fn notice(about: About, detail: String) -> Notice {
    Notice {
        about,
        reference: None,
        payment: None,
        proven: true,
        detail,
    }
}
