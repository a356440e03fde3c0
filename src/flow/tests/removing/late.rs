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
