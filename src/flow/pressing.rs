//! Handles what the shopper does.

use oneclick_rules::ErrorCode;
use oneclick_rules::wire::{PaymentRequest, RequestedCard};

use super::effect::{Effect, Effects};
use super::event::Press;
use super::parts::FlowParts;
use super::pick::Pick;
use super::state::{Banner, CvcProblem, State};
use super::typed::Typed;

/// Picks another card.
pub(super) fn pick(flow: &mut FlowParts, card: &Pick, effects: &mut Effects) {
    if !flow.may_press() || !flow.session.change_pick(card) {
        return;
    }
    type_cvc(flow);
    flow.charge.forget(effects);
    effects.change_card();
}

/// Says nothing against a security code while it can still become right.
pub(super) fn type_cvc(flow: &mut FlowParts) {
    if let State::Ready(Some(Banner::Cvc(_))) = flow.state {
        flow.state = State::Ready(None);
    }
}

/// Steps into [`State::Submitting`] synchronously: a second press, however soon,
/// finds the flow submitting and does nothing.
pub(super) fn press(flow: &mut FlowParts, press: Press, effects: &mut Effects) {
    if !flow.may_press() {
        return;
    }
    if flow.is_offline {
        // Nothing is sent that may be lost: whether the connection is back shows the answer.
        return flow.check(effects);
    }
    let Press {
        typed,
        save,
        fresh,
        at,
    } = press;
    let Some(checkout) = flow.session.checkout() else {
        return;
    };
    let (card, pick, consent) = if flow.session.is_new_card_picked() {
        let save = save.filter(|_| checkout.new_card.is_some_and(|new| new.save));
        let consent = save.as_ref().map(|save| save.language.clone());
        (RequestedCard::New { save }, Pick::New, consent)
    } else if let Some(card) = flow.session.picked_card() {
        let typed = Typed::of_field(typed, card);
        let cvc = match card.check(typed.as_str(), flow.clock.at(at)) {
            Ok(cvc) => cvc,
            Err(broken) => {
                if typed.is_no_cvc() {
                    effects.push(Effect::ClearCvc);
                }
                flow.state = State::Ready(Some(banner_of(&broken, effects)));
                flow.reports.show(None);
                return;
            }
        };
        let card = card.id.clone();
        let pick = Pick::Stored(card.clone());
        (RequestedCard::Stored { card, cvc }, pick, None)
    } else {
        return;
    };
    let pending = flow.charge.press(pick, consent, fresh);
    let request = Box::new(PaymentRequest {
        card,
        amount: checkout.amount,
        previous_payment: pending.previous_payment.clone(),
    });
    let key = pending.key.clone();
    // The answer to an earlier question may be older than the answer to this.
    flow.questions.begin();
    flow.seen.agree(flow.session.amount());
    flow.state = State::Submitting;
    effects.push(Effect::ClearCvc);
    effects.push(Effect::StoreKey(pending));
    effects.push(Effect::HoldBack(request, key));
}

/// Chooses the banner of a press that breaks a rule: nothing was sent.
fn banner_of(broken: &[ErrorCode], effects: &mut Effects) -> Banner {
    match broken {
        [code] if code.is_of_cvc() => {
            effects.push(Effect::FocusCvc);
            Banner::Cvc(CvcProblem::Rule(*code))
        }
        _ => Banner::Card,
    }
}

/// Asks again what became of a charge, or begins anew: without a session with the page.
pub(super) fn retry(flow: &mut FlowParts, effects: &mut Effects) {
    match flow.state {
        State::Processing(_) if flow.charge.is_sending() || flow.questions.is_hurried() => {}
        State::Processing(_) => flow.questions.hurry(effects),
        State::Unavailable => {
            flow.state = State::Loading;
            flow.questions.ask_anew(effects);
        }
        State::Ready(Some(Banner::Ending)) | State::Superseded | State::Expired => {
            effects.push(Effect::Reload);
        }
        State::Loading
        | State::Ready(_)
        | State::Submitting
        | State::ActionRequired(_)
        | State::Succeeded
        | State::Limited { .. }
        | State::Closed => {}
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
