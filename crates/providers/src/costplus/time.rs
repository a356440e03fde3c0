//! Times and periods as CostPlus writes them: ISO 8601.

use jiff::fmt::temporal::{DateTimeParser, SpanParser};
use jiff::tz::Offset;
use jiff::{SpanRelativeTo, Timestamp};

/// Unix seconds as `2026-01-01T00:00:00Z`, the form of "List orders by date
/// range".
pub(super) fn written(unix: i64) -> String {
    let time = Timestamp::from_second(unix);
    time.unwrap_or(Timestamp::MAX).to_string()
}

/// Unix seconds out of `2026-01-15T12:00:05.433502+00:00`, with or without
/// fraction, seconds and colon in the offset; without an offset it is UTC.
/// `None` for what is no time.
pub(super) fn read(text: &str) -> Option<i64> {
    let pieces = DateTimeParser::new().parse_pieces(text).ok()?;
    let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
    let time = pieces.date().to_datetime(pieces.time()?);
    // An hour alone is a time of day by ISO 8601, and none that CostPlus writes.
    let has_minutes = text.get(13..)?.starts_with(':');
    let time = offset.to_timestamp(time).ok()?;
    has_minutes.then_some(time.as_second())
}

/// Gives the seconds of a period (`PT30M`, `PT1H`, `P30D`); `None` for years and
/// months, whose length nobody knows, for more than a century, and for what is
/// no period.
pub(super) fn period(text: &str) -> Option<u64> {
    let span = SpanParser::new().parse_span(text).ok()?;
    let period = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    let seconds = u32::try_from(period.as_secs()).ok()?;
    Some(u64::from(seconds)).filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Seconds by `date -u -d … +%s`.
    const TIMES: [(&str, i64); 7] = [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T23:59:59Z", 951_868_799),
        ("2024-02-29T12:00:00Z", 1_709_208_000),
        ("2026-03-04T05:06:07Z", 1_772_600_767),
        ("2026-12-31T23:59:59Z", 1_798_761_599),
        ("2099-12-31T00:00:00Z", 4_102_358_400),
        ("2100-03-01T00:00:00Z", 4_107_542_400),
    ];

    #[test]
    fn knows_the_calendar() {
        for (text, unix) in TIMES {
            assert_eq!(written(unix), text);
            assert_eq!(read(text), Some(unix), "{text}");
        }
    }

    #[test]
    fn reads_every_documented_form() {
        let unix = 1_768_478_405;
        for text in [
            "2026-01-15T12:00:05.433502+00:00",
            "2026-01-15T12:00:05Z",
            "2026-01-15t12:00:05z",
            "2026-01-15 12:00:05",
            "2026-01-15T13:00:05+01:00",
            "2026-01-15T13:00:05+0100",
            "2026-01-15T13:00:05+01",
            "2026-01-15T14:00:05+02",
            "2026-01-15T09:00:05-03",
            "2026-01-15T06:30:05-05:30",
        ] {
            assert_eq!(read(text), Some(unix), "{text}");
        }
        assert_eq!(read("2026-01-15T12:00"), Some(unix - 5));
        for text in [
            "",
            "T",
            "2026-01-15",
            "2026-13-15T12:00:00Z",
            "2026-00-15T12:00:00Z",
            "2026-01-32T12:00:00Z",
            "2026-01-00T12:00:00Z",
            "2026-01-15T24:00:00Z",
            "2026-01-15T12:60:00Z",
            "2026-01-15T12:00:61Z",
            "2026-01-15T12:00:00.Z",
            "2026-01-15T12:00:00.xZ",
            "2026-01-15T12:00:00:00Z",
            "2026-01-15-01T12:00:00Z",
            "2026-1-15T12:00:00Z",
            "2026-01-15T12Z",
            "2026-01-15T12:00:00+1",
            "2026-01-15T12:00:00+01:000",
            "2026-01-15T12:00:00Zx",
            "+026-01-15T12:00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn reads_periods() {
        for (text, seconds) in [
            ("PT10M", Some(600)),
            ("PT30M", Some(1_800)),
            ("PT1H", Some(3_600)),
            ("PT1H30M5S", Some(5_405)),
            ("P30D", Some(2_592_000)),
            ("P1W", Some(604_800)),
            ("P1DT1M", Some(86_460)),
            ("P1M", None),
            ("PT0M", None),
            ("P", None),
            ("PT", None),
            ("T10M", None),
            ("PT10", None),
            ("PTM", None),
            ("PT-1M", None),
            ("PT5M1H", None),
            ("PT9999999999M", None),
        ] {
            assert_eq!(period(text), seconds, "{text}");
        }
    }

    proptest! {
        #[test]
        fn goes_there_and_back(unix in 0..4_102_444_800_i64) {
            prop_assert_eq!(read(&written(unix)), Some(unix));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}", time in "[0-9TtZz:.+ -]{0,40}") {
            let _ = (read(&text), period(&text), read(&time), period(&format!("P{time}")));
        }
    }
}
