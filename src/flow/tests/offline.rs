//! No connection: said, waited for, and proved by an answer.

use super::*;

fn offline<T>() -> CallResult<T> {
    lost("network.offline")
}

fn lost<T>(code: &str) -> CallResult<T> {
    CallResult::Lost(Some(Loss {
        code: String::from(code),
        request_id: None,
        detail: None,
    }))
}

impl Trial {
    fn connection(&mut self, is_there: bool) -> &mut Self {
        self.send(FlowEvent::Connection { is_there })
    }

    /// The answer to the last question is lost for want of a connection.
    fn asked_offline(&mut self) -> &mut Self {
        self.session(offline(), Stored::Nothing)
    }
}

#[test]
fn a_page_that_is_opened_offline_waits_and_goes_on_by_itself() {
    let mut trial = Trial::new();
    trial.asked_offline();
    assert_eq!(trial.done, ["ask 1000", "dispatch error network.offline"]);
    assert_eq!(trial.screen(), "unavailable");
    assert!(trial.flow.is_offline());
    // Quietly, with pauses that grow; a network that comes back is no good at first.
    for pause in ["ask 2000", "ask 4000", "ask 8000"] {
        trial.asked_offline();
        assert_eq!(trial.done, [pause]);
    }
    trial.session(lost("server.unreachable"), Stored::Nothing);
    assert_eq!(trial.done, ["ask 16000"]);
    trial.connection(true);
    assert_eq!(trial.done, ["ask 0"]);
    assert_eq!(trial.screen(), "unavailable");
    trial.session(CallResult::Answered(session(None)), Stored::Nothing);
    assert_eq!((trial.screen(), trial.flow.is_offline()), ("ready", false));
    assert!(trial.flow.may_press());
}

#[test]
fn a_server_that_answers_with_a_fault_is_no_missing_connection() {
    let mut trial = Trial::new();
    trial.asked_offline();
    trial.session(lost("server.unavailable"), Stored::Nothing);
    assert_eq!((trial.did("ask"), trial.flow.is_offline()), (true, false));
    trial.session(lost("server.unavailable"), Stored::Nothing);
    assert_eq!(trial.done, ["dispatch error server.unavailable"]);
    // Nor is what the browser tells of a connection a question of its own.
    trial.connection(true);
    assert!(trial.done.is_empty());
}

#[test]
fn a_server_that_answers_without_cors_shows_a_connection_and_is_asked_once_more() {
    let mut trial = Trial::new();
    trial.asked_offline();
    // It may be what failed while the connection came back.
    trial.session(lost("server.cors"), Stored::Nothing);
    assert_eq!((trial.done.len(), trial.did("ask")), (1, true));
    assert_eq!(
        (trial.screen(), trial.flow.is_offline()),
        ("unavailable", false)
    );
    trial.session(lost("server.cors"), Stored::Nothing);
    assert_eq!(trial.done, ["dispatch error server.cors"]);
    let mut trial = Trial::ready();
    trial.connection(false);
    trial.session(lost("server.cors"), Stored::Nothing);
    assert!(!trial.flow.is_offline());
}

#[test]
fn a_press_without_a_connection_asks_and_sends_nothing() {
    let mut trial = Trial::ready();
    trial.connection(false);
    assert_eq!(trial.done, ["ask 0"]);
    trial.asked_offline();
    assert_eq!(trial.done, ["ask 1000"]);
    trial.press("123", 'a');
    assert_eq!(trial.done, ["ask 0"]);
    assert!(!trial.flow.may_press() && trial.flow.charge().nothing_was_sent());
    trial.asked_offline();
    assert!(trial.flow.may_press() && trial.flow.is_offline());
    // The answer proves it: the browser may still say otherwise.
    trial.press("123", 'a');
    trial.session(CallResult::Answered(session(None)), Stored::Nothing);
    assert!(!trial.flow.is_offline());
    trial.press("123", 'a');
    assert!(trial.did("hold"), "{:?}", trial.done);
}

#[test]
fn a_wrong_word_of_the_browser_is_gone_with_the_first_answer() {
    let mut trial = Trial::ready();
    trial.connection(false);
    trial.session(CallResult::Answered(session(None)), Stored::Nothing);
    assert_eq!((trial.screen(), trial.flow.is_offline()), ("ready", false));
    assert!(!trial.did("ask"), "{:?}", trial.done);
}

#[test]
fn a_charge_whose_answer_is_lost_stays_in_doubt_and_is_asked_about_at_once_when_the_line_is_back() {
    let mut trial = Trial::submitting();
    trial.send(FlowEvent::PageAgreed);
    for _ in 0..3 {
        trial.paid(offline());
    }
    assert_eq!(trial.screen(), "unknown");
    assert!(trial.flow.is_offline() && !trial.flow.charge().nothing_was_sent());
    trial.asked_offline();
    assert_eq!(trial.done, ["ask 2000"]);
    trial.connection(true);
    assert_eq!(trial.done, ["ask 0"]);
    trial.current(Some(payment('P', PaymentState::Succeeded)));
    assert_eq!((trial.screen(), trial.flow.is_offline()), ("paid", false));
}

#[test]
fn a_session_that_was_taken_away_is_not_asked_for() {
    let mut trial = Trial::ready();
    trial.send(FlowEvent::Withdrawn).connection(false);
    assert!(trial.done.is_empty());
    trial.connection(true);
    assert!(trial.done.is_empty());
}
