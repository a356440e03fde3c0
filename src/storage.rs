//! Stores the pending charge in the tab, under checkout and session id and never the
//! token; in its place, once it is used up, that the session has paid. Every access may
//! be refused; then the charge lives in the flow alone.

use oneclick_rules::{IdempotencyKey, PaymentId, SessionId};
use web_sys::Storage;

use crate::client::Client;
use crate::flow::{PendingCharge, Pick};

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn set(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // Refused or full: the flow alone knows.
        let _ = storage.set_item(name, value);
    }
}

/// Stores the charge for a reload of this tab.
pub fn store(client: &Client, session: &SessionId, pending: &PendingCharge) {
    let previous = pending.previous_payment.as_ref();
    let value = [
        pending.key.as_str(),
        pending.card.as_str(),
        previous.map_or("", PaymentId::as_str),
        pending.consent.as_deref().unwrap_or_default(),
    ]
    .join(" ");
    let name = client.key_name(session.as_str());
    set(&name, &value);
    client.begun(&name);
}

/// Stores that the session has paid: after a reload the element does not say that
/// nothing was charged. It is read as no charge.
pub fn store_paid(client: &Client, session: &SessionId) {
    let name = client.key_name(session.as_str());
    set(&name, "paid");
    client.ended(&name);
}

/// Removes a charge that is settled.
pub fn forget(client: &Client, session: &SessionId) {
    let name = client.key_name(session.as_str());
    if let Some(storage) = storage() {
        // A key that cannot be removed was never stored.
        let _ = storage.remove_item(&name);
    }
    client.ended(&name);
}

/// Finds the pending charge of this session.
pub fn find(client: &Client, session: &SessionId) -> Option<PendingCharge> {
    let value = storage()?
        .get_item(&client.key_name(session.as_str()))
        .ok()??;
    let mut parts = value.split(' ');
    Some(PendingCharge {
        key: IdempotencyKey::parse(parts.next()?).ok()?,
        card: Pick::parse(parts.next()?)?,
        previous_payment: parts.next().and_then(PaymentId::from_wire),
        consent: parts
            .next()
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned),
    })
}
