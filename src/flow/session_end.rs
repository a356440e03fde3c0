//! Watches the end of the session for the flow.

use super::effect::Effect;

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
    end: i64,
    /// Seconds before the end at which it is put off.
    margin: i64,
    /// Whether an extension is on its way.
    extending: bool,
    /// Whether the server puts it off no further.
    is_last: bool,
    /// Whether the page has heard that it comes.
    announced: bool,
}

impl SessionEnd {
    /// Returns the end, Unix seconds.
    pub fn end(&self) -> i64 {
        self.end
    }

    /// Returns whether the server puts it off no further.
    pub fn is_last(&self) -> bool {
        self.is_last
    }

    /// Begins with a session that has just been read.
    ///
    /// The margin is a quarter of what is left: a short session is not made a long one
    /// before its time.
    pub fn begin(&mut self, end: i64, now: i64) {
        let margin = (end.saturating_sub(now) / 4).min(LONGEST_MARGIN);
        self.put_off(end, margin);
    }

    /// Begins an extension if it is time, with `left` to go; one at a time.
    pub fn begin_extension(&mut self, left: i64) -> bool {
        let begins = left <= self.margin && !self.extending && !self.is_last;
        self.extending |= begins;
        begins
    }

    /// Ends an extension that was answered, or was not.
    pub fn end_extension(&mut self) {
        self.extending = false;
    }

    /// Notes that the server puts it off no further.
    pub fn refuse(&mut self) {
        self.is_last = true;
    }

    /// Returns whether it is time to tell the page, once, with `left` to go.
    pub fn announce(&mut self, left: i64) -> bool {
        let announces = left <= self.margin / 2 && !self.announced;
        self.announced |= announces;
        announces
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
