//! The page sets the session again or takes it away, in every state of the flow.

use super::states::{Then, states};
use super::*;

#[test]
fn the_session_that_was_set_last_wins_in_every_state() {
    for (name, mut trial, then) in states() {
        let before = trial.flow.turn();
        trial.send(FlowEvent::Renewed);
        assert!(!trial.flow.may_press(), "{name}");
        let mut reads = trial.did("ask 0");
        if then == Then::Ended {
            assert!(trial.done.is_empty(), "{name}: {:?}", trial.done);
            continue;
        }
        // The answer of what was asked before, with the amount of before, comes late.
        for old in [before, before.wrapping_sub(1)] {
            let answer = CallResult::Answered(session(None));
            trial.send(read(old, answer, Stored::Nothing, false));
            trial.send(read(
                old.wrapping_sub(1),
                CallResult::Answered(session(None)),
                Stored::Nothing,
                false,
            ));
            assert!(!trial.flow.may_press(), "{name}, an old answer");
            reads |= trial.did("ask 0");
        }
        let declined = payment('Q', PaymentState::Declined);
        match then {
            Then::Pays => {
                assert!(!reads, "{name}");
                trial.paid(CallResult::Answered(declined.clone()));
                reads = trial.did("ask 0");
            }
            // One question tells both: what became of the payment, and what is set now.
            Then::Asks | Then::Reads | Then::Ended => {}
        }
        assert!(reads && !trial.flow.may_press(), "{name}: {:?}", trial.done);
        if then == Then::Asks {
            let mut cheaper = session(Some(declined));
            cheaper.amount = amount(795);
            trial.session(CallResult::Answered(cheaper), Stored::Nothing);
            assert_eq!(
                trial.flow.session().checkout().unwrap().amount,
                amount(795),
                "{name}"
            );
            assert!(trial.flow.may_press(), "{name}: {:?}", trial.done);
        }
        // Back from another page meanwhile: no other question takes its place.
        trial.send(FlowEvent::CameBack);
        let mut cheaper = session(None);
        cheaper.amount = amount(795);
        trial.session(CallResult::Answered(cheaper), Stored::Nothing);
        assert!(trial.flow.may_press(), "{name}");
        trial.press("123", 'z');
        let sent = trial.done.iter().find(|done| done.starts_with("hold "));
        assert!(sent.unwrap().contains("\"amount\":795"), "{name}");
    }
}

#[test]
fn a_session_that_is_taken_away_leaves_no_card_in_any_state() {
    for (name, mut trial, then) in states() {
        let held = trial.flow.is_held_back();
        let before = trial.flow.turn();
        trial.send(FlowEvent::Withdrawn);
        assert!(!trial.flow.may_press(), "{name}");
        let cards = trial
            .flow
            .session()
            .checkout()
            .map_or(0, |session| session.cards.len());
        let paying = trial.flow.state() == &State::Submitting;
        assert_eq!(cards, usize::from(paying), "{name}");
        let stays = matches!(then, Then::Pays | Then::Asks) && !held
            || ["paid", "in doubt before it was read"].contains(&name);
        assert_eq!(trial.flow.state().shows_a_payment(), stays, "{name}");
        assert!(stays || trial.flow.session().checkout().is_none(), "{name}");
        // Whatever is answered yet brings nothing of it back.
        for turn in [before, trial.flow.turn()] {
            let known = trial.flow.session().checkout().is_some();
            if known || turn == before {
                trial.send(read(
                    turn,
                    CallResult::Answered(session(None)),
                    Stored::Nothing,
                    false,
                ));
            }
        }
        trial.send(FlowEvent::PageAgreed);
        assert!(!held || trial.done.is_empty(), "{name}: {:?}", trial.done);
        trial.paid(CallResult::Answered(payment('Q', PaymentState::Declined)));
        trial.current(Some(payment('Q', PaymentState::Declined)));
        trial.send(FlowEvent::Renewed).press("123", 'z');
        assert!(!trial.did("hold"), "{name}");
        let cards = trial
            .flow
            .session()
            .checkout()
            .map_or(0, |session| session.cards.len());
        assert_eq!(cards, 0, "{name}");
    }
}

#[test]
fn a_charge_of_a_session_that_was_taken_away_is_told_in_words_without_a_button() {
    for (state, screen, banner) in [
        (PaymentState::Succeeded, "paid", false),
        (PaymentState::Declined, "declined", true),
        (PaymentState::Failed, "not-charged", true),
    ] {
        let mut trial = Trial::submitting();
        trial.send(FlowEvent::PageAgreed).send(FlowEvent::Withdrawn);
        assert_eq!(trial.flow.session().picked_card().unwrap().id, card('A'));
        trial.paid(CallResult::Answered(payment('P', state)));
        assert_eq!(trial.screen(), screen);
        assert_eq!(trial.banner().is_some(), banner, "{screen}");
        assert!(!trial.flow.shows_cards() && !trial.did("dispatch ready"));
    }
    // No word of a button that is not there.
    for code in [
        "amount.changed",
        "cvc.missing",
        "request.odd",
        "card.locked",
    ] {
        let mut trial = Trial::submitting();
        trial.send(FlowEvent::PageAgreed).send(FlowEvent::Withdrawn);
        let (status, mut problem) = problem(409, code);
        problem.amount = Some(amount(795));
        trial.paid(CallResult::Refused(status, problem));
        assert_eq!(
            (trial.screen(), trial.banner()),
            ("expired", None),
            "{code}"
        );
        assert!(!trial.did("ask"), "{code}: {:?}", trial.done);
    }
}

#[test]
fn a_charge_that_is_held_is_sent_once_or_not_at_all() {
    let mut trial = Trial::submitting();
    assert!(trial.flow.is_held_back() && trial.flow.sends_for().is_some());
    trial.send(FlowEvent::PageAgreed);
    assert_eq!(trial.done, ["send 0"]);
    trial.send(FlowEvent::PageAgreed);
    assert!(trial.done.is_empty());
    trial.send(FlowEvent::PageRefused);
    assert_eq!((trial.screen(), trial.done.len()), ("paying", 0));
    let mut trial = Trial::submitting();
    trial
        .send(FlowEvent::PageRefused)
        .send(FlowEvent::PageAgreed);
    assert!(trial.done.is_empty() && trial.flow.sends_for().is_none());
}

#[test]
fn what_may_be_sent_elsewhere_is_not_said_to_have_never_arrived() {
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(session(None)), Stored::This(pending()));
    for elsewhere in [true, true, true, false] {
        let turn = trial.flow.turn();
        trial.send(read(
            turn,
            CallResult::Answered(session(None)),
            Stored::Nothing,
            elsewhere,
        ));
        assert_eq!(trial.screen(), "unknown");
        assert_eq!(trial.done, ["ask 2000"]);
    }
    trial.current(None);
    assert_eq!(trial.banner(), Some(Banner::NotArrived));
}

#[test]
fn nothing_is_claimed_once_another_element_may_have_sent() {
    let mut trial = Trial::new();
    trial.session(CallResult::Lost(None), Stored::Nothing);
    assert!(trial.flow.charge().nothing_was_sent());
    trial.send(FlowEvent::PressedElsewhere);
    assert_eq!((trial.screen(), trial.done.len()), ("unavailable", 0));
    assert!(!trial.flow.charge().nothing_was_sent());
}

#[test]
fn what_was_asked_before_a_press_is_not_heard_after_it() {
    let mut trial = Trial::submitting();
    trial
        .send(FlowEvent::PageAgreed)
        .refused(422, "card.locked");
    let reading = trial.flow.turn();
    trial.press("123", 'b').send(FlowEvent::PageAgreed);
    let (status, mut problem) = problem(409, "amount.changed");
    problem.amount = Some(amount(795));
    trial.paid(CallResult::Refused(status, problem));
    trial.send(read(
        reading,
        CallResult::Answered(session(None)),
        Stored::Nothing,
        false,
    ));
    assert_eq!(trial.flow.session().checkout().unwrap().amount, amount(795));
}
