//! The end of a session: put off while the shopper is there, told before it comes.
//!
//! Time is the server's, by the local clock, which never goes back. Whether a
//! session is over is the server's word: when its time has come, it is asked.

use oneclick_rules::wire::ExtendedView;

use super::{Banner, CallResult, DomEvent, Effect, Flow, Polling, State};

/// The longest time before its end at which a session is extended, seconds.
const MARGIN: i64 = 600;
/// Seconds until a flow that is busy is looked at again.
const BUSY: i64 = 30;

/// The longest pause, seconds: a browser's timer that is set to more than 24
/// days rings at once.
const LONGEST: i64 = 3_600;

/// How the end of the session is watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SessionEnd {
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
    /// Whether the page was told that it comes.
    announced: bool,
}

impl Flow {
    /// Watches the end of the session that has just been read, unless that very end
    /// is `watched` already.
    pub(super) fn watch_the_end(&mut self, watched: bool, at: i64, effects: &mut Vec<Effect>) {
        let Some(session) = &self.session else {
            return;
        };
        let end = session.expires_at;
        if watched && end == self.session_end.end {
            return;
        }
        let now = session.now;
        // A short session is not made a long one before its time.
        let margin = (end.saturating_sub(now) / 4).min(MARGIN);
        self.put_off(end, margin);
        // One that is over and still served is its endpoint's own affair.
        if end > now {
            self.looked(None, false, at, effects);
        }
    }

    /// Puts the end off while the shopper is `present`, tells of it, or waits.
    pub(super) fn looked(
        &mut self,
        turn: Option<u32>,
        present: bool,
        at: i64,
        effects: &mut Vec<Effect>,
    ) {
        if turn.is_some_and(|turn| turn != self.session_end.turn) {
            return;
        }
        let SessionEnd { end, margin, .. } = self.session_end;
        let left = end.saturating_sub(at.saturating_add(self.clock));
        match self.state {
            State::Ready(_) if left <= 0 => {
                if !self.checking {
                    self.checking = true;
                    self.read_anew(effects);
                }
                return;
            }
            State::Ready(_) | State::ActionRequired(_) | State::Processing(Polling::Active)
                if left > 0 => {}
            State::Submitting
            | State::Ready(_)
            | State::ActionRequired(_)
            | State::Processing(Polling::Active) => return self.look_after(BUSY, effects),
            State::Loading
            | State::Processing(Polling::Ended)
            | State::Succeeded
            | State::Closed
            | State::Superseded
            | State::Expired
            | State::Unavailable => return,
        }
        if left <= margin && present && !self.session_end.extending && !self.session_end.is_last {
            self.session_end.extending = true;
            return effects.push(Effect::Extend);
        }
        if left <= margin / 2 && !self.session_end.announced {
            self.session_end.announced = true;
            if self.state == State::Ready(None) {
                self.state = State::Ready(Some(Banner::Ending));
            }
            effects.push(Effect::Dispatch(DomEvent::Expiring(end)));
        }
        let next = [margin, margin / 2, 0]
            .into_iter()
            .find(|mark| *mark < left);
        self.look_after(left - next.unwrap_or_default(), effects);
    }

    /// The server has put the end off, or not.
    pub(super) fn extended(
        &mut self,
        answer: CallResult<ExtendedView>,
        at: i64,
        effects: &mut Vec<Effect>,
    ) {
        self.session_end.extending = false;
        match answer {
            CallResult::Read(ExtendedView { expires_at, now }) => {
                self.clock = now.saturating_sub(at);
                let margin = self.session_end.margin;
                self.put_off(expires_at, margin);
                self.session_end.is_last = expires_at.saturating_sub(now) <= margin;
                if self.state == State::Ready(Some(Banner::Ending)) && !self.session_end.is_last {
                    self.state = State::Ready(None);
                }
            }
            CallResult::Refused(401, problem) if matches!(self.state, State::Ready(_)) => {
                self.state = State::Expired;
                return self.fail(problem, effects);
            }
            CallResult::Refused(..) => self.session_end.is_last = true,
            CallResult::Lost(_) => return self.look_after(BUSY, effects),
        }
        self.looked(None, false, at, effects);
    }

    fn put_off(&mut self, end: i64, margin: i64) {
        if self.session_end.end != end {
            let turn = self.session_end.turn;
            self.session_end = SessionEnd {
                turn,
                end,
                margin,
                ..SessionEnd::default()
            };
        }
    }

    fn look_after(&mut self, seconds: i64, effects: &mut Vec<Effect>) {
        self.session_end.turn = self.session_end.turn.wrapping_add(1);
        let turn = self.session_end.turn;
        let seconds = u64::try_from(seconds.clamp(1, LONGEST)).unwrap_or(1);
        let after = seconds * 1_000;
        effects.push(Effect::Look { after, turn });
    }
}
