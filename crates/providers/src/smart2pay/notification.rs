//! Notifications: "Payment notification" and the SDKs' notification readers.

use subtle::ConstantTimeEq as _;

use super::record::{Document, Record, payment_id};
use super::site::Site;
use crate::fields::{Field, Object, parsed};
use crate::notification::{About, Incoming, NotAuthentic, Notice};

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
    let document: Field<Object<Document>> =
        parsed(incoming.body).ok_or(NotAuthentic("the body"))?;
    let Some((name, about, record)) = document.object().and_then(record) else {
        return Ok(notice(About::Other, String::from("of no known kind")));
    };
    let payment = match about {
        About::Payment => record.id(),
        About::Refund => payment_id(&record.initial_payment),
        About::Dispute => payment_id(&record.payment),
        About::Other => None,
    };
    // A refund's own reference is the movement's, not the payment's.
    let reference = record
        .reference()
        .filter(|_| about == About::Payment)
        .map(String::from);
    Ok(Notice {
        reference,
        payment,
        ..notice(about, format!("{name}, {}", record.detail(None)))
    })
}

/// Finds what a notification is about: SDK-NET `NotificationProcessor`, SDK-PHP
/// `Refund_Response` and `Dispute_Notification`.
fn record(document: &Document) -> Option<(&'static str, About, &Record)> {
    let kinds = [
        ("payment", About::Payment, &document.payment),
        ("refund", About::Refund, &document.refund),
        ("dispute", About::Dispute, &document.dispute),
        ("preapproval", About::Other, &document.preapproval),
        ("payout", About::Other, &document.payout),
    ];
    kinds
        .into_iter()
        .find_map(|(name, about, field)| Some((name, about, field.object()?)))
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
