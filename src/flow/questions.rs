//! The questions to the server: how the session and its payment stand.

use super::effect::{Effect, Effects};

/// The longest pause between two questions, milliseconds.
const LONGEST: u64 = 30_000;

/// The shortest pause that a server may ask for, milliseconds.
const SHORTEST: u64 = 1_000;

/// Milliseconds between two answers that know of no payment.
const EMPTY_PAUSE: u64 = 2_000;

/// Answers without a payment before a charge counts as never arrived.
const EMPTY_ANSWERS: u32 = 2;

/// Counts the questions: one is open at a time, and an answer to an older one is not heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Questions {
    /// The number of the last question.
    turn: u32,
    /// Questions since the outcome became open.
    asked: u32,
    /// Answers that knew no payment of ours.
    empty: u32,
    /// Whether the shopper waits for the answer to the last one.
    hurried: bool,
    /// Whether the page came back and the server has not been asked yet.
    checking: bool,
}

impl Questions {
    /// Begins anew, in a flow that hears no answer to what was asked before.
    pub fn anew(&self) -> Self {
        Self {
            turn: self.turn.wrapping_add(1),
            ..Self::default()
        }
    }

    /// Returns the number of the last question.
    pub fn turn(&self) -> u32 {
        self.turn
    }

    /// Hears no answer to what was asked before: it may be older than what is known.
    pub fn outdate(&mut self) {
        self.turn = self.turn.wrapping_add(1);
        self.hurried = false;
    }

    /// Asks at once, for a shopper who waits for the answer.
    pub fn hurry(&mut self, effects: &mut Effects) {
        self.ask(0, effects);
        self.hurried = true;
    }

    /// Notes that the last question is answered.
    pub fn hear(&mut self) {
        self.hurried = false;
    }

    /// Returns whether the shopper waits for the answer to the last question.
    pub fn is_hurried(&self) -> bool {
        self.hurried
    }

    /// Asks after a pause; the answer to any question before is not heard any more.
    pub fn ask(&mut self, after: u64, effects: &mut Effects) {
        self.outdate();
        let turn = self.turn;
        effects.push(Effect::Ask { after, turn });
    }

    /// Asks after a pause that grows with each question, or is the server's.
    pub fn ask_later(&mut self, poll_after: Option<u64>, effects: &mut Effects) {
        let after = pause(self.asked, poll_after);
        self.asked = self.asked.saturating_add(1);
        self.ask(after, effects);
    }

    /// Asks with short pauses from here on.
    pub fn ask_anew(&mut self, effects: &mut Effects) {
        self.asked = 0;
        self.ask(0, effects);
    }

    /// Begins with a charge, whose outcome is open.
    pub fn begin(&mut self) {
        self.outdate();
        (self.asked, self.empty) = (0, 0);
    }

    /// Asks for a charge that was sent before a reload, and may still arrive.
    pub fn ask_for_resumed(&mut self, effects: &mut Effects) {
        self.empty = 1;
        self.ask(EMPTY_PAUSE, effects);
    }

    /// Counts an answer without a payment. Asks again while a pending charge may still
    /// arrive, which it may as long as it is sent `elsewhere`; returns whether it did.
    pub fn miss(&mut self, pending: bool, elsewhere: bool, effects: &mut Effects) -> bool {
        self.empty = if pending && elsewhere {
            0
        } else {
            self.empty.saturating_add(1)
        };
        let asks = pending && self.empty < EMPTY_ANSWERS;
        if asks {
            self.ask(EMPTY_PAUSE, effects);
        }
        asks
    }

    /// Notes that a payment was found.
    pub fn found(&mut self) {
        self.empty = 0;
    }

    /// Returns whether nothing is payable until the server was asked.
    pub fn is_checking(&self) -> bool {
        self.checking
    }

    /// Lets nothing be paid until the next answer.
    pub fn check(&mut self) {
        self.checking = true;
    }

    /// Lets the order be paid again; returns whether it was not before.
    pub fn end_check(&mut self) -> bool {
        core::mem::take(&mut self.checking)
    }
}

/// Returns the milliseconds before question number `asked` (from 0): what the server
/// asked for in seconds, within bounds, else one second doubled each time, up to half a
/// minute.
fn pause(asked: u32, poll_after: Option<u64>) -> u64 {
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
