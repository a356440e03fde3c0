//! Page and developer hear what is wrong while the shopper's screen stays calm.

use super::*;

fn unreadable<T>(detail: &str) -> CallResult<T> {
    CallResult::Lost(Some(Loss {
        code: String::from("server.unreadable"),
        request_id: Some(String::from("r-1")),
        detail: Some(String::from(detail)),
    }))
}

#[test]
fn an_open_outcome_is_told_once() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    assert!(trial.did("dispatch pending"), "{:?}", trial.done);
    assert_eq!(trial.flow.charge().seen(), Some(&payment_id('P')));
    trial.current(Some(payment('P', PaymentState::Processing)));
    assert!(!trial.did("dispatch"), "{:?}", trial.done);
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Lost(None));
    assert!(trial.did("dispatch pending"));
    trial.paid(CallResult::Lost(None));
    assert!(!trial.did("dispatch"));
    let mut trial = Trial::new();
    let open = session(Some(payment('P', PaymentState::Processing)));
    trial.session(CallResult::Answered(open), Stored::Nothing);
    assert!(trial.did("dispatch pending"));
}

#[test]
fn an_answer_that_cannot_be_read_is_told_to_page_and_developer_once() {
    let mut trial = Trial::submitting();
    trial.paid(unreadable("`id` is missing"));
    assert_eq!(trial.screen(), "unknown");
    assert!(
        trial.did("dispatch error server.unreadable"),
        "{:?}",
        trial.done
    );
    assert!(trial.did("complain `id` is missing"), "{:?}", trial.done);
    for _ in 0..2 {
        trial.paid(unreadable("`id` is missing"));
        assert!(
            !trial.did("dispatch") && !trial.did("complain"),
            "{:?}",
            trial.done
        );
    }
    let turn = trial.flow.turn();
    let answer = unreadable("`payment.state` is missing");
    trial.send(read(turn, answer, Stored::Nothing, false));
    assert!(
        trial.did("dispatch error server.unreadable"),
        "{:?}",
        trial.done
    );
    assert!(trial.did("complain `payment.state`") && trial.did("ask"));
}

#[test]
fn in_live_mode_the_console_is_left_alone() {
    let mut trial = Trial::new();
    let mut live = session(None);
    live.mode = Mode::Live;
    trial.session(CallResult::Answered(live), Stored::Nothing);
    trial.press("123", 'a');
    trial.paid(unreadable("`id` is missing"));
    assert!(
        trial.did("dispatch error server.unreadable"),
        "{:?}",
        trial.done
    );
    assert!(!trial.did("complain"), "{:?}", trial.done);
}

#[test]
fn why_the_session_does_not_answer_is_told_by_its_own_code() {
    for code in [
        "origin.refused",
        "server.cors",
        "server.unreachable",
        "server.unreadable",
    ] {
        let mut trial = Trial::new();
        let loss = Loss {
            code: String::from(code),
            request_id: None,
            detail: Some(String::from("what to mend")),
        };
        trial.session(CallResult::Lost(Some(loss)), Stored::Nothing);
        assert_eq!(trial.screen(), "unavailable");
        assert!(
            trial.did(&format!("dispatch error {code}")),
            "{:?}",
            trial.done
        );
        assert!(trial.did("complain what to mend"), "{:?}", trial.done);
    }
}

#[test]
fn a_changed_amount_is_told_to_the_page() {
    let mut trial = Trial::submitting();
    let (status, mut problem) = problem(409, "amount.changed");
    problem.amount = Some(amount(1295));
    problem.request_id = Some(String::from("r-1"));
    trial.paid(CallResult::Refused(status, problem));
    assert!(
        trial.did("dispatch error amount.changed"),
        "{:?}",
        trial.done
    );
    // No shopper needs to tell a support of that.
    assert_eq!(trial.flow.request_id(), None);
}
