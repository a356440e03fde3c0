//! Ids at CertiTrade.

/// Tells whether a text has the form of an id: digits.
pub(super) fn is_id(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells where a payment is.
///
/// An id that is not of the provider's form is not put into an address: 0 is
/// asked for, which no payment has, and the answer is not readable.
pub(super) fn payment_path(id: &str) -> String {
    format!("payment/{}", if is_id(id) { id } else { "0" })
}
