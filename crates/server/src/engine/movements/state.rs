//! The states of a movement.

use oneclick_providers::OperationOutcome;

/// The state of a capture, cancel or refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MovementState {
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
    Done,
    /// The provider refused it: nothing moved.
    Refused,
    /// It never reached the provider: nothing moved.
    NotTaken,
}

impl MovementState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::Sent,
        Self::Unknown,
        Self::NeedsReview,
        Self::Pending,
        Self::Done,
        Self::Refused,
        Self::NotTaken,
    ];

    /// As the store spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::NeedsReview => "needs_review",
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::NotTaken => "not_taken",
        }
    }

    /// Reads the store's spelling.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// What the merchant sees.
    pub fn seen(self) -> &'static str {
        match self {
            Self::Created | Self::Sent | Self::Unknown => "processing",
            Self::NeedsReview | Self::Pending | Self::Done | Self::Refused | Self::NotTaken => {
                self.as_str()
            }
        }
    }

    /// Whether nobody knows yet whether money moved. The store's index
    /// `movements_one_unresolved` lists the same states.
    pub fn is_unresolved(self) -> bool {
        matches!(
            self,
            Self::Created | Self::Sent | Self::Unknown | Self::NeedsReview
        )
    }

    /// Whether its amount counts as moved, for the sake of limits.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Refused | Self::NotTaken)
    }

    /// Whether what is known next may follow this state: what is final stays,
    /// and a weaker word never overrides a stronger one.
    pub fn may_become(self, to: Self) -> bool {
        match self {
            Self::Done | Self::Refused | Self::NotTaken => false,
            Self::Created => to != Self::Created,
            Self::Sent => !matches!(to, Self::Created | Self::Sent),
            Self::Unknown => !matches!(to, Self::Created | Self::Sent | Self::Unknown),
            Self::NeedsReview => {
                matches!(
                    to,
                    Self::Done | Self::Refused | Self::NotTaken | Self::Pending
                )
            }
            // What stays so for too long is for a person.
            Self::Pending => {
                matches!(
                    to,
                    Self::Done | Self::Refused | Self::NotTaken | Self::NeedsReview
                )
            }
        }
    }
}

impl From<OperationOutcome> for MovementState {
    fn from(outcome: OperationOutcome) -> Self {
        match outcome {
            OperationOutcome::Done => Self::Done,
            OperationOutcome::Pending => Self::Pending,
            OperationOutcome::Refused => Self::Refused,
            OperationOutcome::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_one_unresolved_movement_lists_the_states_that_are() {
        let migration = include_str!("../../../migrations/0005_movements_found.sql");
        let index = migration
            .split("CREATE UNIQUE INDEX movements_one_unresolved")
            .nth(1)
            .unwrap();
        let listed = index.split(';').next().unwrap();
        for state in MovementState::ALL {
            let named = listed.contains(&format!("'{}'", state.as_str()));
            assert_eq!(named, state.is_unresolved(), "{state:?}");
        }
    }

    #[test]
    fn what_is_final_stays() {
        for from in MovementState::ALL {
            assert_eq!(MovementState::parse(from.as_str()), Some(from));
            for to in MovementState::ALL {
                let last = matches!(
                    from,
                    MovementState::Done | MovementState::Refused | MovementState::NotTaken
                );
                assert!(!(last && from.may_become(to)), "{from:?} {to:?}");
                assert!(!from.may_become(MovementState::Created));
            }
        }
        assert!(!MovementState::Pending.may_become(MovementState::Unknown));
        assert!(!MovementState::Pending.may_become(MovementState::Sent));
    }
}
