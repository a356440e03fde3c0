//! CertiTrade's words and what they mean in ours.

use oneclick_rules::DeclineReason as Decline;

/// What a payment's state says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PaymentMeaning {
    /// The shopper is to go on in the payment window, if there is one.
    Open,
    /// The money is set aside.
    Authorised,
    /// Set aside, and taken the coming night.
    CapturePending,
    /// The money was taken.
    Captured,
    /// The authorisation was given back.
    Cancelled,
    /// It failed: the attempts say why.
    Failed,
}

/// "Payment", table "payment – state".
const STATES: &[(&str, PaymentMeaning)] = &[
    ("CREATED", PaymentMeaning::Open),
    ("PENDING", PaymentMeaning::Open),
    ("WAITING_FOR_APPROVAL", PaymentMeaning::Authorised),
    ("READY_FOR_CAPTURE", PaymentMeaning::CapturePending),
    ("CAPTURED", PaymentMeaning::Captured),
    ("CANCELLED", PaymentMeaning::Cancelled),
    ("FAILED", PaymentMeaning::Failed),
];

impl PaymentMeaning {
    /// Reads what a state says; `None` for one that is not listed.
    pub(super) fn of(word: &str) -> Option<Self> {
        listed(STATES, word)
    }
}

/// Gives a state as it may stand in the log: listed, or nothing.
pub(super) fn known_state(word: &str) -> Option<&'static str> {
    known(STATES, word)
}

/// What the description of a failed attempt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailureMeaning {
    /// The answer code says why, if it is one that we know.
    ByCode,
    /// For this reason.
    For(Decline),
    /// The shopper ended it in the payment window.
    ByShopper,
}

/// "Card", table "Description – CARD": the values of `desc` in an attempt. One of a
/// success says nothing of a failure.
const DESCRIPTIONS: &[(&str, FailureMeaning)] = &[
    ("PENDING", FailureMeaning::ByCode),
    ("3D_AUTH", FailureMeaning::ByCode),
    ("3D_ATTEMPT", FailureMeaning::ByCode),
    ("SSL_AUTH", FailureMeaning::ByCode),
    ("RECURRING_AUTH", FailureMeaning::ByCode),
    ("ONE_CLICK_AUTH", FailureMeaning::ByCode), // "One Click Payment" alone
    ("MOTO", FailureMeaning::ByCode),
    (
        "3D_FAILED",
        FailureMeaning::For(Decline::AuthenticationRequired),
    ),
    ("AUTH_FAILED", FailureMeaning::ByCode),
    ("USER_CANCELLED", FailureMeaning::ByShopper),
    (
        "INTERNAL_ERROR",
        FailureMeaning::For(Decline::TryAgainLater),
    ),
    ("TIMEOUT", FailureMeaning::For(Decline::TryAgainLater)),
    (
        "SESSION_INVALID",
        FailureMeaning::For(Decline::SuspectedFraud),
    ),
    (
        "ACCOUNT_TERMINATED",
        FailureMeaning::For(Decline::SuspectedFraud),
    ),
];

/// The bank's answer codes. "Payment Attempt" says "00 is successful, otherwise
/// error" and no more; that they are the card schemes' (ISO 8583, field 39) is
/// assumed. They decide which sentence the shopper reads, never whether the
/// payment failed.
const CODES: &[(&str, Decline)] = &[
    ("04", Decline::SuspectedFraud),         // pick up card
    ("07", Decline::SuspectedFraud),         // pick up card, special condition
    ("14", Decline::CardNotUsable),          // no such number
    ("15", Decline::CardNotUsable),          // no such issuer
    ("19", Decline::TryAgainLater),          // re-enter transaction
    ("1A", Decline::AuthenticationRequired), // additional customer authentication required
    ("33", Decline::CardExpired),            // expired card, pick up
    ("34", Decline::SuspectedFraud),         // suspected fraud, pick up
    ("36", Decline::CardNotUsable),          // restricted card, pick up
    ("41", Decline::SuspectedFraud),         // lost card
    ("43", Decline::SuspectedFraud),         // stolen card
    ("46", Decline::CardNotUsable),          // closed account
    ("51", Decline::InsufficientFunds),      // not sufficient funds
    ("54", Decline::CardExpired),            // expired card
    ("57", Decline::CardNotUsable),          // not permitted to cardholder
    ("59", Decline::SuspectedFraud),         // suspected fraud
    ("61", Decline::InsufficientFunds),      // exceeds amount limit
    ("62", Decline::CardNotUsable),          // restricted card
    ("65", Decline::InsufficientFunds),      // exceeds frequency limit
    ("78", Decline::CardNotUsable),          // blocked, first used
    ("82", Decline::WrongCvc),               // card verification failed
    ("91", Decline::TryAgainLater),          // issuer not available
    ("96", Decline::TryAgainLater),          // system error
    ("N7", Decline::WrongCvc),               // card verification failed
];

impl FailureMeaning {
    /// Reads what a description says of a failed attempt; the code decides where the
    /// description is not listed.
    pub(super) fn of(description: &str) -> Self {
        listed(DESCRIPTIONS, description).unwrap_or(Self::ByCode)
    }
}

/// Tells why the bank said no, by its answer code.
pub(super) fn decline_of_code(code: &str) -> Decline {
    listed(CODES, code).unwrap_or(Decline::Refused)
}

/// Gives a description as it may stand in the log: listed, or nothing.
pub(super) fn known_description(description: &str) -> Option<&'static str> {
    known(DESCRIPTIONS, description)
}

/// "Payment Account", table "`payment_account` – state". `SUSPENDED` stands in
/// "Recurring Payment" and "Card" instead of `CLOSED`.
const ACCOUNT_STATES: &[(&str, AccountMeaning)] = &[
    ("UNINITIALIZED", AccountMeaning::Empty),
    ("ACTIVE", AccountMeaning::Usable),
    ("CLOSED", AccountMeaning::Closed),
    ("SUSPENDED", AccountMeaning::Suspended),
];

/// What a payment account's state says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AccountMeaning {
    /// No payment has filled it yet.
    Empty,
    /// It can be charged.
    Usable,
    /// Closed by the merchant or for suspected fraud.
    Closed,
    /// Closed for suspected fraud until it is filled again.
    Suspended,
}

impl AccountMeaning {
    /// Reads what a state says; `None` for one that is not listed.
    pub(super) fn of(word: &str) -> Option<Self> {
        listed(ACCOUNT_STATES, word)
    }
}

/// "Refund", table "State".
const REFUND_STATES: &[(&str, RefundMeaning)] = &[
    ("PENDING", RefundMeaning::Pending),
    ("DONE", RefundMeaning::Done),
    ("CANCELLED", RefundMeaning::Failed),
    ("FAILED", RefundMeaning::Failed),
];

/// What a refund's state says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefundMeaning {
    /// The coming night.
    Pending,
    /// The money is back.
    Done,
    /// It is not: failed, or cancelled before it was done.
    Failed,
}

impl RefundMeaning {
    /// Reads what a state says; `None` for one that is not listed.
    pub(super) fn of(word: &str) -> Option<Self> {
        listed(REFUND_STATES, word)
    }
}

/// "Process", section "Callback": the functions and the codes that specify them.
const FUNCTIONS: &[&str] = &["APPROVE", "DECLINE", "CANCEL", "ERROR"];

/// Gives a function as it may stand in the log: listed, or nothing.
pub(super) fn known_function(function: &str) -> Option<&'static str> {
    FUNCTIONS.iter().find(|word| **word == function).copied()
}

fn listed<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table
        .iter()
        .find(|(listed, _)| *listed == word)
        .map(|(_, meaning)| *meaning)
}

fn known<T>(table: &[(&'static str, T)], word: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(listed, _)| *listed == word)
        .map(|(listed, _)| *listed)
}
