//! Outcomes on which nothing can be paid: a person finds out, too many attempts, a session
//! that is over.

use oneclick_rules::Limit;
use oneclick_rules::wire::LimitedView;

use super::*;

impl Trial {
    /// Refused for too many attempts.
    fn limited(&mut self, limit: Option<Limit>, retry_after: Option<u64>) -> &mut Self {
        let (status, mut problem) = problem(429, "attempts.too_many");
        (problem.limit, problem.retry_after) = (limit, retry_after);
        self.paid(CallResult::Refused(status, problem))
    }
}

/// The checkout while the order has too many declines.
fn of_the_order(payment: Option<PaymentView>) -> CallResult<Box<CheckoutView>> {
    let mut session = session(payment);
    session.limited = Some(LimitedView {
        limit: Some(Limit::DeclinesPerOrder),
        retry_after: Some(86_000),
    });
    CallResult::Answered(session)
}

fn reviewed() -> PaymentView {
    PaymentView {
        needs_review: true,
        ..payment('P', PaymentState::Processing)
    }
}

#[test]
fn a_payment_that_a_person_checks_has_a_screen_and_is_asked_about() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(reviewed()));
    assert_eq!((trial.screen(), trial.did("ask")), ("review", true));
    assert_eq!(trial.flow.screen().outcome(), "unknown");
    trial.press("123", 'b');
    assert!(trial.done.is_empty());
    trial.current(Some(payment('P', PaymentState::Succeeded)));
    assert_eq!(trial.screen(), "paid");
}

#[test]
fn a_payment_whose_outcome_was_unknown_is_checked_by_a_person_and_then_free() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    assert_eq!(trial.screen(), "unknown");
    trial.current(Some(reviewed()));
    assert_eq!(trial.screen(), "review");
    trial.current(Some(payment('P', PaymentState::Failed)));
    assert_eq!(
        (trial.screen(), trial.flow.may_press()),
        ("not-charged", true)
    );
}

#[test]
fn a_limit_of_all_attempts_leaves_no_button_and_ends_by_itself_if_that_is_soon() {
    let mut trial = Trial::submitting();
    trial.limited(Some(Limit::SubmissionsPerMinute), Some(42));
    assert_eq!((trial.screen(), trial.flow.may_press()), ("limited", false));
    // Three quarters of it, if chance wants it so.
    assert!(trial.did("ask 56000"), "{:?}", trial.done);
    trial.session(CallResult::Lost(None), Stored::Nothing);
    assert_eq!((trial.screen(), trial.did("ask")), ("limited", true));
    trial.current(None);
    assert_eq!((trial.screen(), trial.flow.may_press()), ("ready", true));
}

#[test]
fn a_limit_of_a_day_is_not_waited_for_and_a_session_that_is_set_again_is_read() {
    for (limit, retry_after) in [
        (Some(Limit::DeclinesPerOrder), Some(86_000)),
        (Some(Limit::DeclinesPerCustomer), None),
        (None, None),
    ] {
        let mut trial = Trial::submitting();
        trial.limited(limit, retry_after);
        assert_eq!((trial.screen(), trial.did("ask")), ("limited", false));
        assert!(trial.did("forget key"), "{:?}", trial.done);
        trial.press("123", 'b');
        assert!(trial.done.is_empty());
        trial.send(FlowEvent::Renewed);
        assert_eq!(trial.done, ["ask 0"]);
        trial.current(None);
        assert_eq!(trial.screen(), "ready");
    }
}

#[test]
fn a_limit_of_a_day_is_asked_about_when_the_page_is_seen() {
    let mut trial = Trial::submitting();
    trial.limited(Some(Limit::DeclinesPerOrder), None);
    let (turn, at) = (None, 9);
    trial.send(FlowEvent::Looked {
        turn,
        present: false,
        at,
    });
    assert!(trial.done.is_empty(), "{:?}", trial.done);
    trial.send(FlowEvent::Looked {
        turn,
        present: true,
        at,
    });
    assert_eq!(trial.done, ["ask 0"]);
    trial.session(of_the_order(None), Stored::Nothing);
    assert_eq!((trial.screen(), trial.did("ask")), ("limited", false));
    trial.send(FlowEvent::CameBack);
    assert_eq!(trial.done, ["ask 0"]);
    trial.current(None);
    assert_eq!(trial.screen(), "ready");
}

#[test]
fn a_limit_of_one_card_leaves_the_others() {
    let mut trial = Trial::submitting();
    trial.limited(Some(Limit::WrongCvcsPerCard), Some(86_000));
    assert_eq!((trial.screen(), trial.flow.may_press()), ("declined", true));
    assert_eq!(trial.flow.session().picked_card().unwrap().id, card('B'));
}

#[test]
fn a_session_that_is_over_or_ends_soon_is_asked_for_anew_by_its_button() {
    for code in ["session.superseded", "session.expired"] {
        let (status, problem) = problem(if code == "session.expired" { 401 } else { 409 }, code);
        let mut trial = Trial::new();
        trial.session(CallResult::Refused(status, problem), Stored::Nothing);
        trial.send(FlowEvent::Retried);
        assert_eq!(trial.done, ["reload"], "{code}");
    }
    let mut trial = Trial::ready();
    trial.send(FlowEvent::Retried);
    assert!(trial.done.is_empty());
    let (turn, present, at) = (None, false, 5 + 3_300);
    trial.send(FlowEvent::Looked { turn, present, at });
    trial.send(FlowEvent::Retried);
    assert_eq!(trial.done, ["reload"]);
    // Never while something may be paid by it.
    trial.press("123", 'a').send(FlowEvent::Retried);
    assert!(trial.done.is_empty());
}

#[test]
fn a_limit_that_the_checkout_tells_leaves_no_button_and_says_what_the_last_attempt_came_to() {
    let mut trial = Trial::new();
    trial.session(of_the_order(None), Stored::Nothing);
    assert_eq!((trial.screen(), trial.banner()), ("limited", None));
    let mut trial = Trial::submitting();
    let declined = payment('P', PaymentState::Declined);
    trial.paid(CallResult::Answered(declined.clone()));
    assert_eq!((trial.screen(), trial.did("ask 0")), ("declined", true));
    let banner = trial.banner();
    trial.session(of_the_order(Some(declined)), Stored::Nothing);
    assert_eq!((trial.screen(), trial.banner()), ("limited", banner));
    // What is open is not covered by it.
    let mut trial = Trial::new();
    let open = payment('P', PaymentState::Processing);
    trial.session(of_the_order(Some(open)), Stored::Nothing);
    assert_eq!(trial.screen(), "unknown");
}

#[test]
fn an_incorrect_code_is_said_with_the_limit_for_as_long_as_that_lasts() {
    let mut declined = payment('P', PaymentState::Declined);
    declined.card = Some(card('A'));
    declined.decline = Some(Decline {
        reason: DeclineReason::WrongCvc,
        retry: Retry::SameCard,
    });
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(declined.clone()));
    assert_eq!(trial.cvc_problem(), Some(CvcProblem::Incorrect));
    let said = Some(Banner::LastCvc { elsewhere: false });
    for _ in 0..2 {
        trial.session(of_the_order(Some(declined.clone())), Stored::Nothing);
        assert_eq!((trial.screen(), trial.banner()), ("limited", said));
        trial.send(FlowEvent::CameBack);
    }
    trial.current(Some(declined));
    assert_eq!((trial.screen(), trial.banner()), ("ready", None));
}

#[test]
fn a_session_that_is_over_ends_the_screen_of_a_limit() {
    let mut trial = Trial::submitting();
    trial.limited(Some(Limit::DeclinesPerOrder), None);
    trial.send(FlowEvent::CameBack);
    let mut over = session(None);
    (over.cards, over.expires_at) = (Vec::new(), NOW);
    over.limited = Some(LimitedView {
        limit: Some(Limit::DeclinesPerOrder),
        retry_after: None,
    });
    trial.session(CallResult::Answered(over), Stored::Nothing);
    assert_eq!(trial.screen(), "expired");
}
