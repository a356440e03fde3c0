//! Answers to a change that come late, or beside a payment or a lost connection.

use oneclick_rules::wire::LimitedView;

use super::*;

/// A charge of which three answers were lost, and which the server does not know.
fn not_arrived() -> Trial {
    let mut trial = Trial::submitting();
    for _ in 0..3 {
        trial.paid(CallResult::Lost(None));
    }
    trial.current(None).current(None);
    assert_eq!(trial.banner(), Some(Banner::NotArrived));
    trial
}

#[test]
fn a_session_that_ends_meanwhile_forgets_no_key_of_what_may_still_arrive() {
    let mut trial = not_arrived();
    trial.confirm(CardEdit::Remove, 'B');
    trial.edit_refused(401, "session.expired");
    assert_eq!(trial.screen(), "expired");
    assert!(!trial.did("forget"), "{:?}", trial.done);
    assert!(trial.flow.charge().pending().is_some());
}

#[test]
fn a_limit_that_is_read_forgets_no_key_of_what_may_still_arrive() {
    let mut trial = not_arrived();
    let mut checkout = session(None);
    checkout.limited = Some(LimitedView {
        limit: None,
        retry_after: None,
    });
    trial.session(CallResult::Answered(checkout), Stored::Nothing);
    assert_eq!(trial.screen(), "ready");
    assert!(trial.flow.charge().pending().is_some());
}

#[test]
fn an_answer_to_a_change_shows_that_the_connection_is_back() {
    let mut trial = Trial::ready();
    trial.send(FlowEvent::Connection { is_there: false });
    assert!(trial.flow.is_offline());
    trial.confirm(CardEdit::Remove, 'A');
    trial.edited(CallResult::Answered(with_cards("B")));
    assert!(!trial.flow.is_offline());
}

#[test]
fn a_reading_that_was_asked_for_before_the_answer_brings_no_card_back() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.send(FlowEvent::CameBack);
    let turn = trial.flow.turn();
    trial.edited(CallResult::Answered(with_cards("B")));
    let older = CallResult::Answered(session(None));
    trial.send(read(turn, older, Stored::Nothing, false));
    assert_eq!((trial.listed().as_str(), trial.can_restore()), ("B", 1));
}

#[test]
fn a_card_that_came_back_during_a_payment_is_listed_again() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.press("123", 'a');
    trial.edited(CallResult::Answered(with_cards("B")));
    trial.send(FlowEvent::PageRefused);
    trial.session(CallResult::Answered(session(None)), Stored::Nothing);
    assert_eq!((trial.listed().as_str(), trial.can_restore()), ("AB", 0));
}

#[test]
fn an_answer_of_somebody_else_s_404_removes_nothing() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.edit_refused(404, "not_found");
    assert_eq!(trial.outcome(), Some(EditOutcome::Refused));
    assert_eq!(trial.listed(), "AB");
}

#[test]
fn a_payment_that_the_page_drops_offline_is_followed_by_a_question() {
    let mut trial = Trial::ready();
    trial.press("123", 'a');
    trial.send(FlowEvent::Connection { is_there: false });
    trial.send(FlowEvent::PageRefused);
    assert!(trial.did("ask"), "{:?}", trial.done);
}

#[test]
fn an_answer_tells_of_the_end_of_the_session_and_of_a_limit() {
    for edit in [CardEdit::Remove, CardEdit::MakeDefault] {
        let mut trial = Trial::ready();
        trial.confirm(edit, 'B');
        let mut over = with_cards("");
        over.expires_at = NOW;
        trial.edited(CallResult::Answered(over));
        assert_eq!(trial.screen(), "expired");
        assert!(trial.did("dispatch error session.expired"));
        let mut trial = Trial::ready();
        trial.confirm(edit, 'B');
        let mut limited = with_cards("A");
        limited.limited = Some(LimitedView {
            limit: None,
            retry_after: Some(60),
        });
        trial.edited(CallResult::Answered(limited));
        assert_eq!((trial.screen(), trial.did("ask")), ("limited", true));
    }
}

#[test]
fn a_session_that_is_taken_away_awaits_no_change() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'B');
    trial.edited(lost());
    trial.send(FlowEvent::Withdrawn);
    assert!(!trial.flow.edits().is_running());
    trial.edited(lost());
    assert!(trial.done.is_empty(), "{:?}", trial.done);
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'B').press("123", 'a');
    trial.send(FlowEvent::PageAgreed);
    trial.edited(lost());
    trial.send(FlowEvent::Withdrawn);
    assert!(!trial.flow.edits().is_running());
}

#[test]
fn a_session_that_is_still_read_is_asked_for_again_where_the_cards_have_changed() {
    let mut trial = Trial::new();
    let turn = trial.flow.turn();
    trial.send(FlowEvent::CardsChanged);
    assert_eq!(trial.done, ["ask 0"]);
    let older = CallResult::Answered(session(None));
    trial.send(read(turn, older, Stored::Nothing, false));
    assert_eq!(trial.screen(), "loading");
    let turn = trial.flow.turn();
    let newer = CallResult::Answered(with_cards("B"));
    trial.send(read(turn, newer, Stored::Nothing, false));
    assert_eq!(trial.listed(), "B");
    trial.send(FlowEvent::CardsChanged);
    assert_eq!((trial.done.len(), trial.flow.may_press()), (1, false));
    let mut trial = Trial::submitting();
    trial.send(FlowEvent::CardsChanged);
    assert!(trial.done.is_empty(), "{:?}", trial.done);
}

#[test]
fn a_change_that_a_server_failed_to_make_is_named() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::MakeDefault, 'B');
    for _ in 0..3 {
        trial.edited(CallResult::Lost(Some(Loss {
            code: String::from("server.unavailable"),
            request_id: Some(String::from("req-1")),
            detail: None,
        })));
    }
    assert!(trial.flow.edits().has_failed());
    assert_eq!(trial.flow.request_id(), Some("req-1"));
    // What is wrong with a code that was not sent has none.
    trial.press("12", 'a');
    assert_eq!(trial.flow.request_id(), None);
}
