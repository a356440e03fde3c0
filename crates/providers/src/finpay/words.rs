//! Finpay's words and what they mean in ours.

use oneclick_rules::DeclineReason as Decline;

use crate::status::Outcome;

/// The answer code of a success: "Response code list", HTTP 200, service 00, case 00.
pub(super) const SUCCESS: u32 = 2_000_000;

/// What the type of the transaction in the answer to a charge says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChargeKind {
    /// The money was taken.
    Captured,
    /// The money is set aside.
    Authorised,
    /// Something else than a charge, or not known: only the status call can tell.
    Other,
}

/// "One Click Payment", data response, row 11, all that it lists.
const KINDS: &[(&str, ChargeKind)] = &[
    ("AUTHENTICATION", ChargeKind::Other),
    ("AUTHORIZATION", ChargeKind::Authorised),
    ("AUTHORIZATION_UPDATE", ChargeKind::Other),
    ("CAPTURE", ChargeKind::Captured),
    ("CHARGEBACK", ChargeKind::Other),
    ("DISBURSEMENT", ChargeKind::Other),
    ("FUNDING", ChargeKind::Other),
    ("PAYMENT", ChargeKind::Captured),
    ("REFUND", ChargeKind::Other),
    ("REFUND_REQUEST", ChargeKind::Other),
    ("VERIFICATION", ChargeKind::Other),
    ("VOID_AUTHORIZATION", ChargeKind::Other),
    ("VOID_CAPTURE", ChargeKind::Other),
    ("VOID_PAYMENT", ChargeKind::Other),
    ("VOID_REFUND", ChargeKind::Other),
];

impl ChargeKind {
    /// Reads what a type says, and its word, if it is listed.
    pub(super) fn of(word: &str) -> (Self, Option<&'static str>) {
        row(KINDS, word).map_or((Self::Other, None), |(word, kind)| (kind, Some(word)))
    }
}

/// What the status of a payment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PaymentWord {
    /// The money was taken.
    Captured,
    /// A part was taken, and nobody says which: no amount is proven.
    PartlyCaptured,
    /// The money is set aside.
    Authorised,
    /// Not decided, or not known to us: ask again.
    Pending,
    /// The money was taken, and a part of it given back: no amount is proven.
    PartlyRefunded,
    /// Given back.
    Refunded,
    /// Ended without money.
    Cancelled,
    /// Refused, finally.
    Failed,
    /// The shopper did not finish in time.
    Expired,
}

/// "Status list", all that it lists, and the two at the end that the official
/// plugin for `WooCommerce` reads besides.
const STATUSES: &[(&str, PaymentWord)] = &[
    ("PAID", PaymentWord::Captured),
    ("CAPTURED", PaymentWord::Captured),
    ("PARTIALLY_CAPTURED", PaymentWord::PartlyCaptured),
    ("AUTHORIZED", PaymentWord::Authorised),
    ("INITIATED", PaymentWord::Pending),
    ("AUTHENTICATION_INITIATED", PaymentWord::Pending),
    ("AUTHENTICATED", PaymentWord::Pending),
    ("REQUEST_INITIATED", PaymentWord::Pending),
    ("PENDING", PaymentWord::Pending),
    ("PARTIALLY_REFUNDED", PaymentWord::PartlyRefunded),
    ("REFUNDED", PaymentWord::Refunded),
    ("CANCELLED", PaymentWord::Cancelled),
    ("FAILURE", PaymentWord::Failed),
    ("FAILED", PaymentWord::Failed),
    ("EXPIRED", PaymentWord::Expired),
];

impl PaymentWord {
    /// Reads what a status says, and its word, if it is listed. One that is not
    /// listed is one to ask again about: the list may be longer than its public copy.
    pub(super) fn of(word: &str) -> (Self, Option<&'static str>) {
        row(STATUSES, word).map_or((Self::Pending, None), |(word, status)| (status, Some(word)))
    }

    /// Gives the outcome in our words. No public text says why a payment failed.
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::Captured | Self::PartlyCaptured | Self::PartlyRefunded => Outcome::Captured,
            Self::Authorised => Outcome::Authorised,
            Self::Pending => Outcome::Pending,
            Self::Refunded => Outcome::Refunded,
            Self::Cancelled => Outcome::Cancelled,
            Self::Failed => Outcome::Declined(Decline::Refused),
            Self::Expired => Outcome::Expired,
        }
    }
}

/// What an answer code of a refusal, HTTP 4xx by its first three digits, says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeRefusal {
    /// The request as such: its form, its credentials, too many of them.
    Request,
    /// The card or the charge, by the bank or by Finpay.
    Charge(Decline),
    /// There is no such transaction.
    NotThere,
    /// There is a transaction, and its state forbids what was asked.
    State,
    /// There is or may be a transaction, in which money may have moved.
    Elsewhere,
}

/// HTTP status and case (the first three and the last two of the seven digits;
/// the two between name the service), as far as a public text names them for
/// Finpay: "Feature Not Allowed", "Transaction Not Permitted" and "Invalid
/// Transaction Status" for this interface, the others of the first block by
/// "Finpay Money, direct debit, payment".
///
/// The second block is assumed: Indonesia's SNAP response codes, whose scheme
/// and words the first follows. It decides which sentence the shopper reads,
/// and errs towards `Elsewhere`.
const REFUSALS: &[(u32, u32, CodeRefusal)] = &[
    (400, 0, CodeRefusal::Request), // bad request
    (400, 1, CodeRefusal::Request), // invalid field format
    (400, 2, CodeRefusal::Request), // invalid mandatory field
    (401, 0, CodeRefusal::Request), // unauthorised
    (401, 1, CodeRefusal::Request), // invalid token (of access)
    (403, 1, CodeRefusal::Request), // feature not allowed
    (403, 4, CodeRefusal::Charge(Decline::InsufficientFunds)), // activity count limit exceeded
    (403, 15, CodeRefusal::Charge(Decline::Refused)), // transaction not permitted
    (404, 0, CodeRefusal::State),   // invalid transaction status
    (404, 8, CodeRefusal::Request), // invalid merchant
    // By SNAP.
    (403, 2, CodeRefusal::Charge(Decline::InsufficientFunds)), // exceeds transaction amount limit
    (403, 3, CodeRefusal::Charge(Decline::SuspectedFraud)),    // suspected fraud
    (403, 5, CodeRefusal::Charge(Decline::Refused)),           // do not honor
    (403, 6, CodeRefusal::Charge(Decline::TryAgainLater)),     // feature not allowed at this time
    (403, 7, CodeRefusal::Charge(Decline::CardNotUsable)),     // card blocked
    (403, 8, CodeRefusal::Charge(Decline::CardExpired)),       // card expired
    (403, 9, CodeRefusal::Charge(Decline::CardNotUsable)),     // dormant account
    (403, 14, CodeRefusal::Charge(Decline::InsufficientFunds)), // insufficient funds
    (403, 16, CodeRefusal::Elsewhere),                         // suspend transaction
    (403, 18, CodeRefusal::Charge(Decline::CardNotUsable)),    // inactive card, account, customer
    (403, 23, CodeRefusal::Charge(Decline::InsufficientFunds)), // account limit exceeded
    (404, 1, CodeRefusal::NotThere),                           // transaction not found
    (404, 4, CodeRefusal::Elsewhere),                          // transaction cancelled
    (404, 11, CodeRefusal::Charge(Decline::CardNotUsable)),    // invalid card, account, customer
    (404, 14, CodeRefusal::Elsewhere),                         // paid bill
    (404, 18, CodeRefusal::Elsewhere),                         // inconsistent request
];

impl CodeRefusal {
    /// Reads what an answer code says; `None` for one that is no refusal.
    pub(super) fn of(code: u32) -> Option<Self> {
        let (http, case) = (code / 10_000, code % 100);
        let listed = REFUSALS
            .iter()
            .find(|row| (row.0, row.1) == (http, case))
            .map(|row| row.2);
        match http {
            // A conflict is another record of the same reference; a time-out
            // says nothing.
            408 | 409 => Some(Self::Elsewhere),
            400 | 401 | 429 => Some(listed.unwrap_or(Self::Request)),
            404 => Some(listed.unwrap_or(Self::NotThere)),
            402..=499 => Some(listed.unwrap_or(Self::Charge(Decline::Refused))),
            _ => None,
        }
    }
}

/// Gives the row of a word, compared as it is spelled.
fn row<T: Copy>(table: &'static [(&'static str, T)], word: &str) -> Option<(&'static str, T)> {
    table.iter().find(|(listed, _)| *listed == word).copied()
}
