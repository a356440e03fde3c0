//! The form that pays: the cards, a new one, and the button.

use maud::{Markup, html};
use oneclick_rules::wire::{CheckoutView, PaymentView};
use oneclick_rules::{
    CardId, CvcPolicy, IdempotencyKey, MessageKey as Key, Mode, Retry, StoredCard,
};

use crate::http::pay_page::banner::PageBanner;
use crate::http::pay_page::cards::{self, CardRow};
use crate::http::pay_page::texts::PageTexts;

/// What is wrong with the security code that was sent for a card.
#[derive(Clone, Debug)]
pub struct CvcMistake {
    /// The card.
    pub card: CardId,
    /// The message.
    pub message: Key,
}

/// The form that pays.
pub struct PaymentForm<'a> {
    /// The texts.
    pub texts: PageTexts,
    /// The checkout.
    pub view: &'a CheckoutView,
    /// The address that it is sent to.
    pub action: &'a str,
    /// The key of a payment from this page: a second press, a reload and Back send it again.
    pub key: &'a IdempotencyKey,
    /// What is said above the button.
    pub banner: Option<&'a PageBanner>,
    /// What is wrong with the security code.
    pub mistake: Option<&'a CvcMistake>,
}

/// Returns the cards that can pay, in their order.
pub fn usable(view: &CheckoutView) -> impl Iterator<Item = &StoredCard> {
    view.cards.iter().filter(|card| card.unusable.is_none())
}

impl PaymentForm<'_> {
    /// Draws it. The server fills in nothing that the shopper typed.
    pub fn draw(&self) -> Markup {
        let Self { texts, view, .. } = *self;
        let picked = self.picked();
        let asks = usable(view).any(|card| card.cvc.asks());
        html! {
            form .form method="post" action=(self.action) autocomplete="on" {
                (self.hidden())
                fieldset .cards {
                    legend .legend { span .with { (texts.get(Key::PayWith)) } }
                    div .aside {
                        @if view.mode == Mode::Test { p .badge { (texts.get(Key::Test)) } }
                    }
                    div .rows data-asks=(asks) {
                        @for (place, card) in usable(view).enumerate() {
                            (self.row(place, card, picked).draw(texts))
                        }
                        (self.new_card(picked.is_none()))
                        @if view.cards.iter().any(|card| card.unusable.is_some()) {
                            (cards::unusable(texts, &view.cards))
                        }
                    }
                }
                @if let Some(banner) = self.banner { (banner.draw(texts)) }
                (self.button(picked.is_some()))
            }
        }
    }

    fn hidden(&self) -> Markup {
        let amount = self.view.amount;
        let previous = self
            .view
            .payment
            .as_ref()
            .map(|payment| payment.id.as_str());
        let fields = [
            ("do", "pay"),
            ("key", self.key.as_str()),
            ("amount", &amount.minor().to_string()),
            ("currency", amount.currency().as_str()),
            ("previous", previous.unwrap_or_default()),
        ];
        html! {
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
        }
    }

    fn row<'c>(
        &'c self,
        place: usize,
        card: &'c StoredCard,
        picked: Option<&CardId>,
    ) -> CardRow<'c> {
        let mistake = self.mistake.filter(|mistake| mistake.card == card.id);
        CardRow {
            card,
            place,
            is_picked: picked == Some(&card.id),
            problem: mistake.map(|mistake| self.texts.get(mistake.message)),
            now: self.view.now,
        }
    }

    /// Returns the card that is picked at first: the one whose code was wrong; after a
    /// decline the same one or another, as the decline says; else the default card. None for a new
    /// one.
    fn picked(&self) -> Option<&CardId> {
        if let Some(mistake) = self.mistake {
            return Some(&mistake.card);
        }
        let last = self.view.payment.as_ref();
        let tried = last.and_then(|payment| payment.card.as_ref());
        let again = last.is_some_and(tries_again);
        let mut ids = usable(self.view).map(|card| &card.id);
        let default = usable(self.view).find(|card| card.default);
        let default = default.map(|card| &card.id).or_else(|| ids.next());
        let Some(tried) = tried else {
            return default;
        };
        let mut cards = usable(self.view).map(|card| &card.id);
        if again {
            return cards.find(|id| *id == tried).or(default);
        }
        if default == Some(tried) {
            return cards.find(|id| *id != tried).or(default);
        }
        default
    }

    /// Draws a new card as one more radio of the group, with the consent to save it, which
    /// is never ticked but by the shopper.
    fn new_card(&self, is_picked: bool) -> Markup {
        let texts = self.texts;
        html! {
            @if let Some(offer) = self.view.new_card {
                div .card {
                    label .choice {
                        input .radio type="radio" name="card" value="" checked[is_picked] data-new;
                        span .mark.new aria-hidden="true" { "+" }
                        span .digits {
                            span .number.words { (texts.get(Key::NewCard)) }
                            span .expiry { (texts.get(Key::NewCardText)) }
                        }
                    }
                    @if offer.save {
                        label .save {
                            input .tick type="checkbox" name="save"
                                value=(texts.get(Key::NewCardConsent)) autocomplete="off";
                            span .words { (texts.get(Key::NewCardSave)) }
                        }
                    }
                }
            }
        }
    }

    /// Draws the button. The sheet shows the label of what is picked.
    fn button(&self, has_cards: bool) -> Markup {
        let Self { texts, view, .. } = *self;
        let pay = if has_cards { Key::Pay } else { Key::NewCardPay };
        let leads = |key| texts.priced(key, view.amount);
        let hosted = usable(view).any(|card| card.cvc == CvcPolicy::Hosted);
        html! {
            button .pay type="submit" {
                span .label {
                    svg .lock viewBox="0 0 16 16" aria-hidden="true" {
                        path d="M5 7V5a3 3 0 0 1 6 0v2M3 7h10v7H3z" {}
                    }
                    span .for-card { (leads(pay)) }
                    @if hosted { span .for-hosted { (leads(Key::PayHosted)) } }
                    @if has_cards && view.new_card.is_some() {
                        span .for-new { (leads(Key::NewCardPay)) }
                    }
                }
            }
        }
    }
}

/// Tells whether the shopper may well try the same card again.
fn tries_again(payment: &PaymentView) -> bool {
    payment
        .decline
        .is_none_or(|decline| matches!(decline.retry, Retry::SameCard | Retry::SameCardLater))
}
