//! The idempotency key in the tab's storage: under checkout and session id,
//! never the token; in its place, once it is used up, that the session has paid. Every
//! access may be refused; then the key lives in the flow alone.

use oneclick_rules::{CardId, IdempotencyKey, PaymentId, SessionId};
use web_sys::Storage;

use crate::flow::PendingCharge;
use crate::page::Page;

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn name(page: &Page, session: &SessionId) -> String {
    ["oneclick:", &page.checkout(), ":", session.as_str()].concat()
}

fn set(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // Refused or full: the flow alone knows.
        let _ = storage.set_item(name, value);
    }
}

/// Keeps the key where a reload of this tab finds it.
pub fn store(page: &Page, session: &SessionId, pending: &PendingCharge) {
    let mut value = [pending.key.as_str(), " ", pending.card.as_str()].concat();
    if let Some(previous) = &pending.previous_payment {
        value.push(' ');
        value.push_str(previous.as_str());
    }
    let name = name(page, session);
    set(&name, &value);
    page.begun(&name);
}

/// Keeps that the session has paid: after a reload nobody says for its tab that
/// nothing was charged. It is read as no key.
pub fn store_paid(page: &Page, session: &SessionId) {
    let name = name(page, session);
    set(&name, "paid");
    page.ended(&name);
}

/// The key that is used up goes.
pub fn forget(page: &Page, session: &SessionId) {
    let name = name(page, session);
    if let Some(storage) = storage() {
        // What cannot be removed was never stored.
        let _ = storage.remove_item(&name);
    }
    page.ended(&name);
}

/// The key of this session.
pub fn find(page: &Page, session: &SessionId) -> Option<PendingCharge> {
    let value = storage()?.get_item(&name(page, session)).ok()??;
    let mut words = value.split(' ');
    Some(PendingCharge {
        key: IdempotencyKey::parse(words.next()?).ok()?,
        card: CardId::from_wire(words.next()?)?,
        previous_payment: words.next().and_then(PaymentId::from_wire),
    })
}
