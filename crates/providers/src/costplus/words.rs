//! CostPlus's words and what they mean in ours.

use oneclick_rules::DeclineReason as Decline;

/// What `extra.card` says of the charge of a stored card.
pub(super) const STORED_CARD: &str = "stored";

/// What an order's status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderStatus {
    /// Not decided: on the shopper's side where there is a page.
    Open,
    /// The attempt failed; on a page the shopper may try again.
    Failed,
    /// Paid or authorised.
    Completed,
    /// Ended by the shopper or the merchant.
    Cancelled,
    /// Not paid in time.
    Expired,
}

/// "Status Requests", "Order Statuses"; the last two from ginger-php 1.x,
/// `src/Order/Status.php`.
const ORDERS: &[(&str, OrderStatus)] = &[
    ("new", OrderStatus::Open),
    ("processing", OrderStatus::Open),
    ("error", OrderStatus::Failed),
    ("completed", OrderStatus::Completed),
    ("cancelled", OrderStatus::Cancelled),
    ("expired", OrderStatus::Expired),
    ("see-transactions", OrderStatus::Open),
    ("declined", OrderStatus::Failed),
];

/// What a transaction's status says of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Money {
    /// Not decided.
    Open,
    /// Taken, or set aside where the transaction is an authorisation.
    Moved,
    /// Taken, even where the transaction began as an authorisation.
    Captured,
    /// Nothing moved.
    Ended,
}

/// "Webhook Event Schemas", `transaction_status`; the last from ginger-php 1.x,
/// `src/Order/Transaction/Status.php`.
const TRANSACTIONS: &[(&str, Money)] = &[
    ("new", Money::Open),
    ("pending", Money::Open),
    ("processing", Money::Open),
    ("accepted", Money::Moved),
    ("captured", Money::Captured),
    ("completed", Money::Moved),
    ("cancelled", Money::Ended),
    ("error", Money::Ended),
    ("expired", Money::Ended),
    ("declined", Money::Ended),
];

/// What a refund's status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefundStatus {
    /// The money is on its way back.
    Pending,
    /// It is back.
    Done,
    /// It did not go.
    Failed,
}

/// "Refunds", "Response Fields"; and the final words of an order, as which the
/// platform keeps a refund. `error` is missing: it is not final.
const REFUNDS: &[(&str, RefundStatus)] = &[
    ("pending", RefundStatus::Pending),
    ("completed", RefundStatus::Done),
    ("failed", RefundStatus::Failed),
    ("new", RefundStatus::Pending),
    ("processing", RefundStatus::Pending),
    ("cancelled", RefundStatus::Failed),
    ("expired", RefundStatus::Failed),
];

/// `transactions[].reason`: "Testing Your Integration" and "Processor
/// Reference", "Error Codes"; below the line the processor's own, "Payment
/// Errors" at docs.rapyd.net.
const REASONS: &[(&str, Decline)] = &[
    (
        "ERROR_CARD_AUTHENTICATION_FAILURE",
        Decline::AuthenticationRequired,
    ),
    ("ERROR_CARD_CVV_NOT_VALID", Decline::WrongCvc),
    ("ERROR_CARD_INFORMATION_NOT_VALID", Decline::CardNotUsable),
    (
        "ERROR_CARD_NOT_SUPPORTED_FOR_ECOMMERCE",
        Decline::CardNotUsable,
    ),
    ("ERROR_CARD_NOT_VALID", Decline::CardNotUsable),
    ("ERROR_CARD_TYPE_DISABLED", Decline::CardNotUsable),
    ("ERROR_TRANSACTION_FAILED", Decline::Refused),
    (REJECTED, Decline::Refused),
    (
        "ERROR_TRANSACTION_TYPE_NOT_ALLOWED_BY_SELLER",
        Decline::Refused,
    ),
    (
        "ERROR_TRANSACTION_TYPE_NOT_SUPPORTED",
        Decline::CardNotUsable,
    ),
    ("INVALID_CARD_CVV", Decline::WrongCvc),
    // ——
    (
        "ERROR_3DS_AUTHENTICATION_FAILURE",
        Decline::AuthenticationRequired,
    ),
    ("ERROR_CARD_EXPIRED", Decline::CardExpired),
    ("ERROR_PAYMENT_METHOD_EXPIRED", Decline::CardExpired),
    (
        "ERROR_CREATE_PAYMENT_INSUFFICIENT_FUNDS",
        Decline::InsufficientFunds,
    ),
    (
        "ERROR_SCA_EXEMPTION_DECLINED",
        Decline::AuthenticationRequired,
    ),
];

/// The reason that comes with the card schemes' number.
const REJECTED: &str = "ERROR_TRANSACTION_REJECTED_BY_CARD_PROCESSOR";

/// The card schemes' response codes (ISO 8583, field 39).
const NUMBERS: &[(&str, Decline)] = &[
    ("04", Decline::SuspectedFraud),    // pick up
    ("05", Decline::Refused),           // do not honor
    ("07", Decline::SuspectedFraud),    // pick up, fraud
    ("14", Decline::CardNotUsable),     // no such card
    ("15", Decline::CardNotUsable),     // no such issuer
    ("33", Decline::CardExpired),       // expired, pick up
    ("34", Decline::SuspectedFraud),    // suspected fraud
    ("41", Decline::SuspectedFraud),    // lost
    ("43", Decline::SuspectedFraud),    // stolen
    ("46", Decline::CardNotUsable),     // closed account
    ("51", Decline::InsufficientFunds), // not sufficient funds
    ("54", Decline::CardExpired),       // expired
    ("57", Decline::CardNotUsable),     // not permitted to the cardholder
    ("59", Decline::SuspectedFraud),    // suspected fraud
    ("61", Decline::InsufficientFunds), // over the limit
    ("62", Decline::CardNotUsable),     // restricted card
    ("65", Decline::InsufficientFunds), // over the number of uses
    ("82", Decline::WrongCvc),          // wrong CVV
    ("91", Decline::TryAgainLater),     // issuer not there
    ("96", Decline::TryAgainLater),     // system malfunction
];

/// What free words say of a decline (assumed: the simulated declines are
/// documented by what they mean, not by their reason). They decide which
/// sentence the shopper reads, never whether the payment failed.
const WORDS: &[(&str, Decline)] = &[
    ("insufficient funds", Decline::InsufficientFunds),
    ("stolen", Decline::SuspectedFraud),
    ("lost card", Decline::SuspectedFraud),
    ("pick up", Decline::SuspectedFraud),
    ("fraud", Decline::SuspectedFraud),
    ("expired", Decline::CardExpired),
    ("cvv", Decline::WrongCvc),
    ("cvc", Decline::WrongCvc),
    ("authentication", Decline::AuthenticationRequired),
];

fn listed<T: Copy>(table: &[(&'static str, T)], word: &str) -> Option<(&'static str, T)> {
    table.iter().find(|(listed, _)| *listed == word).copied()
}

/// Gives an order's status, and the word itself; `None` for a word that nobody listed.
pub(super) fn order(word: &str) -> Option<(&'static str, OrderStatus)> {
    listed(ORDERS, word)
}

/// Does the same for a transaction's status.
pub(super) fn transaction(word: &str) -> Option<(&'static str, Money)> {
    listed(TRANSACTIONS, word)
}

/// Does the same for a refund's status.
pub(super) fn refund(word: &str) -> Option<(&'static str, RefundStatus)> {
    listed(REFUNDS, word)
}

/// Tells why a payment failed, and the code for it that may be logged: listed codes
/// and scheme numbers only, never the provider's free text. That the reason
/// "includes" the schemes' number does not say where: it may stand behind the
/// word, or in the `message` to the shopper (assumed).
pub(super) fn reason(text: &str, message: &str) -> (Decline, Option<String>) {
    let is_code = |letter: char| matches!(letter, 'A'..='Z' | '0'..='9' | '_');
    let code = text.split(|letter| !is_code(letter)).next();
    let Some((word, decline)) = code.and_then(|code| listed(REASONS, code)) else {
        return (by_words(text), None);
    };
    if word != REJECTED {
        return (decline, Some(String::from(word)));
    }
    let rest = text.strip_prefix(word).unwrap_or_default();
    match number(rest).or_else(|| number(message)) {
        Some((number, decline)) => (decline, Some(format!("{word} {number}"))),
        None => (by_words(message), Some(String::from(word))),
    }
}

/// The first scheme number that stands in a text by itself.
fn number(text: &str) -> Option<(&'static str, Decline)> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .find_map(|word| listed(NUMBERS, word))
}

fn by_words(text: &str) -> Decline {
    let text = text.to_ascii_lowercase().replace(['_', '-'], " ");
    WORDS
        .iter()
        .find(|(words, _)| text.contains(words))
        .map_or(Decline::Refused, |(_, decline)| *decline)
}
