//! A new card: typed on the provider's page, saved by consent alone.

use oneclick_rules::{Limit, RedirectKind};

use super::*;

/// A session in which a new card can be used, and saved or not.
fn offering(save: bool, cards: bool, payment: Option<PaymentView>) -> Box<CheckoutView> {
    let mut session = session(payment);
    session.new_card = Some(NewCardView { save });
    if !cards {
        session.cards.clear();
    }
    session
}

fn begun(save: bool, cards: bool) -> Trial {
    let mut trial = Trial::new();
    let session = offering(save, cards, None);
    trial.session(CallResult::Answered(session), Stored::Nothing);
    trial
}

fn picked(save: bool) -> Trial {
    let mut trial = begun(save, true);
    trial.send(FlowEvent::Picked(Pick::New));
    trial
}

fn consent(language: &str) -> SaveConsent {
    SaveConsent {
        text: String::from("save-card-1"),
        language: String::from(language),
    }
}

fn press(trial: &mut Trial, save: Option<SaveConsent>, fresh: char) {
    trial.send(FlowEvent::Pressed(Press {
        typed: None,
        save,
        fresh: key(fresh),
        at: 6,
    }));
}

fn held(fresh: char, save: &str) -> String {
    let key = key(fresh);
    format!(
        "hold {key} {{\"new_card\":{{\"save\":{save}}},\"amount\":995,\"currency\":\"EUR\",\"previous_payment\":null}}"
    )
}

fn card_page(letter: char) -> PaymentView {
    PaymentView {
        redirect: Some(Redirect {
            url: String::from("https://provider.example/card"),
            kind: RedirectKind::CardPage,
            expires_at: None,
            cancellable: false,
        }),
        ..payment(letter, PaymentState::ActionRequired)
    }
}

fn is_picked(trial: &Trial) -> bool {
    trial.flow.session().is_new_card_picked()
}

#[test]
fn it_is_picked_where_no_stored_card_can_pay() {
    let trial = begun(true, true);
    assert!(!is_picked(&trial));
    assert!(trial.flow.session().picked_card().is_some());
    let trial = begun(true, false);
    assert_eq!(trial.screen(), "ready");
    assert!(is_picked(&trial) && trial.flow.shows_cards());
}

#[test]
fn where_none_can_be_used_none_is_picked() {
    let mut trial = Trial::ready();
    trial.send(FlowEvent::Picked(Pick::New));
    assert!(trial.done.is_empty() && !is_picked(&trial));
    let mut session = session(None);
    session.cards.clear();
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(session), Stored::Nothing);
    assert_eq!(trial.screen(), "empty");
    press(&mut trial, None, 'a');
    assert!(trial.done.is_empty());
}

#[test]
fn a_pick_tells_the_page_and_empties_the_field() {
    let trial = picked(true);
    assert_eq!(trial.done, ["clear cvc", "dispatch changed"]);
    assert_eq!(trial.flow.session().picked_card(), None);
}

#[test]
fn a_press_sends_once_and_goes_to_the_page() {
    let mut trial = picked(true);
    press(&mut trial, None, 'a');
    let stored = format!("store {}", key('a'));
    assert_eq!(trial.done, ["clear cvc", &stored, &held('a', "null")]);
    press(&mut trial, None, 'b');
    assert!(trial.done.is_empty());
    trial.send(FlowEvent::PageAgreed);
    trial.paid(CallResult::Answered(card_page('P')));
    assert!(trial.did("go to https://provider.example/card"));
    assert!(!trial.did("forget key"));
    assert_eq!(trial.screen(), "bank");
}

#[test]
fn consent_is_sent_if_it_was_given_where_it_was_asked_for() {
    let given = "{\"text\":\"save-card-1\",\"language\":\"de\"}";
    for (asked, save, sent) in [
        (true, Some(consent("de")), given),
        (true, None, "null"),
        (false, Some(consent("de")), "null"),
    ] {
        let mut trial = picked(asked);
        press(&mut trial, save, 'a');
        assert_eq!(trial.done.last(), Some(&held('a', sent)));
    }
    let mut trial = begun(true, true);
    press(&mut trial, Some(consent("de")), 'a');
    assert!(!trial.did("hold"), "the picked card asks for a code");
}

/// A flow whose charge may have been lost, and may be pressed again.
fn not_arrived(save: Option<SaveConsent>) -> Trial {
    let mut trial = picked(true);
    press(&mut trial, save, 'a');
    trial.send(FlowEvent::PageAgreed);
    for _ in 0..3 {
        trial.paid(CallResult::Lost(None));
    }
    for _ in 0..2 {
        let turn = trial.flow.turn();
        let answer = CallResult::Answered(offering(true, true, None));
        trial.send(read(turn, answer, Stored::Nothing, false));
    }
    assert_eq!(trial.banner(), Some(Banner::NotArrived));
    trial
}

#[test]
fn the_same_press_has_the_same_key_and_another_consent_another() {
    let mut trial = not_arrived(Some(consent("de")));
    press(&mut trial, Some(consent("de")), 'b');
    assert!(trial.did(&format!("hold {}", key('a'))));
    for other in [None, Some(consent("en"))] {
        let mut trial = not_arrived(Some(consent("de")));
        press(&mut trial, other, 'b');
        assert!(trial.did(&format!("hold {}", key('b'))));
    }
    let mut trial = not_arrived(None);
    press(&mut trial, None, 'b');
    assert!(trial.did(&format!("hold {}", key('a'))));
}

/// A flow that comes back from the provider's page.
fn back(payment: Option<PaymentView>) -> Trial {
    let mut trial = Trial::new();
    let pending = PendingCharge {
        card: Pick::New,
        ..pending()
    };
    let session = offering(true, true, payment);
    trial.session(CallResult::Answered(session), Stored::This(pending));
    trial
}

#[test]
fn back_from_the_page_the_shopper_goes_on_or_sees_the_result() {
    let trial = back(Some(card_page('P')));
    assert_eq!(trial.screen(), "bank");
    assert!(!trial.did("go to"));
    let trial = back(Some(payment('P', PaymentState::Succeeded)));
    assert_eq!(trial.screen(), "paid");
    let trial = back(Some(payment('P', PaymentState::Expired)));
    assert_eq!(trial.screen(), "not-charged");
    let mut trial = back(Some(payment('P', PaymentState::Declined)));
    assert_eq!(trial.screen(), "declined");
    assert!(is_picked(&trial) && trial.did("forget key"));
    press(&mut trial, None, 'b');
    assert!(trial.did(&format!("hold {}", key('b'))));
    assert!(trial.did("hold") && trial.done.concat().contains(payment_id('P').as_str()));
}

#[test]
fn a_limit_takes_it_out_of_the_choice() {
    for (cards, screen) in [(true, 1), (false, 0)] {
        let mut trial = begun(true, cards);
        trial.send(FlowEvent::Picked(Pick::New));
        press(&mut trial, None, 'a');
        let problem = ProblemView {
            limit: Some(Limit::NewCardsPerCustomer),
            ..*problem(429, "attempts.too_many").1
        };
        trial.paid(CallResult::Refused(429, Box::new(problem)));
        let limit = Some(Limit::NewCardsPerCustomer);
        assert_eq!(trial.banner(), Some(Banner::TooMany(limit)));
        assert!(!is_picked(&trial) && trial.did("ask 0"));
        assert_eq!(i32::from(trial.flow.shows_cards()), screen);
    }
}

#[test]
fn of_a_session_that_is_taken_away_nothing_stays_but_what_pays() {
    let mut trial = picked(true);
    press(&mut trial, None, 'a');
    trial.send(FlowEvent::PageAgreed).send(FlowEvent::Withdrawn);
    assert!(is_picked(&trial) && trial.flow.shows_cards());
    trial.paid(CallResult::Answered(payment('P', PaymentState::Declined)));
    assert!(!is_picked(&trial) && !trial.flow.shows_cards());
}

#[test]
fn the_pick_is_kept_in_the_next_session_if_that_has_it() {
    for (next, kept) in [(offering(true, true, None), true), (session(None), false)] {
        let mut trial = Trial::new();
        trial.flow = Flow::in_place_of(Pick::parse(Pick::New.as_str()));
        trial.session(CallResult::Answered(next), Stored::Nothing);
        assert_eq!(is_picked(&trial), kept);
        assert_eq!(trial.flow.session().picked_card().is_none(), kept);
    }
}
