//! A press and what the server answers to it.

use oneclick_rules::ErrorCode;
use oneclick_rules::RedirectKind;

use super::*;

#[test]
fn a_press_sends_once_however_often_it_comes() {
    let mut trial = Trial::submitting();
    assert_eq!(
        trial.done,
        [
            String::from("clear cvc"),
            format!("store {}", key('a')),
            format!(
                "hold {} {{\"card\":\"{}\",\"amount\":995,\"currency\":\"EUR\",\"previous_payment\":null,\"cvc\":\"123\"}}",
                key('a'),
                card('A')
            ),
        ]
    );
    assert_eq!(trial.screen(), "paying");
    trial.press("123", 'b');
    assert!(trial.done.is_empty());
    trial.send(FlowEvent::Picked(Pick::Stored(card('B'))));
    assert!(trial.done.is_empty());
}

#[test]
fn a_code_that_breaks_a_rule_sends_nothing() {
    for (typed, code) in [
        ("", ErrorCode::CvcMissing),
        ("12", ErrorCode::CvcLength),
        ("12x", ErrorCode::CvcDigits),
    ] {
        let mut trial = Trial::ready();
        trial.press(typed, 'a');
        assert_eq!(trial.cvc_problem(), Some(CvcProblem::Rule(code)));
        assert_eq!(trial.done, ["focus cvc"]);
    }
}

pub fn wrong_code(used: char) -> PaymentView {
    PaymentView {
        card: Some(card(used)),
        decline: Some(Decline {
            reason: DeclineReason::WrongCvc,
            retry: Retry::SameCard,
        }),
        ..payment('P', PaymentState::Declined)
    }
}

#[test]
fn an_incorrect_code_is_a_problem_of_its_card_and_field() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(wrong_code('A')));
    assert_eq!(trial.screen(), "declined");
    assert_eq!(trial.cvc_problem(), Some(CvcProblem::Incorrect));
    assert!(trial.did("focus cvc") && trial.did("dispatch declined"));
    trial.send(FlowEvent::Picked(Pick::Stored(card('B'))));
    assert_eq!(trial.cvc_problem(), None);
    assert_eq!(trial.screen(), "ready");
}

#[test]
fn after_a_reload_an_incorrect_code_is_still_that_of_its_card() {
    let mut trial = Trial::new();
    let session = session(Some(wrong_code('B')));
    trial.session(CallResult::Answered(session), Stored::Nothing);
    assert_eq!(trial.cvc_problem(), Some(CvcProblem::Incorrect));
    let picked = trial
        .flow
        .session()
        .picked_card()
        .map(|card| card.id.clone());
    assert_eq!(picked, Some(card('B')));
}

#[test]
fn an_incorrect_code_of_a_card_without_a_field_is_a_decline() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(wrong_code('Z')));
    assert_eq!(trial.screen(), "declined");
    assert_eq!(trial.cvc_problem(), None);
    assert!(matches!(trial.banner(), Some(Banner::Declined(_))));
}

#[test]
fn a_code_that_no_event_told_of_is_read_as_a_typed_one() {
    for filled in ["1 2 3", "１２３", "١٢٣", " 1-23\n", "12345"] {
        let mut trial = Trial::ready();
        trial.press(filled, 'a');
        assert!(trial.did("hold"), "{filled}: {:?}", trial.done);
        let sent = trial.done.iter().find(|done| done.starts_with("hold"));
        assert!(sent.is_some_and(|sent| sent.contains("\"cvc\":\"123\"")));
    }
}

#[test]
fn a_card_number_is_never_cut_to_a_code_and_does_not_stay() {
    for filled in [
        "4242 4242 4242 4242",
        "3782-822463-10005",
        "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
        "6304000000000000000",
    ] {
        let mut trial = Trial::ready();
        trial.press(filled, 'a');
        assert_eq!(
            trial.cvc_problem(),
            Some(CvcProblem::Rule(ErrorCode::CvcLength))
        );
        assert_eq!(trial.done, ["clear cvc", "focus cvc"], "{filled}");
    }
}

#[test]
fn a_declined_payment_takes_a_new_key_and_names_the_attempt() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Declined)));
    assert_eq!(trial.screen(), "declined");
    assert!(trial.did("forget key") && trial.did("forget body") && trial.did("dispatch declined"));
    trial.press("123", 'b');
    assert!(trial.did(&format!("hold {}", key('b'))));
    assert!(
        trial
            .done
            .iter()
            .any(|done| done.contains(payment_id('P').as_str()))
    );
}

#[test]
fn the_old_decline_is_no_answer_to_a_new_press() {
    for state in [
        PaymentState::Declined,
        PaymentState::Failed,
        PaymentState::Expired,
    ] {
        let mut trial = Trial::submitting();
        trial.paid(CallResult::Answered(payment('P', state)));
        trial.press("123", 'a');
        trial.paid(CallResult::Answered(payment('P', state)));
        assert_eq!(trial.screen(), "ready");
        assert_eq!(trial.banner(), Some(Banner::Refused));
        assert!(trial.did("forget key") && trial.did("dispatch error payment.repeated"));
        assert!(!trial.did("dispatch declined"));
        trial.press("123", 'b');
        assert!(trial.did(&format!("hold {}", key('b'))), "{:?}", trial.done);
    }
}

#[test]
fn money_that_an_old_payment_has_taken_after_all_is_believed() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Declined)));
    trial.press("123", 'a');
    trial.paid(CallResult::Answered(payment('P', PaymentState::Succeeded)));
    assert_eq!(trial.screen(), "paid");
}

#[test]
fn paid_is_said_once() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Succeeded)));
    assert_eq!(
        (trial.screen(), trial.did("dispatch success")),
        ("paid", true)
    );
    trial.paid(CallResult::Answered(payment('P', PaymentState::Succeeded)));
    assert!(trial.done.is_empty());
    trial.press("123", 'b');
    assert!(trial.done.is_empty());
}

#[test]
fn each_refusal_has_its_screen_and_writes_off_the_key() {
    for (status, code, screen) in [
        (401, "session.expired", "expired"),
        (404, "card.unknown", "ready"),
        (409, "session.superseded", "superseded"),
        (422, "cvc.length", "ready"),
        (422, "card.locked", "ready"),
        (422, "idempotency_key.reused", "ready"),
        (429, "attempts.too_many", "limited"),
        (400, "request.field", "ready"),
    ] {
        let mut trial = Trial::submitting();
        trial.refused(status, code);
        assert_eq!(trial.screen(), screen, "{code}");
        assert!(trial.did("forget key"), "{code}: {:?}", trial.done);
        assert!(trial.did(&format!("dispatch error {code}")), "{code}");
        assert!(!trial.flow.charge().nothing_was_sent(), "{code}");
    }
}

#[test]
fn another_amount_is_shown_before_it_can_be_paid() {
    let mut trial = Trial::submitting();
    let (status, mut problem) = problem(409, "amount.changed");
    problem.amount = Some(amount(1295));
    trial.paid(CallResult::Refused(status, problem));
    assert_eq!(trial.screen(), "superseded");
    trial.press("123", 'b');
    let sent = trial
        .done
        .iter()
        .any(|done| done.contains("\"amount\":1295"));
    assert!(sent && trial.did(&format!("store {}", key('b'))));
}

#[test]
fn an_attempt_that_was_not_seen_is_shown() {
    let mut trial = Trial::submitting();
    let (status, mut problem) = problem(409, "payment.stale");
    problem.payment = Some(Box::new(payment('Q', PaymentState::Succeeded)));
    trial.paid(CallResult::Refused(status, problem));
    assert_eq!(trial.screen(), "paid");
}

#[test]
fn an_attempt_that_was_not_seen_and_is_not_told_is_asked_for() {
    let mut trial = Trial::submitting();
    trial.refused(409, "payment.stale");
    assert_eq!(trial.screen(), "unknown");
    assert!(trial.did("ask"), "{:?}", trial.done);
}

#[test]
fn a_fresh_redirect_is_followed_and_an_old_one_offered() {
    let mut waiting = payment('P', PaymentState::ActionRequired);
    waiting.redirect = Some(Redirect {
        url: String::from("https://bank.example/"),
        expires_at: None,
        kind: RedirectKind::Authentication,
        cancellable: false,
    });
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(waiting.clone()));
    assert!(trial.did("go to https://bank.example/") && !trial.did("forget key"));
    let mut trial = Trial::new();
    trial.session(
        CallResult::Answered(session(Some(waiting))),
        Stored::Nothing,
    );
    assert_eq!((trial.screen(), trial.did("go to")), ("bank", false));
    assert!(trial.did("ask"));
    trial.send(FlowEvent::WentOn);
    assert!(trial.did("go to https://bank.example/"));
}

#[test]
fn a_charge_that_the_page_lets_go_of_leaves_no_trace() {
    let mut trial = Trial::submitting();
    trial.send(FlowEvent::PageRefused);
    assert_eq!(trial.screen(), "ready");
    assert!(trial.did("forget key") && trial.did("forget body"));
    assert!(trial.flow.charge().nothing_was_sent());
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(session(None)), Stored::This(pending()));
    trial
        .current(None)
        .press("123", 'n')
        .send(FlowEvent::PageRefused);
    assert_eq!(trial.flow.charge().pending(), Some(&pending()));
}

#[test]
fn another_card_takes_another_key() {
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(session(None)), Stored::This(pending()));
    trial.current(None);
    trial.send(FlowEvent::Picked(Pick::Stored(card('A'))));
    assert!(trial.did("forget key") && trial.did("clear cvc") && trial.did("dispatch changed"));
    trial.press("123", 'n');
    assert!(trial.did(&format!("hold {}", key('n'))));
}

#[test]
fn the_page_that_comes_back_asks_before_the_button_works() {
    let mut trial = Trial::ready();
    trial.send(FlowEvent::CameBack);
    assert!(trial.did("ask 0") && trial.flow.is_busy());
    trial.press("123", 'a');
    assert!(trial.done.is_empty());
    trial.current(None);
    assert!(trial.flow.may_press());
    trial.send(FlowEvent::CameBack);
    trial.current(Some(payment('P', PaymentState::Succeeded)));
    assert_eq!(trial.screen(), "paid");
}
