//! Handles what the shopper does.

use oneclick_rules::wire::PaymentRequest;
use oneclick_rules::{CardId, ErrorCode, IdempotencyKey};
use zeroize::Zeroizing;

use super::effect::{Effect, Effects};
use super::parts::FlowParts;
use super::state::{Banner, CvcProblem, State};
use super::typed::Typed;

/// Picks another card.
pub(super) fn pick(flow: &mut FlowParts, card: &CardId, effects: &mut Effects) {
    if !flow.may_press() || !flow.session.pick(card) {
        return;
    }
    if let State::Ready(Some(Banner::Cvc(_))) = flow.state {
        flow.state = State::Ready(None);
    }
    flow.charge.forget(effects);
    effects.change_card();
}

/// Steps into [`State::Submitting`] synchronously: a second press, however soon,
/// finds the flow submitting and does nothing.
pub(super) fn press(
    flow: &mut FlowParts,
    typed: Option<Zeroizing<String>>,
    fresh: IdempotencyKey,
    at: i64,
    effects: &mut Effects,
) {
    if !flow.may_press() {
        return;
    }
    let (Some(card), Some(checkout)) = (flow.session.picked_card(), flow.session.checkout()) else {
        return;
    };
    let typed = Typed::read(typed, card);
    let cvc = match card.check(typed.as_str(), flow.clock.at(at)) {
        Ok(cvc) => cvc,
        Err(broken) => {
            if typed.is_no_cvc() {
                effects.push(Effect::ClearCvc);
            }
            flow.state = State::Ready(Some(banner_of(&broken, effects)));
            return;
        }
    };
    let pending = flow.charge.press(card.id.clone(), fresh);
    let request = Box::new(PaymentRequest {
        card: pending.card.clone(),
        amount: checkout.amount,
        previous_payment: pending.previous_payment.clone(),
        cvc,
    });
    let key = pending.key.clone();
    // The answer to an earlier question may be older than the answer to this.
    flow.questions.begin();
    flow.state = State::Submitting;
    effects.push(Effect::ClearCvc);
    effects.push(Effect::StoreKey(pending));
    effects.push(Effect::Hold(request, key));
}

/// Chooses the banner of a press that breaks a rule: nothing was sent.
fn banner_of(broken: &[ErrorCode], effects: &mut Effects) -> Banner {
    match broken {
        [code] => CvcProblem::of_rule(*code).map_or(Banner::Card, |problem| {
            effects.push(Effect::FocusCvc);
            Banner::Cvc(problem)
        }),
        _ => Banner::Card,
    }
}

/// Asks again what became of a charge, or begins anew.
pub(super) fn retry(flow: &mut FlowParts, effects: &mut Effects) {
    match flow.state {
        State::Processing(_) if flow.charge.is_sending() => {}
        State::Processing(_) => flow.questions.ask(0, effects),
        State::Unavailable => {
            flow.state = State::Loading;
            flow.questions.ask_anew(effects);
        }
        State::Loading
        | State::Ready(_)
        | State::Submitting
        | State::ActionRequired(_)
        | State::Succeeded
        | State::Closed
        | State::Superseded
        | State::Expired => {}
    }
}

/// Goes on at the bank.
pub(super) fn go_on(flow: &FlowParts, effects: &mut Effects) {
    if let State::ActionRequired(redirect) = &flow.state {
        effects.push(Effect::GoTo(redirect.url.clone()));
    }
}

/// Asks the server to end what is open on a page.
pub(super) fn give_up(flow: &mut FlowParts, effects: &mut Effects) {
    if let (State::ActionRequired(redirect), Some(payment)) = (&flow.state, flow.charge.seen())
        && redirect.cancellable
        && flow.giving_up.begin()
    {
        effects.push(Effect::GiveUp(payment.clone()));
    }
}
