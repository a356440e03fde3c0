//! What the shopper does to their stored cards: remove, bring back, choose the default card.

use std::rc::Rc;

use oneclick_rules::{CardId, StoredCard};

use super::hidden_card::HiddenCard;
use super::session::PageSession;

/// Names a change of a stored card that the server makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardEdit {
    /// Remove it.
    Remove,
    /// Bring it back.
    Restore,
    /// Make it the default card.
    MakeDefault,
}

/// Holds a change whose answer is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RunningEdit {
    pub edit: CardEdit,
    pub card: Rc<StoredCard>,
    /// Answers that were lost.
    pub lost: usize,
}

/// Says what became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditOutcome {
    /// It was made.
    Done(CardEdit),
    /// The server refused it: nothing has changed.
    Refused,
    /// The card was removed too long ago to be brought back.
    TooLate,
    /// Too many requests came in a short time: nothing has changed.
    TooFast,
    /// No answer came: it may have been made.
    Unknown(CardEdit),
}

/// Says where the focus goes if what had it is drawn no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EditFocus {
    /// To the heading of what is there instead.
    #[default]
    Heading,
    /// To the button that shows what can be done to the cards.
    Toggle,
    /// To this card's controls.
    Card(CardId),
}

/// Knows how far the shopper is with their cards. One change is awaited at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardEdits {
    shown: bool,
    /// The card whose removal the shopper has to confirm.
    asked: Option<CardId>,
    pub(super) running: Option<RunningEdit>,
    /// The card that is being removed.
    pub(super) hidden: HiddenCard,
    /// The cards that can be brought back.
    removed: Vec<Rc<StoredCard>>,
    /// What became of the last change, and of which card.
    outcome: Option<(Rc<StoredCard>, EditOutcome)>,
    pub(super) focus: EditFocus,
}

impl CardEdits {
    /// Returns whether the shopper sees what can be done to the cards.
    pub fn is_shown(&self) -> bool {
        self.shown
    }

    /// Returns whether the shopper has to confirm the removal of this card.
    pub fn is_asked(&self, card: &CardId) -> bool {
        self.asked.as_ref() == Some(card)
    }

    /// Returns whether a change is awaited.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Lists the cards that can be brought back.
    pub fn removed(&self) -> &[Rc<StoredCard>] {
        &self.removed
    }

    /// Returns what became of the last change, and of which card.
    pub fn outcome(&self) -> Option<(&StoredCard, EditOutcome)> {
        self.outcome
            .as_ref()
            .map(|(card, outcome)| (&**card, *outcome))
    }

    /// Returns why the last change was not made, or is not known to be, if it was of this card.
    pub fn failed(&self, card: &CardId) -> Option<EditOutcome> {
        let (of, outcome) = self.outcome()?;
        (of.id == *card && !matches!(outcome, EditOutcome::Done(_))).then_some(outcome)
    }

    /// Returns whether the last change was not made, or is not known to be.
    pub fn has_failed(&self) -> bool {
        self.outcome()
            .is_some_and(|(_, outcome)| !matches!(outcome, EditOutcome::Done(_)))
    }

    /// Returns where the focus goes if what had it is drawn no more.
    pub fn focus(&self) -> &EditFocus {
        &self.focus
    }

    /// Shows what can be done to the cards, or hides it.
    pub(super) fn toggle(&mut self) {
        self.shown = !self.shown;
        (self.asked, self.outcome) = (None, None);
    }

    /// Asks to confirm the removal of a card, or of none.
    pub(super) fn ask(&mut self, card: Option<CardId>) {
        if let Some(card) = card.clone().or(self.asked.take()) {
            self.focus = EditFocus::Card(card);
        }
        self.asked = card;
        self.outcome = None;
    }

    /// Offers no more to bring a card back.
    pub(super) fn dismiss(&mut self, card: &CardId) {
        self.removed.retain(|removed| removed.id != *card);
        self.outcome = None;
        self.focus = EditFocus::Toggle;
    }

    /// Begins a change of a card.
    pub(super) fn begin(&mut self, edit: CardEdit, card: Rc<StoredCard>) {
        (self.asked, self.outcome, self.shown) = (None, None, true);
        if edit == CardEdit::Remove {
            self.removed.push(card.clone());
            self.outcome = Some((card.clone(), EditOutcome::Done(edit)));
        }
        self.running = Some(RunningEdit {
            edit,
            card,
            lost: 0,
        });
    }

    /// Notes what became of a change.
    pub(super) fn end(&mut self, card: Rc<StoredCard>, outcome: EditOutcome) {
        self.focus = EditFocus::Card(card.id.clone());
        self.outcome = Some((card, outcome));
    }

    /// Asks about no card that is not there, and brings none back that is. Returns whether
    /// that shows a card to be removed whose removal was not answered.
    pub(super) fn keep_to(&mut self, session: &PageSession) -> bool {
        let is_there = |card: &CardId| session.cards().iter().any(|one| one.id == *card);
        self.asked = self.asked.take().filter(is_there);
        self.removed.retain(|card| !is_there(&card.id));
        let (Some((card, outcome)), true) = (&mut self.outcome, session.checkout().is_some())
        else {
            return false;
        };
        let is_found = *outcome == EditOutcome::Unknown(CardEdit::Remove) && !is_there(&card.id);
        if is_found {
            *outcome = EditOutcome::Done(CardEdit::Remove);
            self.removed.push(card.clone());
        }
        is_found
    }
}
