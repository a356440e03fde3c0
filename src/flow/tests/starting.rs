//! The states that the first answer leads to.

use super::*;

#[test]
fn nothing_payable_is_known_before_the_session_answers() {
    let mut trial = Trial::new();
    assert_eq!(trial.screen(), "loading");
    trial.press("123", 'a');
    assert!(trial.done.is_empty());
    assert!(!trial.flow.shows_cards());
}

#[test]
fn the_default_card_is_picked() {
    let trial = Trial::ready();
    assert_eq!(trial.screen(), "ready");
    assert_eq!(trial.flow.session().picked_card().unwrap().id, card('A'));
    assert!(trial.did("dispatch ready"));
}

#[test]
fn no_usable_card_is_a_screen_of_its_own() {
    let mut answer = session(None);
    for card in &mut answer.cards {
        card.unusable = Some(oneclick_rules::Unusable::Expired);
    }
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(answer), Stored::Nothing);
    assert_eq!(trial.screen(), "empty");
    trial.press("123", 'a');
    assert!(trial.done.is_empty());
}

#[test]
fn each_first_answer_has_its_screen_with_and_without_a_key() {
    let refused = |status, code: &str| {
        let (status, problem) = problem(status, code);
        CallResult::Refused(status, problem)
    };
    let open = Some(payment('P', PaymentState::Processing));
    let paid = Some(payment('P', PaymentState::Succeeded));
    let cases = [
        (CallResult::Lost(None), Stored::Nothing, "unavailable", true),
        (CallResult::Lost(None), Stored::Some, "unknown", false),
        (
            refused(403, "origin.refused"),
            Stored::Nothing,
            "unavailable",
            true,
        ),
        (
            refused(401, "token.unknown"),
            Stored::Nothing,
            "expired",
            true,
        ),
        (
            refused(401, "session.expired"),
            Stored::Some,
            "unknown",
            false,
        ),
        (
            CallResult::Answered(session(None)),
            Stored::This(pending()),
            "unknown",
            false,
        ),
        (
            CallResult::Answered(session(open.clone())),
            Stored::Nothing,
            "unknown",
            false,
        ),
        (
            CallResult::Answered(session(open)),
            Stored::This(pending()),
            "unknown",
            false,
        ),
        (
            CallResult::Answered(session(paid)),
            Stored::Nothing,
            "paid",
            false,
        ),
        // A tab that does not tell: no doubt is raised, and nothing is claimed.
        (
            CallResult::Lost(None),
            Stored::Unreadable,
            "unavailable",
            false,
        ),
        (
            refused(401, "session.expired"),
            Stored::Unreadable,
            "expired",
            false,
        ),
        (
            refused(409, "session.superseded"),
            Stored::Unreadable,
            "superseded",
            false,
        ),
    ];
    for (answer, stored, screen, nothing_was_sent) in cases {
        let case = format!("{answer:?} {stored:?}");
        let mut trial = Trial::new();
        trial.session(answer, stored);
        assert_eq!(trial.screen(), screen, "{case}");
        assert_eq!(
            trial.flow.charge().nothing_was_sent(),
            nothing_was_sent,
            "{case}"
        );
    }
}

#[test]
fn a_lost_session_is_asked_again_where_a_key_is_stored() {
    let mut trial = Trial::new();
    trial.session(CallResult::Lost(None), Stored::Some);
    assert!(trial.did("ask 1000"), "{:?}", trial.done);
    trial.session(
        CallResult::Answered(session(Some(payment('P', PaymentState::Succeeded)))),
        Stored::This(pending()),
    );
    assert_eq!(trial.screen(), "paid");
    assert!(trial.did("forget key"));
}

#[test]
fn an_unavailable_session_is_asked_again_when_the_shopper_says_so() {
    let mut trial = Trial::new();
    trial.session(CallResult::Lost(None), Stored::Nothing);
    assert!(!trial.did("ask"));
    trial.send(FlowEvent::Retried);
    assert_eq!((trial.screen(), trial.did("ask 0")), ("loading", true));
}

#[test]
fn an_ended_session_with_a_key_is_not_asked_on_and_on() {
    let (status, problem) = problem(401, "session.expired");
    let mut trial = Trial::new();
    trial.session(CallResult::Refused(status, problem), Stored::Some);
    assert_eq!(*trial.flow.state(), State::Processing(Polling::Ended));
    assert!(!trial.did("ask"));
}

#[test]
fn a_reload_finds_the_card_and_the_attempt_of_the_key() {
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(session(None)), Stored::This(pending()));
    assert!(trial.did("ask 2000"), "{:?}", trial.done);
    trial.current(None);
    assert_eq!(trial.banner(), Some(Banner::NotArrived));
    assert_eq!(trial.flow.session().picked_card().unwrap().id, card('B'));
    trial.press("123", 'f');
    assert!(trial.did(&format!("hold {}", key('k'))), "{:?}", trial.done);
}

#[test]
fn a_tab_that_has_paid_keeps_that_in_place_of_its_key() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Succeeded)));
    let forgotten = trial.done.iter().position(|done| done == "forget key");
    let stored = trial.done.iter().position(|done| done == "store paid");
    assert!(
        forgotten.is_some() && forgotten < stored,
        "{:?}",
        trial.done
    );
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Declined)));
    assert!(!trial.did("store paid"), "{:?}", trial.done);
}

#[test]
fn a_tab_that_does_not_tell_raises_no_doubt_the_second_time_either() {
    let mut trial = Trial::new();
    for _ in 0..2 {
        trial.session(CallResult::Lost(None), Stored::Unreadable);
        assert_eq!(trial.screen(), "unavailable");
        assert!(!trial.flow.charge().nothing_was_sent());
        trial.send(FlowEvent::Retried);
    }
    trial.session(CallResult::Answered(session(None)), Stored::Nothing);
    assert_eq!(trial.screen(), "ready");
}
