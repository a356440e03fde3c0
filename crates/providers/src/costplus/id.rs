//! Ids at CostPlus, and what tokens begin with.

/// A token that begins with this is the id of the first transaction of a card
/// that has no vault token; the provider takes either.
pub(super) const FIRST_TRANSACTION: &str = "first_transaction_id:";

/// Tells whether a text has the form of an id: a UUID, or a prefix and more of its kind in samples.
pub(super) fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}
