//! The labels of metrics. Each has few values, all of them ours: no id, no reference, no text
//! from outside.

use prometheus_client::encoding::EncodeLabelSet;

use crate::environment::SendError;

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident { $($label:ident: $kind:ty),+ $(,)? })+) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
        pub(super) struct $name { $(pub(super) $label: $kind),+ })+
    };
}

labels! {
    BuildLabels { version: &'static str }
    ProviderLabels { provider: String }
    RequestLabels { provider: &'static str, request: &'static str }
    RequestAnswerLabels { provider: &'static str, request: &'static str, answer: &'static str }
    ChargeLabels { provider: &'static str, answer: &'static str }
    LookUpLabels { provider: String, told: &'static str }
    OpenPaymentLabels { provider: String, state: &'static str, age: &'static str }
    OpenOperationLabels { state: &'static str, age: &'static str }
    WorkLabels { work: &'static str, provider: String }
    WebhookLabels { state: &'static str }
    DeliveryLabels { result: &'static str }
    CallLabels { route: String, method: &'static str }
    CallAnswerLabels { route: String, method: &'static str, status: u16 }
}

/// Says what a provider was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestKind {
    /// To move money.
    MoveMoney,
    /// To change something without moving money.
    Change,
    /// What it knows.
    Read,
}

impl RequestKind {
    /// Returns it as metrics and spans spell it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::MoveMoney => "move_money",
            Self::Change => "change",
            Self::Read => "read",
        }
    }
}

/// Says what a look-up told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LookUpTold {
    /// All payments that the provider lists of the attempt.
    Payments,
    /// Some of them.
    Part,
    /// That there are none.
    Nothing,
    /// Nothing that can be read, or no answer came.
    Unreadable,
}

impl LookUpTold {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Payments => "payments",
            Self::Part => "part",
            Self::Nothing => "nothing",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Says how a try to deliver a webhook ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WebhookTried {
    /// The merchant has taken it.
    Delivered,
    /// The merchant has not taken it.
    Refused,
    /// Nor at the last try: it is parked.
    Parked,
}

impl WebhookTried {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Parked => "parked",
        }
    }
}

/// Names what came of a request that left, or did not.
pub(super) fn answer_of(failed: Option<&SendError>) -> &'static str {
    match failed {
        None => "answered",
        Some(SendError::NotBuilt(_)) => "not_built",
        Some(SendError::NotSent(_)) => "not_sent",
        Some(SendError::Lost(_)) => "lost",
    }
}

/// Names a method: whatever is none of these is one word.
pub(super) fn method_of(method: &http::Method) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| method == *known)
        .unwrap_or("other")
}
