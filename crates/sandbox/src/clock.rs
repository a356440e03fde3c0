//! The sandbox's own time, which tests move forward instead of waiting.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::Notify;

/// Real time plus what was added to it.
#[derive(Default)]
pub(crate) struct SandboxClock {
    ahead: AtomicU64,
    moved: Notify,
}

impl SandboxClock {
    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) fn now(&self) -> u64 {
        real_time().saturating_add(self.ahead.load(Ordering::SeqCst))
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
                () = tokio::time::sleep(Duration::from_millis(left)) => {}
                () = moved => {}
            }
        }
    }
}

/// Milliseconds since 1970-01-01 UTC, without what was added.
pub(crate) fn real_time() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

/// Writes a moment as two of the providers do, `yyyyMMddHHmmss`, in UTC.
pub(crate) fn stamp(milliseconds: u64) -> String {
    let ([year, month, day], [hour, minute, second]) = parts(milliseconds);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
}

/// Splits a moment into its date and time, in UTC.
pub(crate) fn parts(milliseconds: u64) -> ([u64; 3], [u64; 3]) {
    let seconds = milliseconds / 1000;
    let (year, month, day) = date(seconds / 86_400);
    let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60];
    ([year, month, day], time)
}

/// Finds the year and month of a moment, to compare with a card's expiry.
pub(crate) fn month(milliseconds: u64) -> (u64, u64) {
    let (year, month, _) = date(milliseconds / 86_400_000);
    (year, month)
}

/// Finds the Gregorian date of a day counted from 1970-01-01: eras of 400
/// years, and years that begin in March so that the leap day comes last.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

/// Counts the days from 1970-01-01 to a date.
pub(crate) fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March have the leap day at their end.
    let year = if month <= 2 { year - 1 } else { year };
    let shifted = (month + 9) % 12;
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    Some(year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468)
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
