//! The card that is being removed, or was: in no list, also not in one that is read meanwhile.

use std::rc::Rc;

use oneclick_rules::StoredCard;

/// Knows a card that is hidden, and its place in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HiddenCard(Option<(usize, Rc<StoredCard>)>);

impl HiddenCard {
    /// Hides a card of this list.
    pub fn hide(&mut self, card: Rc<StoredCard>, cards: &mut Vec<StoredCard>) {
        let place = cards.iter().position(|one| one.id == card.id);
        self.0 = Some((place.unwrap_or(cards.len()), card));
        self.leave_out(cards);
    }

    /// Leaves the hidden card out of a list.
    pub fn leave_out(&self, cards: &mut Vec<StoredCard>) {
        if let Some((_, hidden)) = &self.0 {
            cards.retain(|card| card.id != hidden.id);
        }
    }

    /// Hides no card any more: what is read next has it if it was not removed.
    pub fn end(&mut self) {
        self.0 = None;
    }

    /// Brings the hidden card back to its place in the list.
    pub fn put_back(&mut self, cards: &mut Vec<StoredCard>) {
        if let Some((place, card)) = self.0.take() {
            cards.insert(place.min(cards.len()), StoredCard::clone(&card));
        }
    }
}
