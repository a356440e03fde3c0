//! Times and periods as CostPlus writes them: ISO 8601.

const DAY: i64 = 86_400;

/// Unix seconds as `2026-01-01T00:00:00Z`, the form of "List orders by date
/// range".
pub(super) fn written(unix: i64) -> String {
    let (year, month, day) = civil(unix.div_euclid(DAY));
    let second = unix.rem_euclid(DAY);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

/// Unix seconds out of `2026-01-15T12:00:05.433502+00:00`, with or without
/// fraction, seconds and colon in the offset; without an offset it is UTC.
/// `None` for what is no time.
pub(super) fn read(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut date = date.split('-');
    let (year, month, day) = (
        number(date.next()?, 4)?,
        number(date.next()?, 2)?,
        number(date.next()?, 2)?,
    );
    let known = date.next().is_none() && (1..=12).contains(&month) && (1..=31).contains(&day);
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at_checked(zone_at)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut clock = clock.split(':');
    let (hour, minute) = (number(clock.next()?, 2)?, number(clock.next()?, 2)?);
    let second = clock.next().map_or(Some(0), |second| number(second, 2))?;
    let known = known
        && clock.next().is_none()
        && hour < 24
        && minute < 60
        && second <= 60
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = hour * 3_600 + minute * 60 + second;
    known.then_some(days(year, month, day) * DAY + seconds - offset(zone)?)
}

/// Gives the seconds of a period (`PT30M`, `PT1H`, `P30D`); `None` for years and
/// months, whose length nobody knows, and for what is no period.
pub(super) fn period(text: &str) -> Option<u64> {
    let rest = text.strip_prefix('P')?;
    let (days, clock) = rest.split_once('T').unwrap_or((rest, ""));
    let total = parts(days, &[('W', 604_800), ('D', 86_400)])?
        .checked_add(parts(clock, &[('H', 3_600), ('M', 60), ('S', 1)])?)?;
    Some(total).filter(|total| *total > 0)
}

/// Numbers, each before its letter, the letters in order.
fn parts(mut text: &str, letters: &[(char, u64)]) -> Option<u64> {
    let mut total = 0_u64;
    for (letter, seconds) in letters {
        if let Some((digits, rest)) = text.split_once(*letter) {
            let number = number(digits, digits.len())?;
            let number = u64::try_from(number).ok()?;
            total = total.checked_add(number.checked_mul(*seconds)?)?;
            text = rest;
        }
    }
    text.is_empty().then_some(total)
}

/// Seconds east of UTC.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "" | "Z" | "z") {
        return Some(0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits: String = digits.chars().filter(|letter| *letter != ':').collect();
    let whole = number(&digits, digits.len())?;
    match digits.len() {
        2 => Some(sign * whole * 3_600),
        4 => Some(sign * (whole / 100 * 3_600 + whole % 100 * 60)),
        _ => None,
    }
}

/// Gives a number of exactly so many digits, at most nine.
fn number(digits: &str, length: usize) -> Option<i64> {
    let fits = digits.len() == length
        && (1..=9).contains(&length)
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

/// Days since 1970 of a date in the Gregorian calendar. Years are counted from
/// March on, so that the leap day is the last one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

/// Gives the date of a day since 1970.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = (from_march + 2) % 12 + 1;
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
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
