//! Until when a request to a provider may leave.

use std::time::Duration;

use crate::environment::clock::{Clock, Moment};

/// Until when a request may leave, by either clock of this process.
#[derive(Clone, Debug)]
pub struct Deadline {
    clock: Clock,
    began: Moment,
    within: Duration,
}

impl Deadline {
    pub(super) fn new(clock: &Clock, within: Duration) -> Self {
        Self {
            clock: clock.clone(),
            began: clock.moment(),
            within,
        }
    }

    /// Tells whether it may be over.
    pub fn may_be_over(&self) -> bool {
        let passed = u64::try_from(self.clock.perhaps_since(self.began)).unwrap_or(0);
        Duration::from_millis(passed) > self.within
    }
}
