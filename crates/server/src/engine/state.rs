//! The states of an attempt and the one table of how they follow each other.

use oneclick_providers::Outcome;
use oneclick_rules::{DeclineReason, PaymentState};

macro_rules! states {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// The state of an attempt, in the engine's own words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum State { $($(#[$doc])* $variant,)+ }

        impl State {
            /// Every state.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As the store spells it.
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
    NotTaken = "not_taken",
    /// The shopper did not finish in time.
    Expired = "expired",
    /// Looked for until it was sure that nothing was taken.
    Abandoned = "abandoned",
    /// Money moved although another attempt holds the order.
    Surplus = "surplus",
}

impl State {
    /// Whether the order is held: money has moved or still may. The store's
    /// index `attempts_hold_order` lists the same states.
    pub fn holds(self) -> bool {
        match self {
            Self::Declined | Self::NotTaken | Self::Expired | Self::Abandoned | Self::Surplus => {
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

    /// Whether the outcome is still open.
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
            | Self::NotTaken
            | Self::Expired
            | Self::Abandoned
            | Self::Surplus => false,
        }
    }

    /// Whether the order is paid by it.
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Authorised | Self::Captured)
    }

    /// What the shopper and the merchant see.
    pub fn seen(self) -> PaymentState {
        match self {
            Self::Created | Self::Sent | Self::Unknown | Self::Processing | Self::NeedsReview => {
                PaymentState::Processing
            }
            Self::ActionRequired => PaymentState::ActionRequired,
            // A surplus is given back: what the shopper bought hangs on the
            // attempt that holds the order.
            Self::Authorised | Self::Captured | Self::Surplus => PaymentState::Succeeded,
            Self::Cancelled => PaymentState::Cancelled,
            Self::Refunded => PaymentState::Refunded,
            Self::Declined => PaymentState::Declined,
            Self::NotTaken => PaymentState::NotTaken,
            Self::Expired => PaymentState::Expired,
            Self::Abandoned => PaymentState::Abandoned,
        }
    }
}

/// What an attempt changes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The new state.
    pub to: State,
    /// With [`State::Declined`]: why.
    pub reason: Option<DeclineReason>,
}

impl State {
    /// The step that a provider's word takes, or `None` where it changes
    /// nothing: an older or weaker word never overrides a positive one.
    ///
    /// `proven` says that a success names our reference, amount and currency.
    pub fn after(self, outcome: &Outcome, proven: bool) -> Option<Step> {
        let to = match self {
            Self::Created
            | Self::Sent
            | Self::Unknown
            | Self::ActionRequired
            | Self::Processing
            | Self::NeedsReview => self.after_while_open(outcome, proven),
            Self::Authorised => Self::after_authorised(outcome),
            Self::Captured => {
                matches!(outcome, Outcome::Refunded | Outcome::Cancelled).then_some(Self::Refunded)
            }
            // Evidence of money is never refused, however late it comes.
            Self::Declined | Self::NotTaken | Self::Expired | Self::Abandoned => outcome
                .moved_money()
                .then(|| Self::with_money(outcome, proven)),
            Self::Cancelled | Self::Refunded | Self::Surplus => None,
        };
        let reason = match (to, outcome) {
            (Some(Self::Declined), Outcome::Declined(reason)) => Some(*reason),
            _ => None,
        };
        to.filter(|to| *to != self).map(|to| Step { to, reason })
    }

    /// Where money that moved leads.
    fn with_money(outcome: &Outcome, proven: bool) -> Self {
        if !proven {
            Self::NeedsReview
        } else if *outcome == Outcome::Captured {
            Self::Captured
        } else {
            Self::Authorised
        }
    }

    fn after_while_open(self, outcome: &Outcome, proven: bool) -> Option<Self> {
        match outcome {
            Outcome::Authorised | Outcome::Captured | Outcome::CapturePending => {
                Some(Self::with_money(outcome, proven))
            }
            Outcome::Refunded => Some(Self::Refunded),
            // What a person is to decide, only a person or money decides.
            _ if self == Self::NeedsReview => None,
            Outcome::Declined(_) => Some(Self::Declined),
            Outcome::ActionRequired { .. } => Some(Self::ActionRequired),
            Outcome::Pending => (self != Self::ActionRequired).then_some(Self::Processing),
            // Only the answer to the charge itself proves that it was not taken.
            Outcome::NotTaken => {
                matches!(self, Self::Created | Self::Sent).then_some(Self::NotTaken)
            }
            Outcome::Expired | Outcome::Cancelled => Some(Self::Expired),
            Outcome::Unknown => (self == Self::Sent).then_some(Self::Unknown),
        }
    }

    fn after_authorised(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Captured => Some(Self::Captured),
            Outcome::Cancelled => Some(Self::Cancelled),
            Outcome::Refunded => Some(Self::Refunded),
            // The bank had agreed and the money does not come after all.
            Outcome::Declined(_) | Outcome::Expired => Some(Self::NeedsReview),
            Outcome::Authorised
            | Outcome::CapturePending
            | Outcome::ActionRequired { .. }
            | Outcome::Pending
            | Outcome::NotTaken
            | Outcome::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests;
