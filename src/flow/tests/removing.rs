//! Removing stored cards, bringing them back, and choosing the default card.

mod late;

use super::*;

impl Trial {
    fn edit(&mut self, event: EditEvent) -> &mut Self {
        self.send(FlowEvent::Edited(event))
    }

    fn confirm(&mut self, edit: CardEdit, letter: char) -> &mut Self {
        self.edit(EditEvent::Confirmed(edit, card(letter)))
    }

    fn edited(&mut self, answer: CallResult<Box<CheckoutView>>) -> &mut Self {
        self.send(FlowEvent::EditAnswered { answer, at: 7 })
    }

    fn edit_refused(&mut self, status: u16, code: &str) -> &mut Self {
        let (status, problem) = problem(status, code);
        self.edited(CallResult::Refused(status, problem))
    }

    fn listed(&self) -> String {
        let cards = self.flow.session().cards().iter();
        cards
            .filter_map(|card| card.id.as_str().chars().last())
            .collect()
    }

    fn outcome(&self) -> Option<EditOutcome> {
        self.flow.edits().outcome().map(|(_, outcome)| outcome)
    }

    fn can_restore(&self) -> usize {
        self.flow.edits().removed().len()
    }
}

/// The checkout with these of its cards, the first one the default card.
fn with_cards(letters: &str) -> Box<CheckoutView> {
    let mut checkout = session(None);
    let cards = letters.chars().enumerate();
    checkout.cards = cards
        .map(|(index, letter)| stored_card(letter, index == 0))
        .collect();
    checkout
}

fn lost() -> CallResult<Box<CheckoutView>> {
    CallResult::Lost(None)
}

#[test]
fn a_card_is_removed_only_when_that_is_confirmed() {
    let mut trial = Trial::ready();
    trial
        .edit(EditEvent::Toggled)
        .edit(EditEvent::Asked(card('A')));
    assert!(trial.flow.edits().is_asked(&card('A')));
    assert_eq!((trial.done.len(), trial.listed().as_str()), (0, "AB"));
    trial.edit(EditEvent::Kept);
    assert!(!trial.flow.edits().is_asked(&card('A')));
    assert_eq!(*trial.flow.edits().focus(), EditFocus::Card(card('A')));
    assert!(trial.done.is_empty(), "{:?}", trial.done);
}

#[test]
fn a_removed_card_leaves_the_list_and_the_pick_at_once() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    let sent = format!("Remove {} 0", card('A'));
    let expected = ["clear cvc", "dispatch changed", "tell edit", sent.as_str()];
    assert_eq!(trial.done, expected);
    assert_eq!(trial.listed(), "B");
    assert_eq!(trial.flow.session().pick(), Some(&Pick::Stored(card('B'))));
    assert_eq!(*trial.flow.edits().focus(), EditFocus::Card(card('B')));
    assert_eq!(trial.outcome(), Some(EditOutcome::Done(CardEdit::Remove)));
    trial.edited(CallResult::Answered(with_cards("B")));
    assert!(trial.done.iter().all(|done| done.starts_with("look")));
    assert_eq!((trial.listed().as_str(), trial.can_restore()), ("B", 1));
}

#[test]
fn an_answer_that_is_older_than_a_removal_is_not_heard() {
    let mut trial = Trial::ready();
    let turn = trial.flow.turn();
    trial.confirm(CardEdit::Remove, 'A');
    trial.edited(CallResult::Answered(with_cards("B")));
    trial.send(read(
        turn,
        CallResult::Answered(session(None)),
        Stored::Nothing,
        false,
    ));
    assert_eq!(trial.listed(), "B");
}

#[test]
fn a_read_meanwhile_does_not_show_the_card_again() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.send(FlowEvent::CameBack);
    trial.current(None);
    assert_eq!((trial.listed().as_str(), trial.can_restore()), ("B", 1));
}

#[test]
fn a_removed_card_comes_back_and_the_pick_stays() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.edited(CallResult::Answered(with_cards("B")));
    trial.confirm(CardEdit::Restore, 'A');
    assert_eq!(trial.done, [format!("Restore {} 0", card('A'))]);
    trial.edited(CallResult::Answered(with_cards("AB")));
    assert!(trial.did("tell edit"));
    assert_eq!((trial.listed().as_str(), trial.can_restore()), ("AB", 0));
    assert_eq!(*trial.flow.edits().focus(), EditFocus::Card(card('A')));
    assert_eq!(trial.flow.session().pick(), Some(&Pick::Stored(card('B'))));
}

#[test]
fn the_default_card_is_another_one_and_the_pick_stays() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::MakeDefault, 'B');
    trial.edited(CallResult::Answered(with_cards("BA")));
    assert!(trial.did("tell edit") && !trial.did("dispatch changed"));
    assert_eq!(trial.listed(), "BA");
    assert_eq!(trial.flow.session().pick(), Some(&Pick::Stored(card('A'))));
}

#[test]
fn a_refused_change_says_so_and_brings_the_card_back() {
    for (status, code, outcome) in [
        (409, "session.busy", EditOutcome::Refused),
        (422, "card.expired", EditOutcome::Refused),
        (429, "attempts.too_many", EditOutcome::TooFast),
    ] {
        let mut trial = Trial::ready();
        trial.confirm(CardEdit::Remove, 'A');
        trial.edit_refused(status, code);
        assert_eq!(trial.outcome(), Some(outcome), "{code}");
        assert_eq!((trial.listed().as_str(), trial.can_restore()), ("AB", 0));
        assert!(trial.did("tell edit") && trial.did("ask 0"));
        assert!(trial.did(&format!("dispatch error {code}")));
    }
}

#[test]
fn a_card_that_is_gone_for_good_is_removed_and_cannot_be_brought_back() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.edit_refused(404, "card.unknown");
    assert_eq!((trial.listed().as_str(), trial.can_restore()), ("B", 0));
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.edited(CallResult::Answered(with_cards("B")));
    trial.confirm(CardEdit::Restore, 'A');
    trial.edit_refused(409, "card.deleted");
    assert_eq!(trial.outcome(), Some(EditOutcome::TooLate));
}

#[test]
fn the_end_of_the_session_has_its_own_screen() {
    for (status, code, screen) in [
        (401, "session.expired", "expired"),
        (409, "session.superseded", "superseded"),
    ] {
        let mut trial = Trial::ready();
        trial
            .confirm(CardEdit::Remove, 'A')
            .edit_refused(status, code);
        assert_eq!(trial.screen(), screen);
    }
}

#[test]
fn a_lost_answer_is_no_failure_and_the_call_is_repeated() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    for after in [1_000, 4_000] {
        trial.edited(lost());
        assert_eq!(trial.done, [format!("Remove {} {after}", card('A'))]);
        assert_eq!(trial.listed(), "B");
    }
    trial.edited(lost());
    let unknown = EditOutcome::Unknown(CardEdit::Remove);
    assert_eq!(trial.outcome(), Some(unknown));
    assert_eq!(trial.listed(), "AB");
    assert!(trial.did("ask 0"));
}

#[test]
fn a_read_tells_what_became_of_a_removal_without_an_answer() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.edited(lost()).edited(lost()).edited(lost());
    let turn = trial.flow.turn();
    let answer = CallResult::Answered(with_cards("B"));
    trial.send(read(turn, answer, Stored::Nothing, false));
    assert_eq!(trial.outcome(), Some(EditOutcome::Done(CardEdit::Remove)));
    assert!(trial.did("tell edit"));
    assert_eq!((trial.listed().as_str(), trial.can_restore()), ("B", 1));
}

#[test]
fn nothing_is_edited_while_a_payment_is_under_way_or_the_server_does_not_offer_it() {
    let mut trial = Trial::submitting();
    trial.confirm(CardEdit::Remove, 'A');
    assert!(trial.done.is_empty(), "{:?}", trial.done);
    let mut fixed = session(None);
    fixed.cards_editable = false;
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(fixed), Stored::Nothing);
    trial
        .edit(EditEvent::Toggled)
        .confirm(CardEdit::Remove, 'A');
    assert!(trial.done.is_empty() && !trial.flow.edits().is_shown());
}

#[test]
fn one_change_is_awaited_at_a_time() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.confirm(CardEdit::Remove, 'B');
    assert!(trial.done.is_empty(), "{:?}", trial.done);
    assert_eq!(trial.listed(), "B");
}

#[test]
fn an_answer_during_a_payment_leaves_it_alone() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A').press("123", 'a');
    let paying = trial.flow.state().clone();
    trial.edited(CallResult::Answered(with_cards("B")));
    assert_eq!(
        (trial.flow.state(), trial.listed().as_str()),
        (&paying, "B")
    );
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A').press("123", 'a');
    trial.edit_refused(401, "session.expired");
    assert_eq!(*trial.flow.state(), paying);
    assert!(!trial.did("ask"));
}

#[test]
fn the_last_card_can_be_brought_back_to_an_empty_list() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.edited(CallResult::Answered(with_cards("B")));
    trial.confirm(CardEdit::Remove, 'B');
    assert_eq!((trial.screen(), trial.can_restore()), ("empty", 2));
    assert_eq!(*trial.flow.edits().focus(), EditFocus::Toggle);
    trial.edited(CallResult::Answered(with_cards("")));
    trial.confirm(CardEdit::Restore, 'B');
    trial.edited(CallResult::Answered(with_cards("B")));
    assert_eq!((trial.screen(), trial.can_restore()), ("ready", 1));
    assert_eq!(trial.flow.session().pick(), Some(&Pick::Stored(card('B'))));
}

#[test]
fn a_payment_made_meanwhile_is_shown_by_the_answer() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    let mut paid = with_cards("B");
    paid.payment = Some(payment('P', PaymentState::Succeeded));
    trial.edited(CallResult::Answered(paid));
    assert_eq!(trial.screen(), "paid");
}

#[test]
fn a_removed_card_is_offered_no_more_when_dismissed() {
    let mut trial = Trial::ready();
    trial.confirm(CardEdit::Remove, 'A');
    trial.edited(CallResult::Answered(with_cards("B")));
    trial.edit(EditEvent::Dismissed(card('A')));
    assert_eq!(trial.can_restore(), 0);
    assert_eq!(*trial.flow.edits().focus(), EditFocus::Toggle);
}
