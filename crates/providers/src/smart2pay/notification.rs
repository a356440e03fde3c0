//! Notifications: "Payment notification" and the SDKs' notification readers.

use subtle::ConstantTimeEq as _;

use super::record::{Document, Record, payment_id};
use super::site::Smart2PaySite;
use crate::fields::{Field, Object, parsed};
use crate::notification::{IncomingNotification, NotAuthentic, Notification, NotificationSubject};

/// Reads a notification that carries the site's own credentials.
pub(super) fn read(
    site: &Smart2PaySite,
    incoming: IncomingNotification<'_>,
) -> Result<Notification, NotAuthentic> {
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
        return Ok(notification(
            NotificationSubject::Other,
            String::from("of no known kind"),
        ));
    };
    let payment = match about {
        NotificationSubject::Payment => record.id(),
        NotificationSubject::Refund => payment_id(&record.initial_payment),
        NotificationSubject::Dispute => payment_id(&record.payment),
        NotificationSubject::Other => None,
    };
    // A refund's own reference is the operation's, not the payment's.
    let reference = record
        .reference()
        .filter(|_| about == NotificationSubject::Payment)
        .map(String::from);
    Ok(Notification {
        reference,
        provider_payment_id: payment,
        ..notification(about, format!("{name}, {}", record.detail(None)))
    })
}

/// Finds what a notification is about: SDK-NET `NotificationProcessor`, SDK-PHP
/// `Refund_Response` and `Dispute_Notification`.
fn record(document: &Document) -> Option<(&'static str, NotificationSubject, &Record)> {
    let kinds = [
        ("payment", NotificationSubject::Payment, &document.payment),
        ("refund", NotificationSubject::Refund, &document.refund),
        ("dispute", NotificationSubject::Dispute, &document.dispute),
        (
            "preapproval",
            NotificationSubject::Other,
            &document.preapproval,
        ),
        ("payout", NotificationSubject::Other, &document.payout),
    ];
    kinds
        .into_iter()
        .find_map(|(name, about, field)| Some((name, about, field.object()?)))
}

fn notification(about: NotificationSubject, detail: String) -> Notification {
    Notification {
        about,
        reference: None,
        provider_payment_id: None,
        proven: true,
        detail,
    }
}
