//! Watches the end of the session for the flow.

use super::event::Effect;

/// The longest time before its end at which a session is extended, seconds.
const LONGEST_MARGIN: i64 = 600;

/// The longest pause, seconds: a browser's timer that is set to more than 24
/// days rings at once.
const LONGEST_PAUSE: i64 = 3_600;

/// Knows when the session ends, and what was done about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionEnd {
    /// The number of the last pause: older ones are not heard.
    turn: u32,
    /// The end that the rest is about, Unix seconds.
    pub end: i64,
    /// Seconds before the end at which it is put off.
    pub margin: i64,
    /// Whether an extension is on its way.
    pub extending: bool,
    /// Whether the server puts it off no further.
    pub is_last: bool,
    /// Whether the page has heard that it comes.
    pub announced: bool,
}

impl SessionEnd {
    /// Begins with a session that has just been read.
    ///
    /// The margin is a quarter of what is left: a short session is not made a long one
    /// before its time.
    pub fn begin(&mut self, end: i64, now: i64) {
        let margin = (end.saturating_sub(now) / 4).min(LONGEST_MARGIN);
        self.put_off(end, margin);
    }

    /// Takes the end that an extension gave.
    pub fn extend(&mut self, end: i64, now: i64) {
        self.put_off(end, self.margin);
        self.is_last = end.saturating_sub(now) <= self.margin;
    }

    /// Begins anew if the end is another one.
    fn put_off(&mut self, end: i64, margin: i64) {
        if self.end != end {
            *self = Self {
                turn: self.turn,
                end,
                margin,
                ..Self::default()
            };
        }
    }

    /// Returns whether pause number `turn` is the last one; `None` is no pause.
    pub fn is_due(&self, turn: Option<u32>) -> bool {
        turn.is_none_or(|turn| turn == self.turn)
    }

    /// Returns the seconds until the end has to be looked at again, with `left` to go.
    pub fn next_look(&self, left: i64) -> i64 {
        let marks = [self.margin, self.margin / 2, 0];
        let next = marks.into_iter().find(|mark| *mark < left);
        left - next.unwrap_or_default()
    }

    /// Begins a pause, after which the end is looked at again.
    pub fn look_after(&mut self, seconds: i64) -> Effect {
        self.turn = self.turn.wrapping_add(1);
        let seconds = u64::try_from(seconds.clamp(1, LONGEST_PAUSE)).unwrap_or(1);
        Effect::Look {
            after: seconds * 1_000,
            turn: self.turn,
        }
    }
}
