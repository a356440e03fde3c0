//! What CostPlus sends to the `webhook_url`: unsigned, so that it only makes
//! us look ("Webhook Event Schemas").

use serde::Deserialize;

use super::id::is_id;
use super::words;
use crate::fields::{Field, FilledText, Object, parsed};
use crate::notification::{IncomingNotification, NotAuthentic, Notification, NotificationSubject};

/// The documented events. Another one about an order makes us look as well.
const EVENTS: [&str; 2] = ["status_changed", "transaction_status_changed"];

/// A notification.
#[derive(Default, Deserialize)]
#[serde(default)]
struct WebhookFields {
    event: Field<FilledText>,
    order_id: Field<FilledText>,
    transaction_status: Field<FilledText>,
}

/// Which order a notification is about.
pub(super) fn read(incoming: IncomingNotification<'_>) -> Result<Notification, NotAuthentic> {
    let document: Field<Object<WebhookFields>> =
        parsed(incoming.body).ok_or(NotAuthentic("not JSON"))?;
    let document = document.object().ok_or(NotAuthentic("no event"))?;
    let event = document.event.text().ok_or(NotAuthentic("no event"))?;
    let order = document.order_id.text().filter(|id| is_id(id));
    let order = order.ok_or(NotAuthentic("no order_id"))?;
    let event = EVENTS.iter().find(|listed| **listed == event);
    let mut detail = String::from(event.copied().unwrap_or("event not listed"));
    let status = document
        .transaction_status
        .text()
        .and_then(words::transaction);
    if let Some((word, _)) = status {
        detail.push_str(", transaction ");
        detail.push_str(word);
    }
    Ok(Notification {
        about: NotificationSubject::Payment,
        reference: None,
        provider_payment_id: Some(String::from(order)),
        proven: false,
        detail,
    })
}
