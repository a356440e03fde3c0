//! The idempotency key in the tab's storage: under endpoint and session id,
//! never the token; in its place, once it is used up, that the session has paid. Every
//! access may be refused; then the key lives in the flow alone.

use oneclick_rules::{CardId, IdempotencyKey, PaymentId, SessionId};
use web_sys::Storage;

use crate::flow::Kept;

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn prefix(endpoint: &str) -> String {
    ["oneclick:", endpoint, ":"].concat()
}

fn name(endpoint: &str, session: &SessionId) -> String {
    prefix(endpoint) + session.as_str()
}

/// Keeps the key where a reload of this tab finds it.
pub fn store(endpoint: &str, session: &SessionId, kept: &Kept) {
    let mut value = [kept.key.as_str(), " ", kept.card.as_str()].concat();
    if let Some(after) = &kept.after {
        value.push(' ');
        value.push_str(after.as_str());
    }
    if let Some(storage) = storage() {
        // Refused or full: the key lives in the flow alone.
        let _ = storage.set_item(&name(endpoint, session), &value);
    }
}

/// Keeps that the session has paid: after a reload nobody says for its tab that
/// nothing was charged. It is read as no key.
pub fn store_paid(endpoint: &str, session: &SessionId) {
    if let Some(storage) = storage() {
        // Refused or full: the flow alone knows.
        let _ = storage.set_item(&name(endpoint, session), "paid");
    }
}

/// The key that is used up goes.
pub fn forget(endpoint: &str, session: &SessionId) {
    if let Some(storage) = storage() {
        // What cannot be removed was never stored.
        let _ = storage.remove_item(&name(endpoint, session));
    }
}

/// The key of this session.
pub fn find(endpoint: &str, session: &SessionId) -> Option<Kept> {
    let value = storage()?.get_item(&name(endpoint, session)).ok()??;
    let mut words = value.split(' ');
    Some(Kept {
        key: IdempotencyKey::parse(words.next()?).ok()?,
        card: CardId::from_wire(words.next()?)?,
        after: words.next().and_then(PaymentId::from_wire),
    })
}

/// Whether any session of this endpoint has a key or has paid; `None` where the tab does
/// not tell.
pub fn has_any(endpoint: &str) -> Option<bool> {
    let prefix = prefix(endpoint);
    let storage = storage()?;
    let count = storage.length().ok()?;
    let mut names = (0..count).filter_map(|index| storage.key(index).ok().flatten());
    Some(names.any(|name| name.starts_with(&prefix)))
}
