//! The one table of how an attempt's states follow each other: every state and
//! every outcome, none by default.

#[cfg(test)]
mod tests;

use oneclick_providers::Outcome;

use crate::model::state::{State, Step};

impl State {
    /// Returns the step that a provider's answer takes, or `None` if it changes
    /// nothing: an older or weaker answer never overrides a positive one.
    ///
    /// `proven` says that a success names our reference, amount and currency;
    /// `surely_newer` that the attempt changed so long ago that the answer cannot be
    /// from before that change.
    pub fn after(self, outcome: &Outcome, proven: bool, surely_newer: bool) -> Option<Step> {
        let to = match self {
            Self::Created
            | Self::Sent
            | Self::Unknown
            | Self::ActionRequired
            | Self::Processing
            | Self::NeedsReview => self.after_while_open(outcome, proven),
            Self::Authorised => Self::after_authorised(outcome),
            Self::Captured => Self::after_captured(outcome, surely_newer),
            Self::Cancelled => Self::after_cancelled(outcome, surely_newer),
            Self::Refunded => Self::after_refunded(outcome, surely_newer),
            Self::Declined | Self::Failed | Self::Expired | Self::NotFound => {
                Self::after_freed(outcome, proven)
            }
            // Its money is told and given back beside it, as is any other duplicate.
            Self::Duplicate => None,
        };
        let reason = match (to, outcome) {
            (Some(Self::Declined), Outcome::Declined(reason)) => Some(*reason),
            _ => None,
        };
        to.filter(|to| *to != self).map(|to| Step { to, reason })
    }

    /// Tells whether a provider's answer counts only if it cannot be from before the
    /// attempt changed.
    pub fn doubts(self, outcome: &Outcome) -> bool {
        self.after(outcome, true, true) != self.after(outcome, true, false)
    }

    /// Says where money that moved leads.
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
            Outcome::Declined(_)
            | Outcome::ActionRequired { .. }
            | Outcome::Pending
            | Outcome::Failed(_)
            | Outcome::Expired
            | Outcome::Cancelled
            | Outcome::Unknown
                if self == Self::NeedsReview =>
            {
                None
            }
            Outcome::Declined(_) => Some(Self::Declined),
            Outcome::ActionRequired { .. } => Some(Self::ActionRequired),
            Outcome::Pending => (self != Self::ActionRequired).then_some(Self::Processing),
            // Only the answer to the charge itself proves that it was not taken.
            Outcome::Failed(_) => {
                matches!(self, Self::Created | Self::Sent).then_some(Self::Failed)
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
            | Outcome::Failed(_)
            | Outcome::Unknown => None,
        }
    }

    fn after_captured(outcome: &Outcome, surely_newer: bool) -> Option<Self> {
        match outcome {
            Outcome::Refunded | Outcome::Cancelled => Some(Self::Refunded),
            // The money was ours and is not any more, unless the word is from
            // before it came.
            Outcome::Declined(_) | Outcome::Expired => surely_newer.then_some(Self::NeedsReview),
            Outcome::Authorised
            | Outcome::Captured
            | Outcome::CapturePending
            | Outcome::ActionRequired { .. }
            | Outcome::Pending
            | Outcome::Failed(_)
            | Outcome::Unknown => None,
        }
    }

    fn after_cancelled(outcome: &Outcome, surely_newer: bool) -> Option<Self> {
        match outcome {
            // What is cancelled was never captured before: this is news.
            Outcome::Captured => Some(Self::NeedsReview),
            Outcome::Authorised | Outcome::CapturePending => {
                surely_newer.then_some(Self::NeedsReview)
            }
            Outcome::Refunded => Some(Self::Refunded),
            Outcome::Declined(_)
            | Outcome::ActionRequired { .. }
            | Outcome::Pending
            | Outcome::Failed(_)
            | Outcome::Expired
            | Outcome::Cancelled
            | Outcome::Unknown => None,
        }
    }

    /// Judges money that is listed although all of it is back. The caller has compared
    /// with the balance: many providers list what was refunded as captured.
    fn after_refunded(outcome: &Outcome, surely_newer: bool) -> Option<Self> {
        match outcome {
            Outcome::Authorised | Outcome::Captured | Outcome::CapturePending => {
                surely_newer.then_some(Self::NeedsReview)
            }
            Outcome::Declined(_)
            | Outcome::ActionRequired { .. }
            | Outcome::Pending
            | Outcome::Failed(_)
            | Outcome::Expired
            | Outcome::Cancelled
            | Outcome::Refunded
            | Outcome::Unknown => None,
        }
    }

    /// Takes evidence of money, however late it comes.
    fn after_freed(outcome: &Outcome, proven: bool) -> Option<Self> {
        match outcome {
            Outcome::Authorised | Outcome::Captured | Outcome::CapturePending => {
                Some(Self::with_money(outcome, proven))
            }
            Outcome::Refunded => Some(Self::Refunded),
            Outcome::Declined(_)
            | Outcome::ActionRequired { .. }
            | Outcome::Pending
            | Outcome::Failed(_)
            | Outcome::Expired
            | Outcome::Cancelled
            | Outcome::Unknown => None,
        }
    }
}
