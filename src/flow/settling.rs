//! Settles what became of a payment, as the server says.

use oneclick_rules::wire::PaymentView;
use oneclick_rules::{DeclineReason, PaymentState};

use super::effect::{DomEvent, Effect, Effects};
use super::giving_up::GivingUp;
use super::parts::FlowParts;
use super::state::{Banner, CvcProblem, Polling, State};

/// Takes what the server says became of a payment.
pub(super) fn settle(flow: &mut FlowParts, payment: Box<PaymentView>, effects: &mut Effects) {
    flow.questions.end_check();
    flow.reports.show(None);
    let answers_a_press = flow.state == State::Submitting;
    let is_known = flow.charge.see(&payment.id);
    if !is_known {
        // The shopper gave up another payment.
        flow.giving_up = GivingUp::No;
    }
    let given_up = flow.giving_up.end(&payment);
    match payment.state {
        PaymentState::Succeeded => {
            // Another tab may have paid another amount since the session was read.
            flow.session.take_paid(payment.amount, payment.card.clone());
            flow.end(State::Succeeded, effects);
            effects.push(Effect::StorePaid);
            effects.dispatch(DomEvent::Succeeded(payment));
        }
        PaymentState::Declined => {
            let banner = banner_of_decline(flow, &payment, effects);
            let was_open = flow.state.is_open() || answers_a_press;
            flow.reports.name(&payment.id);
            flow.free(Some(banner), effects);
            // It may have locked the card, used up its last code, or be the last one.
            if was_open {
                flow.read_anew(effects);
            }
            if was_open || !is_known {
                effects.dispatch(DomEvent::Declined(payment));
            }
        }
        PaymentState::Expired if given_up => {
            flow.free(Some(Banner::GivenUp), effects);
            effects.dispatch(DomEvent::GivenUp(payment.id));
        }
        PaymentState::Failed | PaymentState::Expired => {
            let banner = Banner::NotCharged(payment.state, payment.failure);
            flow.reports.name(&payment.id);
            flow.free(Some(banner), effects);
            effects.fail(&["payment.", payment.state.as_str()].concat());
        }
        PaymentState::Cancelled | PaymentState::Refunded => flow.end(State::Closed, effects),
        PaymentState::ActionRequired | PaymentState::Processing => {
            flow.charge.stop(effects);
            flow.questions.found();
            flow.session.take_amount(payment.amount);
            show_open(flow, &payment, answers_a_press, effects);
            flow.questions.ask_later(payment.poll_after, effects);
        }
    }
}

/// Chooses the banner of a decline; an incorrect code is said beside its field if
/// there is one.
fn banner_of_decline(flow: &FlowParts, payment: &PaymentView, effects: &mut Effects) -> Banner {
    let Some(decline) = payment.decline else {
        return Banner::NotCharged(payment.state, None);
    };
    let pending = flow.charge.pending();
    let pending = pending.and_then(|pending| pending.card.stored());
    let used = payment.card.as_ref().or(pending);
    let picked = flow
        .session
        .picked_card()
        .filter(|card| card.cvc.asks() && !flow.is_withdrawn());
    let has_field = picked.is_some_and(|card| Some(&card.id) == used);
    if decline.reason == DeclineReason::WrongCvc && has_field {
        effects.push(Effect::FocusCvc);
        return Banner::Cvc(CvcProblem::Incorrect);
    }
    Banner::Declined(decline)
}

fn show_open(flow: &mut FlowParts, payment: &PaymentView, fresh: bool, effects: &mut Effects) {
    match &payment.redirect {
        Some(redirect) if payment.state == PaymentState::ActionRequired => {
            flow.state = State::ActionRequired(redirect.clone());
            // Leaving is what the press was for; later it is the shopper's choice.
            if fresh {
                effects.push(Effect::GoTo(redirect.url.clone()));
            }
        }
        // Nobody knows when: it is asked for and promised no sooner.
        Some(_) | None if payment.needs_review => {
            flow.state = State::Processing(Polling::Review);
        }
        Some(_) | None => flow.state = State::Processing(Polling::Active),
    }
}
