//! What CostPlus sends to the `webhook_url`: unsigned, so that it only makes
//! us look ("Webhook Event Schemas").

use super::{is_id, words};
use crate::json::Json;
use crate::{About, Incoming, NotAuthentic, Notice};

/// The documented events. Another one about an order makes us look as well.
const EVENTS: [&str; 2] = ["status_changed", "transaction_status_changed"];

/// Which order a notification is about.
pub(super) fn read(incoming: Incoming<'_>) -> Result<Notice, NotAuthentic> {
    let document = Json::parse(incoming.body).ok_or(NotAuthentic("not JSON"))?;
    let event = document.text("event").ok_or(NotAuthentic("no event"))?;
    let order = document.text("order_id").filter(|id| is_id(id));
    let order = order.ok_or(NotAuthentic("no order_id"))?;
    let event = EVENTS.iter().find(|listed| **listed == event);
    let mut detail = String::from(event.copied().unwrap_or("event not listed"));
    let status = document
        .text("transaction_status")
        .and_then(words::transaction);
    if let Some((word, _)) = status {
        detail.push_str(", transaction ");
        detail.push_str(word);
    }
    Ok(Notice {
        about: About::Payment,
        reference: None,
        payment: Some(String::from(order)),
        proven: false,
        detail,
    })
}
