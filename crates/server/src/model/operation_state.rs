//! The states of an operation.

use oneclick_providers::OperationOutcome;

/// The state of a capture, cancel or refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationState {
    /// The intent is durable; no byte has left.
    Created,
    /// The request may have left.
    Sent,
    /// It left and no answer came that says what became of it.
    Unknown,
    /// A person has to decide.
    NeedsReview,
    /// The provider has taken it and does it later.
    Pending,
    /// It happened.
    Succeeded,
    /// The provider said no: nothing moved.
    Declined,
    /// The provider did not take it, which is proven: nothing moved.
    Failed,
}

impl OperationState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::Sent,
        Self::Unknown,
        Self::NeedsReview,
        Self::Pending,
        Self::Succeeded,
        Self::Declined,
        Self::Failed,
    ];

    /// Returns it as the store spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::NeedsReview => "needs_review",
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Declined => "declined",
            Self::Failed => "failed",
        }
    }

    /// Reads the store's spelling.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Returns what the merchant sees.
    pub fn seen(self) -> &'static str {
        match self {
            Self::Created | Self::Sent | Self::Unknown => "processing",
            Self::NeedsReview | Self::Pending | Self::Succeeded | Self::Declined | Self::Failed => {
                self.as_str()
            }
        }
    }

    /// Tells whether nobody knows yet whether money moved. The store's index
    /// `operations_one_unresolved` lists the same states.
    pub fn is_unresolved(self) -> bool {
        matches!(
            self,
            Self::Created | Self::Sent | Self::Unknown | Self::NeedsReview
        )
    }

    /// Tells whether its amount counts as moved, for the sake of limits.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Declined | Self::Failed)
    }

    /// Tells whether what is known next may follow this state: what is final stays,
    /// and a weaker word never overrides a stronger one.
    pub fn may_become(self, to: Self) -> bool {
        match self {
            Self::Succeeded | Self::Declined | Self::Failed => false,
            Self::Created => to != Self::Created,
            Self::Sent => !matches!(to, Self::Created | Self::Sent),
            Self::Unknown => !matches!(to, Self::Created | Self::Sent | Self::Unknown),
            Self::NeedsReview => {
                matches!(
                    to,
                    Self::Succeeded | Self::Declined | Self::Failed | Self::Pending
                )
            }
            // What stays so for too long is for a person.
            Self::Pending => {
                matches!(
                    to,
                    Self::Succeeded | Self::Declined | Self::Failed | Self::NeedsReview
                )
            }
        }
    }
}

impl From<OperationOutcome> for OperationState {
    fn from(outcome: OperationOutcome) -> Self {
        match outcome {
            OperationOutcome::Done => Self::Succeeded,
            OperationOutcome::Pending => Self::Pending,
            OperationOutcome::Refused => Self::Declined,
            OperationOutcome::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_one_unresolved_operation_lists_the_states_that_are() {
        let migration = include_str!("../../migrations/0009_names.sql");
        let index = migration
            .split("CREATE UNIQUE INDEX operations_one_unresolved")
            .nth(1)
            .unwrap();
        let listed = index.split(';').next().unwrap();
        for state in OperationState::ALL {
            let named = listed.contains(&format!("'{}'", state.as_str()));
            assert_eq!(named, state.is_unresolved(), "{state:?}");
        }
    }

    #[test]
    fn what_is_final_stays() {
        for from in OperationState::ALL {
            assert_eq!(OperationState::parse(from.as_str()), Some(from));
            for to in OperationState::ALL {
                let last = matches!(
                    from,
                    OperationState::Succeeded | OperationState::Declined | OperationState::Failed
                );
                assert!(!(last && from.may_become(to)), "{from:?} {to:?}");
                assert!(!from.may_become(OperationState::Created));
            }
        }
        assert!(!OperationState::Pending.may_become(OperationState::Unknown));
        assert!(!OperationState::Pending.may_become(OperationState::Sent));
    }
}
