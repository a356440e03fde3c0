//! The sandbox's own time, which tests move forward instead of waiting.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Everybody's time plus what was added to it.
#[derive(Default)]
pub(crate) struct SandboxClock {
    /// A moment and what time it was, where everybody's time is the runtime's.
    began: Option<(Instant, u64)>,
    ahead: AtomicU64,
    moved: Notify,
}

impl SandboxClock {
    /// Makes a clock that shows `now` and goes on as the runtime's time does.
    pub(crate) fn of_runtime(now: u64) -> Self {
        Self {
            began: Some((Instant::now(), now)),
            ..Self::default()
        }
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) fn now(&self) -> u64 {
        let ahead = self.ahead.load(Ordering::SeqCst);
        self.everybodys().saturating_add(ahead)
    }

    /// Milliseconds since 1970-01-01 UTC, without what was added.
    pub(crate) fn everybodys(&self) -> u64 {
        match self.began {
            Some((began, now)) => now.saturating_add(milliseconds(began.elapsed())),
            None => milliseconds(
                SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default(),
            ),
        }
    }

    /// Moves the clock forward. Those who wait for it sleep on until it wakes
    /// them.
    pub(crate) fn advance(&self, milliseconds: u64) {
        self.ahead.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// Wakes all who wait for a moment, to look at the clock again.
    pub(crate) fn wake(&self) {
        self.moved.notify_waiters();
    }

    /// Waits for a moment.
    pub(crate) async fn wait_until(&self, due: u64) {
        loop {
            let mut moved = std::pin::pin!(self.moved.notified());
            moved.as_mut().enable();
            let left = due.saturating_sub(self.now());
            if left == 0 {
                return;
            }
            tokio::select! {
                biased;
                () = tokio::time::sleep(Duration::from_millis(left)) => {}
                () = moved => {}
            }
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Writes a moment as two of the providers do, `yyyyMMddHHmmss`, in UTC.
pub(crate) fn stamp(milliseconds: u64) -> String {
    utc(milliseconds).strftime("%Y%m%d%H%M%S").to_string()
}

/// Finds the date and time of a moment in UTC.
pub(crate) fn utc(milliseconds: u64) -> DateTime {
    let milliseconds = i64::try_from(milliseconds).unwrap_or(i64::MAX);
    let moment = Timestamp::from_millisecond(milliseconds);
    Offset::UTC.to_datetime(moment.unwrap_or(Timestamp::MAX))
}

/// Finds the year and month of a moment, to compare with a card's expiry.
pub(crate) fn month(milliseconds: u64) -> (u64, u64) {
    let date = utc(milliseconds);
    let number = |part: i16| u64::try_from(part).unwrap_or_default();
    (number(date.year()), number(date.month().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_moments_as_the_providers_do() {
        assert_eq!(stamp(0), "19700101000000");
        assert_eq!(stamp(951_782_399_000), "20000228235959");
        assert_eq!(stamp(951_868_799_999), "20000229235959");
        assert_eq!(stamp(1_494_501_422_000), "20170511111702");
        assert_eq!(month(1_735_689_599_000), (2024, 12));
    }
}
