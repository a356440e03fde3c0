//! The flow while it is not known whether the order is paid.

use super::paying::wrong_code;
use super::*;

#[test]
fn a_lost_answer_is_asked_for_with_the_same_key_and_then_by_question() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Lost(None));
    assert_eq!(trial.screen(), "unknown");
    assert_eq!(trial.done, ["send 1000", "dispatch pending"]);
    trial.paid(CallResult::Lost(None));
    assert_eq!(trial.done, ["send 4000"]);
    trial.paid(CallResult::Lost(None));
    assert_eq!(trial.done, ["forget body", "ask 1000"]);
    assert!(trial.flow.charge().pending().is_some());
    trial.current(Some(payment('P', PaymentState::Succeeded)));
    assert_eq!((trial.screen(), trial.did("forget key")), ("paid", true));
}

#[test]
fn a_lost_answer_that_comes_on_the_second_try_is_heard() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Lost(None));
    trial.paid(CallResult::Answered(payment('P', PaymentState::Succeeded)));
    assert_eq!(trial.screen(), "paid");
}

#[test]
fn a_refusal_after_a_lost_answer_proves_nothing() {
    for (status, code) in [
        (401, "session.expired"),
        (409, "payment.running"),
        (422, "cvc.missing"),
        (429, "attempts.too_many"),
    ] {
        let mut trial = Trial::submitting();
        trial.paid(CallResult::Lost(None)).refused(status, code);
        assert_eq!(trial.screen(), "unknown", "{code}");
        assert!(trial.did("ask"), "{code}");
        assert!(!trial.did("forget key"), "{code}");
    }
}

#[test]
fn what_never_arrived_may_be_pressed_again_with_the_same_key() {
    let mut trial = Trial::submitting();
    for _ in 0..3 {
        trial.paid(CallResult::Lost(None));
    }
    trial.current(None);
    assert_eq!(trial.screen(), "unknown");
    trial.current(None);
    assert_eq!(trial.banner(), Some(Banner::NotArrived));
    assert!(!trial.flow.charge().nothing_was_sent());
    trial.press("123", 'z');
    assert!(trial.did(&format!("hold {}", key('a'))), "{:?}", trial.done);
}

#[test]
fn an_older_attempt_does_not_answer_for_the_new_one() {
    let mut trial = Trial::submitting();
    let declined = payment('P', PaymentState::Declined);
    trial.paid(CallResult::Answered(declined.clone()));
    trial.press("123", 'b');
    for _ in 0..3 {
        trial.paid(CallResult::Lost(None));
    }
    trial.current(Some(declined.clone()));
    assert_eq!(trial.screen(), "unknown");
    trial.current(Some(declined));
    assert_eq!(trial.banner(), Some(Banner::NotArrived));
}

#[test]
fn questions_that_fail_are_asked_again_later_and_later() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    assert_eq!(trial.screen(), "unknown");
    let mut pauses = trial.done.clone();
    for _ in 0..2 {
        let turn = trial.flow.turn();
        trial.send(read(turn, CallResult::Lost(None), Stored::Nothing, false));
        pauses.append(&mut trial.done);
    }
    pauses.retain(|done| done.starts_with("ask"));
    assert_eq!(pauses, ["ask 1000", "ask 2000", "ask 4000"]);
}

#[test]
fn who_asks_waits_for_one_answer_whatever_it_is() {
    let (status, ended) = problem(401, "session.expired");
    for answer in [
        CallResult::Answered(session(Some(payment('P', PaymentState::Processing)))),
        CallResult::Lost(None),
        CallResult::Refused(status, ended),
    ] {
        let mut trial = Trial::submitting();
        trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
        assert!(!trial.flow.is_hurried());
        trial.send(FlowEvent::Retried);
        assert!(trial.did("ask 0") && trial.flow.is_hurried());
        trial.send(FlowEvent::Retried);
        assert!(!trial.did("ask"));
        trial.session(answer, Stored::Nothing);
        assert!(!trial.flow.is_hurried());
    }
}

#[test]
fn only_the_last_question_is_heard() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    let old = trial.flow.turn();
    trial.send(FlowEvent::Retried);
    assert!(trial.did("ask 0"));
    trial.send(read(
        old,
        CallResult::Answered(session(None)),
        Stored::Nothing,
        false,
    ));
    assert_eq!((trial.screen(), trial.done.len()), ("unknown", 0));
}

#[test]
fn a_session_that_ends_meanwhile_leaves_the_outcome_open() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    let (status, problem) = problem(401, "session.expired");
    let turn = trial.flow.turn();
    trial.send(read(
        turn,
        CallResult::Refused(status, problem),
        Stored::Nothing,
        false,
    ));
    assert_eq!(*trial.flow.state(), State::Processing(Polling::Ended));
    assert!(!trial.did("ask") && !trial.did("forget key"));
}

#[test]
fn a_place_that_no_browser_may_be_sent_to_is_asked_about() {
    let mut trial = Trial::submitting();
    trial.send(FlowEvent::RedirectRefused);
    assert_eq!(trial.screen(), "unknown");
    assert!(trial.did("dispatch error redirect.refused") && trial.did("ask 0"));
}

#[test]
fn a_newer_session_ends_the_doubt_of_an_older_one() {
    // Answered only while nothing holds the order: what was sent took nothing.
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    let (status, problem) = problem(409, "session.superseded");
    trial.session(CallResult::Refused(status, problem), Stored::Nothing);
    assert_eq!(trial.screen(), "superseded");
    let asks = trial.did("ask");
    assert!(
        trial.flow.charge().pending().is_none() && !asks,
        "{:?}",
        trial.done
    );
}

#[test]
fn what_is_paid_is_said_with_the_amount_that_was_paid() {
    let mut trial = Trial::submitting();
    let mut other = payment('P', PaymentState::Succeeded);
    other.amount = amount(1295);
    trial.paid(CallResult::Answered(other));
    assert_eq!(trial.screen(), "paid");
    assert_eq!(
        trial.flow.session().checkout().unwrap().amount,
        amount(1295)
    );
}

#[test]
fn what_waits_at_the_bank_is_said_with_the_amount_that_is_charged() {
    // Another tab pays the changed amount, and this one presses with the former.
    for state in [PaymentState::ActionRequired, PaymentState::Processing] {
        let mut trial = Trial::submitting();
        let mut other = payment('P', state);
        other.amount = amount(1295);
        trial.paid(CallResult::Answered(other));
        assert_eq!(
            trial.flow.session().checkout().unwrap().amount,
            amount(1295)
        );
    }
}

#[test]
fn a_payment_that_was_there_is_not_said_to_have_never_arrived() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    for _ in 0..3 {
        trial.current(None);
        assert_eq!(trial.screen(), "unknown");
        assert!(trial.did("ask"), "{:?}", trial.done);
    }
}

#[test]
fn a_session_that_is_over_says_so_when_its_payment_was_declined() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    let mut over = session(Some(payment('P', PaymentState::Declined)));
    over.expires_at = over.now;
    over.cards.clear();
    trial.session(CallResult::Answered(over), Stored::Nothing);
    assert_eq!(trial.screen(), "expired");
    assert!(trial.did("dispatch declined") && trial.did("dispatch error session.expired"));
}

#[test]
fn the_card_of_a_paid_order_is_the_one_that_the_server_names() {
    for named in [Some(card('B')), None] {
        let mut trial = Trial::submitting();
        trial.paid(CallResult::Answered(PaymentView {
            card: named.clone(),
            ..payment('P', PaymentState::Succeeded)
        }));
        assert_eq!(
            trial
                .flow
                .session()
                .picked_card()
                .map(|card| card.id.clone()),
            named
        );
    }
}

#[test]
fn what_was_wrong_with_a_code_is_not_said_of_the_next_one() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(wrong_code('A')));
    trial.send(FlowEvent::CvcTyped);
    assert_eq!(trial.cvc_problem(), None);
    trial.paid(CallResult::Answered(payment('B', PaymentState::Declined)));
    let banner = trial.flow.state().banner();
    trial.send(FlowEvent::CvcTyped);
    assert_eq!(trial.flow.state().banner(), banner, "another banner stays");
}
