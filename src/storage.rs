//! Stores the pending charge in the tab, under checkout and session id and never the
//! token; in its place, once it is used up, that the session has paid. Every access may
//! be refused; then the charge lives in the flow alone.

use oneclick_rules::{IdempotencyKey, PaymentId, SessionId};
use web_sys::Storage;

use crate::client::Client;
use crate::cut::cut;
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
    read(&value)
}

/// Reads a stored charge; what an older element did not store yet is absent.
fn read(value: &str) -> Option<PendingCharge> {
    let (key, rest) = cut(value, b' ')?;
    let (card, rest) = cut(rest, b' ').unwrap_or((rest, ""));
    let (previous, consent) = cut(rest, b' ').unwrap_or((rest, ""));
    Some(PendingCharge {
        key: IdempotencyKey::parse(key).ok()?,
        card: Pick::parse(card)?,
        previous_payment: PaymentId::from_wire(previous),
        consent: (!consent.is_empty()).then(|| consent.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_is_read_whichever_element_stored_it() {
        let key = "k".repeat(32);
        for (rest, previous, consent) in [
            (
                "card_1 pay_1 save-card-1",
                Some("pay_1"),
                Some("save-card-1"),
            ),
            ("card_1  save-card-1", None, Some("save-card-1")),
            ("card_1 pay_1 ", Some("pay_1"), None),
            ("card_1 pay_1", Some("pay_1"), None),
            ("card_1", None, None),
        ] {
            let read = read(&[&key, rest].join(" ")).unwrap();
            assert_eq!(
                (read.key.as_str(), read.card.as_str()),
                (key.as_str(), "card_1")
            );
            let found = read.previous_payment.as_ref().map(PaymentId::as_str);
            assert_eq!(
                (found, read.consent.as_deref()),
                (previous, consent),
                "{rest}"
            );
        }
        assert!(read("paid").is_none());
    }
}
