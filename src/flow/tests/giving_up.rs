//! Giving up a payment that is open on a page.

use oneclick_rules::RedirectKind;

use super::*;

/// A payment that waits on the provider's card page for five minutes more.
fn open(cancellable: bool) -> PaymentView {
    PaymentView {
        redirect: Some(Redirect {
            url: String::from("https://provider.example/"),
            expires_at: Some(NOW + 300),
            kind: RedirectKind::CardPage,
            cancellable,
        }),
        ..payment('P', PaymentState::ActionRequired)
    }
}

/// A page that finds it open.
fn waiting(cancellable: bool) -> Trial {
    let mut trial = Trial::new();
    let session = session(Some(open(cancellable)));
    trial.session(CallResult::Answered(session), Stored::Nothing);
    trial
}

fn given_up() -> Trial {
    let mut trial = waiting(true);
    trial.send(FlowEvent::GaveUp);
    assert!(trial.did(&format!("give up {}", payment_id('P'))));
    assert_eq!(trial.flow.giving_up(), GivingUp::Asked);
    trial
}

#[test]
fn what_is_given_up_and_has_ended_gives_the_cards_back() {
    let mut trial = given_up();
    let ended = payment('P', PaymentState::Expired);
    trial.give_up_answered(CallResult::Answered(ended));
    assert_eq!(*trial.flow.state(), State::Ready(Some(Banner::GivenUp)));
    assert!(trial.did("dispatch cancelled") && !trial.did("dispatch error"));
    assert!(trial.flow.may_press());
    // The next question is no part of it.
    assert_eq!(trial.flow.giving_up(), GivingUp::No);
}

#[test]
fn a_second_press_asks_nothing() {
    let mut trial = given_up();
    trial.send(FlowEvent::GaveUp);
    assert!(trial.done.is_empty());
}

#[test]
fn what_is_still_open_is_held_and_may_be_given_up_again() {
    let mut trial = given_up();
    trial.give_up_answered(CallResult::Answered(open(true)));
    assert_eq!(
        (trial.screen(), trial.flow.giving_up()),
        ("bank", GivingUp::Held)
    );
    assert!(trial.did("ask"));
    trial.send(FlowEvent::GaveUp);
    assert!(trial.did("give up"));
}

#[test]
fn what_was_paid_meanwhile_is_paid() {
    let mut trial = given_up();
    let paid = payment('P', PaymentState::Succeeded);
    trial.give_up_answered(CallResult::Answered(paid));
    assert_eq!(trial.screen(), "paid");
    assert!(trial.did("dispatch success"));
}

#[test]
fn a_lost_answer_is_never_an_end() {
    let (status, problem) = problem(429, "attempts.too_many");
    for answer in [CallResult::Lost(None), CallResult::Refused(status, problem)] {
        let mut trial = given_up();
        trial.give_up_answered(answer);
        assert_eq!(trial.screen(), "bank");
        assert!(trial.did("ask 0"), "{:?}", trial.done);
        trial.current(Some(payment('P', PaymentState::Expired)));
        assert_eq!(*trial.flow.state(), State::Ready(Some(Banner::GivenUp)));
        assert!(trial.did("dispatch cancelled"));
    }
}

#[test]
fn a_question_that_is_answered_first_counts_once() {
    let mut trial = given_up();
    // Still open, as asked before the server was told.
    trial.current(Some(open(true)));
    assert_eq!(trial.flow.giving_up(), GivingUp::Asked);
    trial.current(Some(payment('P', PaymentState::Succeeded)));
    assert!(trial.did("dispatch success"));
    let paid = payment('P', PaymentState::Succeeded);
    trial.give_up_answered(CallResult::Answered(paid));
    assert!(trial.done.is_empty(), "{:?}", trial.done);
    assert_eq!(trial.screen(), "paid");
}

#[test]
fn nothing_is_asked_of_a_provider_that_cannot() {
    let mut trial = waiting(false);
    trial.send(FlowEvent::GaveUp);
    assert!(trial.done.is_empty());
    assert_eq!(trial.screen(), "bank");
    trial.current(Some(payment('P', PaymentState::Expired)));
    // The provider ended it: nobody gave it up.
    assert!(trial.did("dispatch error payment.expired"));
}

#[test]
fn says_how_long_the_page_holds_by_the_server_s_clock() {
    let trial = waiting(true);
    // The session was answered at 5 of the local clock.
    assert_eq!(trial.flow.page_left(5), Some(300));
    assert_eq!(trial.flow.page_left(306), Some(-1));
    assert_eq!(Trial::ready().flow.page_left(5), None);
}

#[test]
fn a_reading_from_before_the_cancel_is_not_heard_after_it() {
    let mut trial = given_up();
    let before = trial.flow.turn();
    let ended = payment('P', PaymentState::Expired);
    trial.give_up_answered(CallResult::Answered(ended));
    assert_eq!(trial.screen(), "not-charged");
    let old = CallResult::Answered(session(Some(open(true))));
    trial.send(read(before, old, Stored::Nothing, false));
    assert_eq!((trial.screen(), trial.done.len()), ("not-charged", 0));
}

#[test]
fn what_becomes_of_another_payment_is_not_what_was_given_up() {
    // The answer is about one that is not on screen.
    let mut trial = given_up();
    let other = payment('Q', PaymentState::Expired);
    trial.give_up_answered(CallResult::Answered(other));
    assert!(
        trial.did("ask 0") && trial.screen() == "bank",
        "{:?}",
        trial.done
    );
    // Another tab's payment has ended by itself.
    let mut trial = given_up();
    trial.current(Some(payment('Q', PaymentState::Expired)));
    assert!(!trial.did("dispatch cancelled") && trial.did("dispatch error payment.expired"));
}
