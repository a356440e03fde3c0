//! The states of an attempt.

pub(crate) mod after;
#[cfg(test)]
mod tests;

use oneclick_rules::{DeclineReason, Failure, PaymentState};

macro_rules! states {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// The state of an attempt, in the engine's own words. Its methods stand here and
        /// in `state/after.rs`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum State { $($(#[$doc])* $variant,)+ }

        impl State {
            /// Every state.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Returns it as the store spells it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Reads the store's spelling.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

states! {
    /// The intent is durable; no byte has left.
    Created = "created",
    /// The request may have left.
    Sent = "sent",
    /// It left and no answer came that says what became of it.
    Unknown = "unknown",
    /// The shopper must go on at a redirect.
    ActionRequired = "action_required",
    /// The provider is at it.
    Processing = "processing",
    /// A person has to decide.
    NeedsReview = "needs_review",
    /// The bank has set the money aside.
    Authorised = "authorised",
    /// The money is ours.
    Captured = "captured",
    /// Given back after authorisation.
    Cancelled = "cancelled",
    /// Given back after capture.
    Refunded = "refunded",
    /// The bank or the provider said no.
    Declined = "declined",
    /// The provider never took it.
    Failed = "failed",
    /// The shopper did not finish in time.
    Expired = "expired",
    /// Looked for and not found for long enough to free the order; money found later still
    /// counts.
    NotFound = "not_found",
    /// Money moved although another attempt holds the order.
    Duplicate = "duplicate",
}

impl State {
    /// Tells whether the order is held: money has moved or still may. The store's
    /// index `attempts_hold_order` lists the same states.
    pub fn holds(self) -> bool {
        match self {
            Self::Declined | Self::Failed | Self::Expired | Self::NotFound | Self::Duplicate => {
                false
            }
            Self::Created
            | Self::Sent
            | Self::Unknown
            | Self::ActionRequired
            | Self::Processing
            | Self::NeedsReview
            | Self::Authorised
            | Self::Captured
            | Self::Cancelled
            | Self::Refunded => true,
        }
    }

    /// Tells whether the outcome is still open.
    pub fn is_open(self) -> bool {
        match self {
            Self::Created
            | Self::Sent
            | Self::Unknown
            | Self::ActionRequired
            | Self::Processing
            | Self::NeedsReview => true,
            Self::Authorised
            | Self::Captured
            | Self::Cancelled
            | Self::Refunded
            | Self::Declined
            | Self::Failed
            | Self::Expired
            | Self::NotFound
            | Self::Duplicate => false,
        }
    }

    /// Tells whether a look-up may still decide it: it is open, and not left to a person.
    /// `under_way!` lists the same states in SQL.
    pub fn is_under_way(self) -> bool {
        self.is_open() && self != Self::NeedsReview
    }

    /// Tells whether its money was given back.
    pub fn is_given_back(self) -> bool {
        matches!(self, Self::Cancelled | Self::Refunded)
    }

    /// Tells whether the order is paid by it.
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Authorised | Self::Captured)
    }

    /// Says how it is known that it failed.
    pub fn failure(self) -> Option<Failure> {
        match self {
            Self::Failed => Some(Failure::Rejected),
            Self::NotFound => Some(Failure::NotFound),
            Self::Created
            | Self::Sent
            | Self::Unknown
            | Self::ActionRequired
            | Self::Processing
            | Self::NeedsReview
            | Self::Authorised
            | Self::Captured
            | Self::Cancelled
            | Self::Refunded
            | Self::Declined
            | Self::Expired
            | Self::Duplicate => None,
        }
    }

    /// Returns what the shopper and the merchant see.
    pub fn seen(self) -> PaymentState {
        match self {
            Self::Created | Self::Sent | Self::Unknown | Self::Processing | Self::NeedsReview => {
                PaymentState::Processing
            }
            Self::ActionRequired => PaymentState::ActionRequired,
            // A duplicate is given back: what the shopper bought hangs on the
            // attempt that holds the order.
            Self::Authorised | Self::Captured | Self::Duplicate => PaymentState::Succeeded,
            Self::Cancelled => PaymentState::Cancelled,
            Self::Refunded => PaymentState::Refunded,
            Self::Declined => PaymentState::Declined,
            Self::Failed | Self::NotFound => PaymentState::Failed,
            Self::Expired => PaymentState::Expired,
        }
    }
}

/// Lists in SQL the states that are under way ([`State::is_under_way`]).
macro_rules! under_way {
    () => {
        "('created', 'sent', 'unknown', 'action_required', 'processing')"
    };
}

pub(crate) use under_way;

/// Holds what an attempt changes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The new state.
    pub to: State,
    /// With [`State::Declined`]: why.
    pub reason: Option<DeclineReason>,
}
