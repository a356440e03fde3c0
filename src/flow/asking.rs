//! Decides how long the flow waits before it asks again.

/// The longest pause between two questions, milliseconds.
const LONGEST: u64 = 30_000;

/// The shortest pause that a server may ask for, milliseconds.
const SHORTEST: u64 = 1_000;

/// Milliseconds between two answers that know of no payment.
pub(super) const EMPTY_PAUSE: u64 = 2_000;

/// Returns the milliseconds before question number `asked` (from 0): what the server
/// asked for in seconds, within bounds, else one second doubled each time, up to half a
/// minute.
pub(super) fn pause(asked: u32, poll_after: Option<u64>) -> u64 {
    match poll_after {
        Some(seconds) => seconds.saturating_mul(1_000).clamp(SHORTEST, LONGEST),
        None if asked > 4 => LONGEST,
        None => 1_000 << asked,
    }
}

/// Spreads a pause over 75 to 125 per cent, by a chance from 0 to 255, so that
/// many browsers do not ask in step.
///
/// ```
/// assert_eq!(oneclick_widget::flow::jittered(1_000, 0), 750);
/// assert_eq!(oneclick_widget::flow::jittered(1_000, 255), 1_248);
/// ```
pub fn jittered(pause: u64, chance: u8) -> u64 {
    pause - pause / 4 + pause.saturating_mul(u64::from(chance)) / 512
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_half_a_minute() {
        let pauses: Vec<u64> = (0..7).map(|asked| pause(asked, None)).collect();
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
        assert_eq!(pause(200, None), LONGEST);
    }

    #[test]
    fn the_server_may_ask_for_a_pause() {
        assert_eq!(pause(9, Some(2)), 2_000);
        assert_eq!(pause(0, Some(u64::MAX)), LONGEST);
        assert_eq!(pause(0, Some(0)), SHORTEST);
    }
}
