//! Ids of payments at Smart2Pay.

/// Tells whether a text has the form of a payment's id: `^\d{1,12}$`.
pub(super) fn is_payment_id(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells where a payment is.
///
/// An id that is not of the provider's form is not put into an address: 0 is
/// asked for, which no payment has, and the answer is not readable.
pub(super) fn payment_path(id: &str) -> String {
    let id = if is_payment_id(id) { id } else { "0" };
    format!("/v1/payments/{id}")
}
