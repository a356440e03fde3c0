//! The session as this page has read it, and the card that is picked in it.

use oneclick_rules::wire::{CheckoutView, NewCardView, PaymentView};
use oneclick_rules::{Amount, CardId, Mode, Retry, SessionId, StoredCard, Unusable};

use super::pick::Pick;

/// Knows the session that was read last, and the card picked among its cards.
///
/// The pick outlives the session, so that it can be picked again in the next one; a card
/// that cannot pay is never [`PageSession::picked_card`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageSession {
    checkout: Option<Box<CheckoutView>>,
    picked: Option<Pick>,
}

impl PageSession {
    /// Begins in the place of another session, where this card was picked.
    pub(super) fn in_place_of(picked: Option<Pick>) -> Self {
        Self {
            picked,
            ..Self::default()
        }
    }

    /// Returns the checkout, once the session has answered.
    pub fn checkout(&self) -> Option<&CheckoutView> {
        self.checkout.as_deref()
    }

    /// Returns the session's id, once it has answered.
    pub fn id(&self) -> Option<&SessionId> {
        self.checkout.as_ref().map(|checkout| &checkout.session)
    }

    /// Returns whether real money moves, as far as is known.
    pub(super) fn is_live(&self) -> bool {
        self.checkout.as_ref().map(|checkout| checkout.mode) == Some(Mode::Live)
    }

    /// Lists the cards that can pay.
    pub fn usable_cards(&self) -> impl Iterator<Item = &StoredCard> {
        self.cards().iter().filter(|card| card.unusable.is_none())
    }

    /// Lists the cards that cannot pay, with their reason in `unusable`.
    pub fn unusable_cards(&self) -> impl Iterator<Item = &StoredCard> {
        self.cards().iter().filter(|card| card.unusable.is_some())
    }

    /// Lists the stored cards, but for one that is being removed, to be changed.
    pub(super) fn cards_mut(&mut self) -> Option<&mut Vec<StoredCard>> {
        self.checkout.as_mut().map(|checkout| &mut checkout.cards)
    }

    /// Lists the stored cards, but for one that is being removed.
    pub fn cards(&self) -> &[StoredCard] {
        match &self.checkout {
            Some(checkout) => &checkout.cards,
            None => &[],
        }
    }

    /// Returns whether the server lets the shopper edit the cards.
    pub fn is_editable(&self) -> bool {
        let checkout = self.checkout.as_ref();
        checkout.is_some_and(|checkout| checkout.cards_editable)
    }

    /// Returns how a new card can be used, if it can.
    pub fn new_card(&self) -> Option<NewCardView> {
        self.checkout.as_ref()?.new_card
    }

    /// Returns whether any card can pay, or a new one.
    pub(super) fn has_a_choice(&self) -> bool {
        self.usable_cards().next().is_some() || self.new_card().is_some()
    }

    /// Returns what is picked, whether or not it is on screen.
    pub fn pick(&self) -> Option<&Pick> {
        self.picked.as_ref()
    }

    /// Returns the stored card that the button pays with.
    pub fn picked_card(&self) -> Option<&StoredCard> {
        self.usable(self.picked.as_ref()?.stored()?)
    }

    /// Returns whether the button goes to the page on which a new card is typed.
    pub fn is_new_card_picked(&self) -> bool {
        self.picked == Some(Pick::New) && self.new_card().is_some()
    }

    /// Finds a card that can pay.
    fn usable(&self, card: &CardId) -> Option<&StoredCard> {
        self.usable_cards().find(|usable| usable.id == *card)
    }

    /// Takes the checkout as it stands now, or forgets it, but not what was picked.
    pub(super) fn take(&mut self, checkout: Option<Box<CheckoutView>>) {
        self.checkout = checkout;
    }

    /// Takes the amount that the server tells since the checkout was read; returns whether it
    /// is another one.
    pub(super) fn take_amount(&mut self, amount: Amount) -> bool {
        let Some(checkout) = &mut self.checkout else {
            return false;
        };
        let changes = checkout.amount != amount;
        checkout.amount = amount;
        changes
    }

    /// Returns what the order costs, once the session has answered.
    pub(super) fn amount(&self) -> Option<Amount> {
        self.checkout.as_ref().map(|checkout| checkout.amount)
    }

    /// Picks a card if it can pay; returns whether that is another one.
    pub(super) fn change_pick(&mut self, pick: &Pick) -> bool {
        let can_pay = match pick {
            Pick::Stored(card) => self.usable(card).is_some(),
            Pick::New => self.new_card().is_some(),
        };
        let changes = can_pay && self.picked.as_ref() != Some(pick);
        if changes {
            self.picked = Some(pick.clone());
        }
        changes
    }

    /// Picks a card that can pay if the one picked cannot: the default card, else the first,
    /// else a new one.
    pub(super) fn pick_usable(&mut self) {
        if self.picked_card().is_none() && !self.is_new_card_picked() {
            let default = self.usable_cards().find(|card| card.default);
            let picked = default.or_else(|| self.usable_cards().next());
            let picked = picked.map(|card| Pick::Stored(card.id.clone()));
            self.picked = picked.or_else(|| self.new_card().map(|_| Pick::New));
        }
    }

    /// Picks the declined card if the message asks to try it again.
    pub(super) fn pick_declined(&mut self, payment: &PaymentView) {
        let retry = payment.decline.map(|decline| decline.retry);
        if let (Some(Retry::SameCard | Retry::SameCardLater), Some(card)) = (retry, &payment.card) {
            self.change_pick(&Pick::Stored(card.clone()));
        }
    }

    /// Takes what an order was paid with: the card as the server names it, or none.
    pub(super) fn take_paid(&mut self, amount: Amount, card: Option<CardId>) {
        self.take_amount(amount);
        self.picked = card.map(Pick::Stored);
    }

    /// Takes the picked card out of the choice for `why`, or out of the list if the customer
    /// does not have it any more, or a new card out of the list; returns whether there is one.
    pub(super) fn take_out(&mut self, why: Option<Unusable>) -> bool {
        let (Some(picked), Some(checkout)) = (&self.picked, &mut self.checkout) else {
            return false;
        };
        match (picked, why) {
            (Pick::New, _) => checkout.new_card = None,
            (Pick::Stored(picked), Some(why)) => {
                let cards = checkout.cards.iter_mut();
                for card in cards.filter(|card| card.id == *picked) {
                    card.unusable = Some(why);
                }
            }
            (Pick::Stored(picked), None) => checkout.cards.retain(|card| card.id != *picked),
        }
        true
    }

    /// Leaves no card but the picked one while it is `paying`.
    pub(super) fn leave_what_pays(&mut self, paying: bool) {
        self.picked = self.picked.take().filter(|_| paying);
        if let Some(checkout) = &mut self.checkout {
            let picked = self.picked.as_ref();
            let stored = picked.and_then(Pick::stored);
            checkout.cards.retain(|card| Some(&card.id) == stored);
            checkout.new_card = checkout.new_card.filter(|_| picked == Some(&Pick::New));
        }
    }
}
