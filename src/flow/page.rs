//! Handles what the page does meanwhile: it comes back, sets the session again, or takes it
//! away.

use super::card_edits::CardEdits;
use super::effect::{Effect, Effects};
use super::parts::FlowParts;
use super::session_update::SessionUpdate;
use super::state::State;

/// Asks the server when the page comes back from the browser's page cache.
pub(super) fn come_back(flow: &mut FlowParts, effects: &mut Effects) {
    match flow.state {
        State::Ready(_) => {
            flow.questions.check();
            flow.questions.ask(0, effects);
        }
        State::Limited { .. } => flow.questions.ask(0, effects),
        State::ActionRequired(_) | State::Processing(_) if !flow.charge.is_sending() => {
            flow.questions.ask(0, effects);
        }
        State::Loading
        | State::Submitting
        | State::ActionRequired(_)
        | State::Processing(_)
        | State::Succeeded
        | State::Closed
        | State::Superseded
        | State::Expired
        | State::Unavailable => {}
    }
}

/// Reads the cards, and pays with none of them before: another session has changed them.
pub(super) fn cards_changed(flow: &mut FlowParts, effects: &mut Effects) {
    if flow.is_ready() {
        flow.check(effects);
    } else if flow.state == State::Loading {
        flow.questions.ask(0, effects);
    }
}

/// Finds out whether there is a connection: what the browser tells of it is a hint, and
/// the server's answer proves it.
pub(super) fn heed_connection(flow: &mut FlowParts, is_there: bool, effects: &mut Effects) {
    match flow.state {
        State::Ready(_) | State::Unavailable if !flow.is_withdrawn() => {
            flow.is_offline |= !is_there;
            if flow.is_offline {
                flow.questions.ask_anew(effects);
            }
        }
        State::ActionRequired(_) | State::Processing(_) if !flow.charge.is_sending() => {
            flow.is_offline |= !is_there;
            flow.questions.ask_anew(effects);
        }
        State::Submitting | State::ActionRequired(_) | State::Processing(_) => {
            flow.is_offline |= !is_there;
        }
        State::Loading
        | State::Ready(_)
        | State::Succeeded
        | State::Closed
        | State::Superseded
        | State::Limited { .. }
        | State::Expired
        | State::Unavailable => {}
    }
}

/// Reads the session anew: the page set it again, or shows it in one more element.
/// Nothing is payable until it is read, whatever was asked before; a payment under
/// way goes on, and the session is read when that has freed the order.
pub(super) fn renew(flow: &mut FlowParts, effects: &mut Effects) {
    let is_there = flow.session_update.set_again();
    match flow.state {
        State::ActionRequired(_) | State::Processing(_) if !flow.charge.is_sending() => {
            flow.questions.ask(0, effects);
        }
        _ if !is_there => {}
        State::Ready(_) => {
            flow.questions.end_check();
        }
        State::Loading | State::Limited { .. } => flow.questions.ask(0, effects),
        State::Superseded | State::Expired | State::Unavailable => {
            flow.state = State::Loading;
            flow.take(None);
            flow.session_update.is_read();
            flow.questions.ask_anew(effects);
        }
        State::Submitting
        | State::ActionRequired(_)
        | State::Processing(_)
        | State::Succeeded
        | State::Closed => {}
    }
}

/// Drops everything but a payment that was sent: the page takes the session away.
pub(super) fn withdraw(flow: &mut FlowParts, effects: &mut Effects) {
    flow.drop_held_back(effects);
    // What was not answered is not sent again.
    flow.edits = CardEdits::default();
    if !flow.state.shows_a_payment() {
        effects.push(Effect::ForgetBody);
        effects.push(Effect::ClearCvc);
        *flow = FlowParts {
            questions: flow.questions.anew(),
            ..FlowParts::default()
        };
    }
    flow.session_update = SessionUpdate::Withdrawn;
}

/// Applies what the page did, after any event: a session that was set again is read
/// before anything is paid, and of one that was taken away no card stays but the one
/// that pays.
pub(super) fn heed_the_page(flow: &mut FlowParts, effects: &mut Effects) {
    match flow.session_update {
        SessionUpdate::SetAgain if flow.is_ready() => flow.check(effects),
        SessionUpdate::Withdrawn => {
            flow.session
                .leave_what_pays(flow.state == State::Submitting);
            if let State::Ready(banner) = &mut flow.state {
                // There is no button any more that the others speak of.
                *banner = banner.filter(|banner| banner.is_an_outcome());
            }
            effects.drop_news_of_the_session();
        }
        SessionUpdate::Unchanged | SessionUpdate::SetAgain => {}
    }
}
