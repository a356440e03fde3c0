//! Handles the answers to `POST {endpoint}` and `POST {endpoint}/cancel`.

use oneclick_rules::wire::PaymentView;

use super::effect::{Effect, Effects};
use super::event::CallResult;
use super::parts::FlowParts;
use super::refusing::refuse;
use super::settling::settle;
use super::state::{Banner, Polling, State};

/// Handles the answer to a charge.
pub(super) fn charge_answered(
    flow: &mut FlowParts,
    answer: CallResult<Box<PaymentView>>,
    effects: &mut Effects,
) {
    let is_awaited = matches!(flow.state, State::Submitting | State::Processing(_));
    flow.note_connection(&answer);
    match answer {
        // The key was used before: a page may have put a constant in the place of chance.
        CallResult::Answered(payment) if is_awaited && flow.charge.is_older(&payment) => {
            flow.free(Some(Banner::Refused), effects);
            effects.fail("payment.repeated");
        }
        CallResult::Answered(payment) if is_awaited => settle(flow, payment, effects),
        CallResult::Refused(status, problem) if flow.charge.is_sending() => {
            refuse(flow, status, problem, effects);
        }
        CallResult::Lost(loss) if flow.charge.is_sending() => {
            flow.state = State::Processing(Polling::Active);
            let is_live = flow.session.is_live();
            flow.reports.regret(loss.as_ref(), is_live, effects);
            flow.reports.show(loss.and_then(|loss| loss.request_id));
            if !flow.charge.send_again(effects) {
                flow.leave_to_questions(effects);
            }
        }
        CallResult::Answered(_) | CallResult::Refused(..) | CallResult::Lost(_) => {}
    }
}

/// Handles the answer to giving up.
pub(super) fn give_up_answered(
    flow: &mut FlowParts,
    answer: CallResult<Box<PaymentView>>,
    effects: &mut Effects,
) {
    // A question may have been answered before.
    if !flow.giving_up.answer() {
        return;
    }
    match answer {
        CallResult::Answered(payment) if flow.charge.seen() == Some(&payment.id) => {
            // The answer to an earlier question is older than this.
            flow.questions.outdate();
            settle(flow, payment, effects);
        }
        // Never assumed: whatever became of it, the server is asked.
        CallResult::Answered(_) | CallResult::Refused(..) | CallResult::Lost(_) => {
            flow.questions.ask(0, effects);
        }
    }
}

/// Handles a redirect that a browser may not be sent to.
pub(super) fn redirect_refused(flow: &mut FlowParts, effects: &mut Effects) {
    flow.state = State::Processing(Polling::Active);
    effects.fail("redirect.refused");
    let detail = "`redirect.url` must be https, or http on this machine";
    effects.push(Effect::Complain(detail.to_owned()));
    flow.questions.ask(0, effects);
}
