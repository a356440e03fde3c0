//! Times, amounts and words as the operator reads them.

use maud::{Markup, html};
use oneclick_rules::Amount;

/// Writes a time, Unix milliseconds, in UTC, and how long before `now` it was.
pub fn time(at: i64, now: i64) -> Markup {
    let Ok(moment) = jiff::Timestamp::from_millisecond(at) else {
        return html! { (at) };
    };
    html! {
        time datetime=(moment) { (moment.strftime("%Y-%m-%d %H:%M:%S UTC")) }
        " " span .ago { "(" (ago(now.saturating_sub(at))) ")" }
    }
}

/// Says how long ago something was, from milliseconds.
pub fn ago(milliseconds: i64) -> String {
    const UNITS: [(i64, &str); 4] = [
        (86_400_000, "day"),
        (3_600_000, "hour"),
        (60_000, "minute"),
        (1_000, "second"),
    ];
    // Another server's clock may be a little ahead of this one's.
    if milliseconds < -60_000 {
        return String::from("ahead of this server's clock");
    }
    let unit = UNITS.iter().find(|(length, _)| milliseconds >= *length);
    let Some((length, name)) = unit else {
        return String::from("just now");
    };
    let count = milliseconds / length;
    let many = if count == 1 { "" } else { "s" };
    format!("{count} {name}{many} ago")
}

/// Writes an amount with its currency.
pub fn amount(amount: Amount) -> String {
    format!("{} {}", amount.decimal(), amount.currency())
}

/// Writes a word of the store's for people: `needs_review` is "needs review".
pub fn words(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_utc_and_in_its_largest_unit() {
        let at = 1_795_860_201_000;
        let shown = time(at, at + 3 * 60_000 + 5).into_string();
        assert!(shown.contains("2026-11-28 10:03:21 UTC"), "{shown}");
        assert!(shown.contains("(3 minutes ago)"), "{shown}");
        for (milliseconds, told) in [
            (-5_000, "just now"),
            (999, "just now"),
            (1_000, "1 second ago"),
            (3_599_999, "59 minutes ago"),
            (2 * 86_400_000, "2 days ago"),
            (-120_000, "ahead of this server's clock"),
        ] {
            assert_eq!(ago(milliseconds), told);
        }
    }
}
