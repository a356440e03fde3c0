//! Moments and periods as CostPlus writes them, both of ISO 8601.

use crate::clock;

/// Writes a moment, for example `2026-01-15T12:00:05.433000+00:00`.
pub(super) fn stamp(milliseconds: u64) -> String {
    let ([year, month, day], [hour, minute, second]) = clock::parts(milliseconds);
    let micro = milliseconds % 1000 * 1000;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}+00:00")
}

/// Reads a moment with its offset (`Z`, `+01:00`), as milliseconds since 1970.
/// What is finer than milliseconds is cut off.
pub(super) fn read(text: &str) -> Option<u64> {
    let (date, rest) = text.split_once(['T', 't'])?;
    let [year, month, day] = numbers(date, '-')?;
    let place = rest.rfind(['Z', 'z', '+', '-'])?;
    let (time, offset) = rest.split_at_checked(place)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(time, ':')?;
    let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let seconds = ((clock::days(year, month, day)? * 24 + hour) * 60 + minute) * 60 + second;
    let seconds = match offset.split_at_checked(1)? {
        ("Z" | "z", "") => seconds,
        (sign, distance) => {
            let (hours, minutes) = distance.split_once(':')?;
            let distance = (number(hours)? * 60 + number(minutes)?) * 60;
            if sign == "+" {
                seconds.checked_sub(distance)?
            } else {
                seconds + distance
            }
        }
    };
    let in_range = hour < 24 && minute < 60 && second < 61;
    in_range.then_some(seconds * 1000 + thousandths)
}

/// Reads a period such as `PT30M` or `P1DT12H`, as milliseconds. Years and
/// months, whose length depends, are none.
pub(super) fn period(text: &str) -> Option<u64> {
    let rest = text.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    if rest.ends_with('T') || rest.is_empty() {
        return None;
    }
    let days = sum(days, &[('W', 604_800), ('D', 86_400)])?;
    let time = sum(time, &[('H', 3600), ('M', 60), ('S', 1)])?;
    days.checked_add(time)?
        .checked_mul(1000)
        .filter(|period| *period > 0)
}

/// Adds up numbers that are followed by these units, in this order.
fn sum(text: &str, units: &[(char, u64)]) -> Option<u64> {
    let mut rest = text;
    let mut total = 0_u64;
    for (unit, seconds) in units {
        if let Some((count, after)) = rest.split_once(*unit) {
            total = total.checked_add(number(count)?.checked_mul(*seconds)?)?;
            rest = after;
        }
    }
    rest.is_empty().then_some(total)
}

fn numbers(text: &str, between: char) -> Option<[u64; 3]> {
    let mut parts = text.split(between).map(number);
    let read = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(read)
}

fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
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
