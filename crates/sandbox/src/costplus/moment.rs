//! Moments and periods as CostPlus writes them, both of ISO 8601.

use jiff::fmt::temporal::SpanParser;
use jiff::{SpanRelativeTo, Timestamp};

use crate::clock::utc;

/// Writes a moment, for example `2026-01-15T12:00:05.433000+00:00`.
pub(super) fn stamp(milliseconds: u64) -> String {
    let moment = utc(milliseconds).strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00");
    moment.to_string()
}

/// Reads a moment with its offset (`Z`, `+01:00`), as milliseconds since 1970.
/// What is finer than milliseconds is cut off.
pub(super) fn read(text: &str) -> Option<u64> {
    let moment: Timestamp = text.parse().ok()?;
    let moment = u64::try_from(moment.as_millisecond()).ok()?;
    // A space between date and time is assumed to be a mistake.
    Some(moment).filter(|_| !text.contains(' '))
}

/// Reads a period such as `PT30M` or `P1DT12H`, as milliseconds. Years and
/// months, whose length depends, are none.
pub(super) fn period(text: &str) -> Option<u64> {
    let span = SpanParser::new().parse_span(text).ok()?;
    let period = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    let milliseconds = u64::try_from(period.as_millis()).ok()?;
    Some(milliseconds).filter(|milliseconds| *milliseconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_moments() {
        let moment = 1_768_478_405_433;
        assert_eq!(stamp(moment), "2026-01-15T12:00:05.433000+00:00");
        for text in [
            "2026-01-15T12:00:05.433502+00:00",
            "2026-01-15T12:00:05.433Z",
            "2026-01-15T13:30:05.433+01:30",
            "2026-01-15T11:00:05.433-01:00",
        ] {
            assert_eq!(read(text), Some(moment), "{text}");
        }
        assert_eq!(read("2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
        for wrong in [
            "2026-01-15",
            "2026-01-15T12:00:05",
            "2026-13-15T12:00:05Z",
            "2026-01-15T24:00:05Z",
            "2026-01-15 12:00:05Z",
            "now",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn reads_periods() {
        assert_eq!(period("PT30M"), Some(1_800_000));
        assert_eq!(period("PT1H"), Some(3_600_000));
        assert_eq!(period("P1DT12H"), Some(129_600_000));
        assert_eq!(period("P2W"), Some(1_209_600_000));
        for wrong in ["", "P", "PT", "30", "PT30", "P1M", "PT0S", "PT1M1H", "P1DT"] {
            assert_eq!(period(wrong), None, "{wrong}");
        }
    }
}
