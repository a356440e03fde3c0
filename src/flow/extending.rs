//! Puts the end of a session off while the shopper is there, and announces it before it
//! comes.
//!
//! Time is the server's, by the local clock, which never goes back. Whether a
//! session is over is the server's word: when its time has come, it is asked.

use oneclick_rules::wire::ExtendedView;

use super::session_end::SessionEnd;
use super::{Banner, CallResult, DomEvent, Effect, Flow, Polling, State};

/// Seconds until a flow that is busy is looked at again.
const BUSY: i64 = 30;

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
        self.session_end.begin(end, now);
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
        if !self.session_end.is_due(turn) {
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
            | State::Processing(Polling::Active) => {
                return effects.push(self.session_end.look_after(BUSY));
            }
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
        let next = self.session_end.next_look(left);
        effects.push(self.session_end.look_after(next));
    }

    /// Handles the answer to an extension.
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
                self.session_end.extend(expires_at, now);
                if self.state == State::Ready(Some(Banner::Ending)) && !self.session_end.is_last {
                    self.state = State::Ready(None);
                }
            }
            CallResult::Refused(401, problem) if matches!(self.state, State::Ready(_)) => {
                self.state = State::Expired;
                return self.fail(problem, effects);
            }
            CallResult::Refused(..) => self.session_end.is_last = true,
            CallResult::Lost(_) => return effects.push(self.session_end.look_after(BUSY)),
        }
        self.looked(None, false, at, effects);
    }
}
