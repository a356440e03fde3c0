//! How often an outcome that is known is tried to be written.

use std::time::Duration;

use crate::store::StoreError;

const FIRST: Duration = Duration::from_millis(50);
/// The longest pause is the first, doubled so often: 12.8 s.
const DOUBLINGS: u32 = 8;
/// So often where the store's answer is not one that passes.
const TRIES: u32 = 12;

/// Counts the tries to write an outcome: while the store's disk is full or gone, as long as
/// the process lives. What a stop cuts off is looked up after the next start.
#[derive(Debug, Default)]
pub(crate) struct OutcomeRetries {
    made: u32,
    /// Those whose answer is not one that passes.
    refused: u32,
}

impl OutcomeRetries {
    /// Returns the pause before the next try; `None` where no other helps.
    pub(crate) fn pause_after(&mut self, error: &StoreError) -> Option<Duration> {
        let pause = FIRST * (1 << self.made.min(DOUBLINGS));
        self.made = self.made.saturating_add(1);
        // Written twice, an outcome is the same.
        let passes = error.is_passing() || matches!(error, StoreError::Unknown);
        self.refused += u32::from(!passes);
        (self.refused < TRIES).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(error: &StoreError) -> usize {
        let mut retries = OutcomeRetries::default();
        (0..1_000)
            .map_while(|_| retries.pause_after(error))
            .inspect(|pause| assert!(*pause <= Duration::from_millis(12_800)))
            .count()
    }

    #[test]
    fn a_disk_that_is_full_for_hours_loses_no_outcome() {
        assert_eq!(pauses(&StoreError::Disk(String::new())), 1_000);
        assert_eq!(pauses(&StoreError::Missing), 11);
    }

    #[test]
    fn a_commit_that_nobody_can_tell_of_loses_no_outcome_after_a_long_outage() {
        let mut retries = OutcomeRetries::default();
        for _ in 0..1_000 {
            let gone = StoreError::Unreachable(String::new());
            assert!(retries.pause_after(&gone).is_some());
            assert!(retries.pause_after(&StoreError::Unknown).is_some());
        }
        assert!(retries.pause_after(&StoreError::Missing).is_some());
    }
}
