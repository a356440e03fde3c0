//! Puts the end of a session off while the shopper is there, and announces it before it
//! comes.
//!
//! Time is the server's. Whether a session is over is the server's word: when its time has
//! come, it is asked.

use oneclick_rules::wire::ExtendedView;

use super::effect::{DomEvent, Effect, Effects};
use super::event::CallResult;
use super::parts::FlowParts;
use super::state::{Banner, Polling, State};

/// Seconds until a flow that is busy is looked at again.
const BUSY: i64 = 30;

/// Watches the end of the session that has just been read, unless that very end
/// is `watched` already.
pub(super) fn watch_the_end(flow: &mut FlowParts, watched: bool, at: i64, effects: &mut Effects) {
    let Some(checkout) = flow.session.checkout() else {
        return;
    };
    let (end, now) = (checkout.expires_at, checkout.now);
    if watched && end == flow.session_end.end() {
        return;
    }
    flow.session_end.begin(end, now);
    // One that is over and still served is its endpoint's own affair.
    if end > now {
        look(flow, None, false, at, effects);
    }
}

/// Puts the end off while the shopper is `present`, tells of it, or waits; asks whether a
/// limit lasts when the page is seen again.
pub(super) fn look(
    flow: &mut FlowParts,
    turn: Option<u32>,
    present: bool,
    at: i64,
    effects: &mut Effects,
) {
    if !flow.session_end.is_due(turn) {
        return;
    }
    let end = flow.session_end.end();
    let left = end.saturating_sub(flow.clock.at(at));
    match flow.state {
        State::Ready(_) if left <= 0 => return flow.check(effects),
        State::Ready(_) | State::ActionRequired(_) | State::Processing(Polling::Active)
            if left > 0 => {}
        // It may have no end that a page waits for.
        State::Limited { .. } if turn.is_none() && present => {
            return flow.questions.ask(0, effects);
        }
        State::Submitting
        | State::Ready(_)
        | State::ActionRequired(_)
        | State::Processing(Polling::Active) => {
            return effects.push(flow.session_end.look_after(BUSY));
        }
        State::Loading
        | State::Processing(Polling::Review | Polling::Ended)
        | State::Succeeded
        | State::Closed
        | State::Superseded
        | State::Limited { .. }
        | State::Expired
        | State::Unavailable => return,
    }
    if present && flow.session_end.begin_extension(left) {
        return effects.push(Effect::Extend);
    }
    if flow.session_end.announce(left) {
        if flow.state == State::Ready(None) {
            flow.state = State::Ready(Some(Banner::Ending));
        }
        effects.dispatch(DomEvent::Expiring(end));
    }
    let next = flow.session_end.next_look(left);
    effects.push(flow.session_end.look_after(next));
}

/// Handles the answer to an extension.
pub(super) fn extend_answered(
    flow: &mut FlowParts,
    answer: CallResult<ExtendedView>,
    at: i64,
    effects: &mut Effects,
) {
    flow.session_end.end_extension();
    match answer {
        CallResult::Answered(ExtendedView { expires_at, now }) => {
            flow.clock.set(now, at);
            flow.session_end.extend(expires_at, now);
            if flow.state == State::Ready(Some(Banner::Ending)) && !flow.session_end.is_last() {
                flow.state = State::Ready(None);
            }
        }
        CallResult::Refused(401, problem) if flow.is_ready() => {
            flow.state = State::Expired;
            return flow.reports.fail(*problem, effects);
        }
        CallResult::Refused(..) => flow.session_end.refuse(),
        CallResult::Lost(_) => return effects.push(flow.session_end.look_after(BUSY)),
    }
    look(flow, None, false, at, effects);
}
