//! The session read anew, and the pick among its cards.

use oneclick_rules::{Limit, Unusable};

use super::*;

fn declined(reason: DeclineReason) -> PaymentView {
    let retry = reason.retry();
    PaymentView {
        card: Some(card('B')),
        decline: Some(Decline { reason, retry }),
        ..payment('P', PaymentState::Declined)
    }
}

#[test]
fn a_session_that_is_set_again_shows_the_new_amount_and_keeps_the_pick() {
    let mut trial = Trial::ready();
    trial.send(FlowEvent::Picked(Pick::Stored(card('B'))));
    trial.send(FlowEvent::Renewed);
    assert_eq!(trial.done, ["ask 0"]);
    // Nothing is payable until it has answered, and the last question is the one that is heard.
    trial.press("123", 'a');
    assert!(trial.done.is_empty());
    let first = trial.flow.turn();
    trial.send(FlowEvent::Renewed);
    assert_eq!(trial.done, ["ask 0"]);
    trial.send(read(
        first,
        CallResult::Answered(session(None)),
        Stored::Nothing,
        false,
    ));
    assert!(trial.done.is_empty() && !trial.flow.may_press());
    let mut cheaper = session(None);
    cheaper.amount = amount(795);
    trial.session(CallResult::Answered(cheaper), Stored::Nothing);
    assert!(trial.did("dispatch ready"), "{:?}", trial.done);
    assert_eq!(trial.flow.session().checkout().unwrap().amount, amount(795));
    assert_eq!(trial.flow.session().picked_card().unwrap().id, card('B'));
    trial.press("123", 'a');
    assert!(
        trial
            .done
            .iter()
            .any(|done| done.contains("\"amount\":795"))
    );
}

#[test]
fn a_session_that_is_set_again_disturbs_no_payment() {
    let mut trial = Trial::submitting();
    trial.send(FlowEvent::Renewed);
    assert_eq!((trial.screen(), trial.done.len()), ("paying", 0));
    trial.paid(CallResult::Lost(None));
    trial.send(FlowEvent::Renewed);
    assert_eq!((trial.screen(), trial.done.len()), ("unknown", 0));
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    trial.send(FlowEvent::Renewed);
    assert_eq!(trial.screen(), "unknown");
    assert!(trial.did("ask 0"), "{:?}", trial.done);
    trial.current(Some(payment('P', PaymentState::Succeeded)));
    trial.send(FlowEvent::Renewed);
    assert_eq!((trial.screen(), trial.done.len()), ("paid", 0));
}

#[test]
fn a_reading_that_fails_leaves_the_cards_as_they_were() {
    let mut trial = Trial::ready();
    trial.send(FlowEvent::Renewed);
    trial.session(CallResult::Lost(None), Stored::Nothing);
    assert!(trial.flow.may_press());
    assert_eq!(trial.flow.session().usable_cards().count(), 2);
}

#[test]
fn what_ended_or_was_superseded_is_read_again_from_the_start() {
    for (status, code, screen) in [
        (401, "session.expired", "expired"),
        (409, "session.superseded", "superseded"),
    ] {
        let mut trial = Trial::ready();
        trial.send(FlowEvent::Renewed);
        let (status, problem) = problem(status, code);
        trial.session(CallResult::Refused(status, problem), Stored::Nothing);
        assert_eq!(trial.screen(), screen);
        trial.send(FlowEvent::Renewed);
        assert_eq!((trial.screen(), trial.did("ask 0")), ("loading", true));
        trial.session(CallResult::Answered(session(None)), Stored::Nothing);
        assert_eq!(trial.screen(), "ready");
    }
}

#[test]
fn a_session_that_was_superseded_before_it_was_seen_says_so() {
    let (status, problem) = problem(409, "session.superseded");
    let mut trial = Trial::new();
    trial.session(CallResult::Refused(status, problem), Stored::Nothing);
    assert_eq!(trial.screen(), "superseded");
}

#[test]
fn a_decline_in_another_tab_is_shown_and_a_known_one_is_not_told_again() {
    let mut trial = Trial::submitting();
    let known = payment('P', PaymentState::Declined);
    trial.paid(CallResult::Answered(known.clone()));
    let banner = trial.banner();
    trial.send(FlowEvent::Renewed);
    trial.session(CallResult::Answered(session(Some(known))), Stored::Nothing);
    assert_eq!(trial.banner(), banner);
    assert!(!trial.did("dispatch declined"));
    trial.send(FlowEvent::Renewed);
    let elsewhere = payment('Q', PaymentState::Declined);
    trial.session(
        CallResult::Answered(session(Some(elsewhere))),
        Stored::Nothing,
    );
    assert!(trial.did("dispatch declined"));
}

#[test]
fn too_many_wrong_codes_take_that_card_out_of_the_choice() {
    let mut trial = Trial::submitting();
    let (status, mut problem) = problem(429, "attempts.too_many");
    problem.limit = Some(Limit::WrongCvcsPerCard);
    trial.paid(CallResult::Refused(status, problem));
    let limit = Some(Limit::WrongCvcsPerCard);
    assert_eq!(trial.banner(), Some(Banner::TooMany(limit)));
    let out = trial.flow.session().unusable_cards().next().unwrap();
    assert_eq!(
        (&out.id, out.unusable),
        (&card('A'), Some(Unusable::CvcAttempts))
    );
    assert_eq!(trial.flow.session().picked_card().unwrap().id, card('B'));
    assert!(trial.did("dispatch changed") && trial.did("ask 0"));
    // The banner stays when the list has been read, and the next card pays.
    trial.session(CallResult::Answered(session(None)), Stored::Nothing);
    assert_eq!(trial.banner(), Some(Banner::TooMany(limit)));
    assert_eq!(trial.flow.session().picked_card().unwrap().id, card('B'));
    trial.press("123", 'b');
    assert!(
        trial
            .done
            .iter()
            .any(|done| done.contains(card('B').as_str()))
    );
}

#[test]
fn another_limit_leaves_the_cards_alone() {
    let mut trial = Trial::submitting();
    let (status, mut problem) = problem(429, "attempts.too_many");
    problem.limit = Some(Limit::DeclinesPerOrder);
    trial.paid(CallResult::Refused(status, problem));
    assert_eq!(trial.flow.session().picked_card().unwrap().id, card('A'));
    assert!(!trial.did("ask"));
}

#[test]
fn a_card_that_was_lost_while_the_page_was_open_leaves_the_choice() {
    for (status, code, unusable) in [
        (404, "card.unknown", None),
        (422, "card.locked", Some(Unusable::Locked)),
        (422, "card.expired", Some(Unusable::Expired)),
        (422, "card.use", Some(Unusable::Use)),
        (422, "card.provider", Some(Unusable::Provider)),
        (422, "card.of_a_later_version", Some(Unusable::Provider)),
    ] {
        let mut trial = Trial::submitting();
        trial.refused(status, code);
        assert_eq!(trial.banner(), Some(Banner::Card), "{code}");
        let out = trial.flow.session().unusable_cards().next();
        assert_eq!(out.and_then(|card| card.unusable), unusable, "{code}");
        assert_eq!(
            trial.flow.session().picked_card().unwrap().id,
            card('B'),
            "{code}"
        );
        assert!(trial.did("ask 0"), "{code}: {:?}", trial.done);
    }
}

#[test]
fn the_last_card_that_is_lost_leaves_the_reason_and_no_button() {
    let mut trial = Trial::new();
    let mut one = session(None);
    one.cards.truncate(1);
    trial.session(CallResult::Answered(one), Stored::Nothing);
    trial.press("123", 'a').refused(422, "card.locked");
    assert_eq!(trial.screen(), "empty");
    assert_eq!(trial.banner(), Some(Banner::Card));
}

#[test]
fn a_decline_may_lock_the_card_so_that_the_list_is_read() {
    for reason in [
        DeclineReason::WrongCvc,
        DeclineReason::SuspectedFraud,
        DeclineReason::InsufficientFunds,
    ] {
        let mut trial = Trial::submitting();
        trial.paid(CallResult::Answered(declined(reason)));
        assert!(trial.did("ask 0"), "{reason}");
        let mut locked = session(Some(declined(reason)));
        locked.cards[0].unusable = Some(Unusable::Locked);
        let banner = trial.banner();
        trial.session(CallResult::Answered(locked), Stored::Nothing);
        assert_eq!(trial.banner(), banner);
        assert_eq!(trial.flow.session().picked_card().unwrap().id, card('B'));
        assert!(!trial.did("dispatch ready") && trial.did("dispatch changed"));
    }
}

#[test]
fn words_that_ask_for_the_code_again_are_about_the_card_that_is_picked() {
    for (reason, picked) in [
        (DeclineReason::WrongCvc, 'B'),
        (DeclineReason::TryAgainLater, 'B'),
        (DeclineReason::InsufficientFunds, 'A'),
    ] {
        let mut trial = Trial::new();
        trial.session(
            CallResult::Answered(session(Some(declined(reason)))),
            Stored::Nothing,
        );
        assert_eq!(
            trial.flow.session().picked_card().unwrap().id,
            card(picked),
            "{reason}"
        );
    }
}

#[test]
fn a_flow_in_the_place_of_another_has_its_pick_where_the_card_is_there() {
    for (before, picked) in [('B', 'B'), ('X', 'A')] {
        let mut trial = Trial {
            flow: Flow::in_place_of(Some(Pick::Stored(card(before)))),
            done: Vec::new(),
        };
        trial.session(CallResult::Answered(session(None)), Stored::Nothing);
        assert_eq!(trial.flow.session().picked_card().unwrap().id, card(picked));
    }
}

#[test]
fn a_last_wrong_code_is_said_where_its_field_has_gone() {
    for (elsewhere, picked) in [(true, card('A')), (false, card('B'))] {
        let mut trial = Trial::submitting();
        let wrong = PaymentView {
            card: Some(card('A')),
            ..declined(DeclineReason::WrongCvc)
        };
        trial.paid(CallResult::Answered(wrong));
        assert_eq!(trial.cvc_problem(), Some(CvcProblem::Incorrect));
        let mut read = session(None);
        for one in read.cards.iter_mut().filter(|one| one.id == card('A')) {
            if elsewhere {
                one.cvc = CvcPolicy::Hosted;
            } else {
                one.unusable = Some(Unusable::CvcAttempts);
            }
        }
        trial.session(CallResult::Answered(read), Stored::Nothing);
        assert_eq!(trial.screen(), "declined");
        assert_eq!(trial.banner(), Some(Banner::LastCvc { elsewhere }));
        assert_eq!(trial.flow.session().picked_card().unwrap().id, picked);
    }
}
