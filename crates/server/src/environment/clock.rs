//! The wall clock and the monotonic one.
//!
//! A wall clock may step, in either direction and at any moment; a monotonic
//! one stands still while the machine sleeps. What must not happen too soon
//! waits for both ([`Clock::surely_since`]), what must not happen too late
//! heeds both ([`Clock::perhaps_since`]).

use core::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Tells the time of both kinds.
pub trait TimeSource: Debug + Send + Sync {
    /// Reads the wall clock: the time since 1970 in UTC.
    fn wall(&self) -> Duration;

    /// Reads the monotonic clock: the time since a moment that stays the same.
    fn monotonic(&self) -> Duration;
}

/// The wall clock and the monotonic one; a test may move them.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Arc<dyn TimeSource>,
    stepped: Arc<AtomicI64>,
    passed: Arc<AtomicI64>,
}

/// A moment, by both clocks of this process. Means nothing in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    wall: i64,
    monotonic: i64,
}

impl Moment {
    /// Returns it by the wall clock, Unix milliseconds.
    pub fn wall(self) -> i64 {
        self.wall
    }

    /// Returns the milliseconds from `earlier` to it by the monotonic clock.
    pub fn monotonic_since(self, earlier: Self) -> i64 {
        self.monotonic - earlier.monotonic
    }

    /// Says by how many milliseconds the wall clock has gone ahead from `earlier` to it,
    /// against the monotonic one; less than zero where it has gone back.
    pub fn stepped_since(self, earlier: Self) -> i64 {
        (self.wall - earlier.wall) - self.monotonic_since(earlier)
    }
}

impl Clock {
    /// Reads the time from `source`.
    pub(super) fn new(source: Arc<dyn TimeSource>) -> Self {
        Self {
            source,
            stepped: Arc::default(),
            passed: Arc::default(),
        }
    }

    /// Returns the time now, Unix milliseconds.
    pub fn now(&self) -> i64 {
        milliseconds(self.source.wall())
            .saturating_add(self.stepped.load(Ordering::Relaxed))
            .saturating_add(self.passed.load(Ordering::Relaxed))
    }

    /// Returns the time now, Unix seconds.
    pub fn seconds(&self) -> i64 {
        self.now() / 1000
    }

    /// This moment.
    pub fn moment(&self) -> Moment {
        let since = milliseconds(self.source.monotonic());
        Moment {
            wall: self.now(),
            monotonic: since.saturating_add(self.passed.load(Ordering::Relaxed)),
        }
    }

    /// Returns the milliseconds that have passed since `moment` by the monotonic clock.
    pub fn monotonic_since(&self, moment: Moment) -> i64 {
        self.moment().monotonic_since(moment)
    }

    /// Says by how many milliseconds the wall clock has gone back since `moment`,
    /// against the monotonic one; less than zero where it has gone ahead.
    pub fn set_back_since(&self, moment: Moment) -> i64 {
        -self.moment().stepped_since(moment)
    }

    /// Returns the milliseconds that have passed since `moment` whichever clock is
    /// right: those of the clock that counted fewer.
    pub fn surely_since(&self, moment: Moment) -> i64 {
        let now = self.moment();
        (now.wall - moment.wall).min(now.monotonic - moment.monotonic)
    }

    /// Returns the milliseconds that may have passed since `moment`: those of the clock
    /// that counted more.
    pub fn perhaps_since(&self, moment: Moment) -> i64 {
        let now = self.moment();
        (now.wall - moment.wall).max(now.monotonic - moment.monotonic)
    }

    /// Lets `milliseconds` pass on both clocks, for all that share them.
    pub fn advance(&self, milliseconds: i64) {
        self.passed.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// Steps the wall clock alone by `milliseconds`, for all that share it.
    pub fn step(&self, milliseconds: i64) {
        self.stepped.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
