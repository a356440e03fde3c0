//! The cards of the list: one native radio each, those that cannot pay as text.

use maud::{Markup, html};
use oneclick_rules::{Brand, CvcPolicy, MessageKey as Key, StoredCard};

use crate::http::pay_page::texts::PageTexts;

/// The days before its end in which a card says that it ends soon.
const SOON: u16 = 30;

/// What a card of the list is shown with.
#[derive(Clone, Copy, Debug)]
pub struct CardRow<'a> {
    /// The card.
    pub card: &'a StoredCard,
    /// Its place in the list, which its elements are named by.
    pub place: usize,
    /// Whether it is picked.
    pub is_picked: bool,
    /// What is wrong with the security code that was sent for it.
    pub problem: Option<&'a str>,
    /// The server's clock, Unix seconds.
    pub now: i64,
}

/// Returns the card's name: "Visa ending in 4242".
pub fn name(texts: PageTexts, card: &StoredCard) -> String {
    let ending = texts.fill(Key::CardEnding, "digits", card.last_four.as_str());
    format!("{} {ending}", brand(texts, card))
}

fn brand(texts: PageTexts, card: &StoredCard) -> &'static str {
    let unnamed = || texts.get(Key::CardCard);
    card.brand.name().unwrap_or_else(unnamed)
}

impl CardRow<'_> {
    /// Draws a card that can pay, with the field of its security code below it.
    pub fn draw(&self, texts: PageTexts) -> Markup {
        let card = self.card;
        let elsewhere = card.cvc == CvcPolicy::Hosted;
        let (ends, spoken) = self.ends(texts);
        let comma = texts.get(Key::Comma);
        let blocked = card.cvc_blocked_until.is_some();
        let note = format!("cvc-blocked-{}", self.place);
        html! {
            div .card {
                label .choice {
                    input .radio type="radio" name="card" value=(card.id) checked[self.is_picked]
                        data-hosted[elsewhere] aria-describedby=[blocked.then_some(&note)];
                    (details(texts, card, ends))
                    span .unseen {
                        (name(texts, card)) (spoken) @if elsewhere { (comma) }
                    }
                    @if elsewhere { span .elsewhere { (texts.get(Key::CvcHosted)) } }
                }
                @if card.cvc.asks() { (self.cvc(texts)) }
                @if blocked {
                    p .problem data-calm="true" id=(note) { (texts.get(Key::CvcBlocked)) }
                }
            }
        }
    }

    /// Returns when the card ends, for the eye, and as words to be heard.
    fn ends(&self, texts: PageTexts) -> (Option<Markup>, String) {
        let Some(expiry) = self.card.expiry else {
            return (None, String::new());
        };
        let is_soon = expiry.ends_within(self.now, SOON);
        let key = if is_soon {
            Key::CardExpiresSoon
        } else {
            Key::CardExpires
        };
        let shown = texts.fill(key, "date", &expiry.printed());
        let shown = html! { span .expiry data-soon=(is_soon) { (shown) } };
        let spoken = texts.fill(key, "date", &expiry.to_string());
        (Some(shown), format!("{}{spoken}", texts.get(Key::Comma)))
    }

    /// Draws the field: never filled by the server, and without a `maxlength`, which would
    /// cut what is pasted before its spaces are out.
    fn cvc(&self, texts: PageTexts) -> Markup {
        let card = self.card;
        let (digits, place) = Key::cvc_hints(card.brand);
        let [field, hint, problem] =
            ["cvc", "cvc-hint", "cvc-problem"].map(|name| format!("{name}-{}", self.place));
        let is_wrong = self.problem.is_some();
        let described = if is_wrong {
            format!("{problem} {hint}")
        } else {
            hint.clone()
        };
        html! {
            div .cvc {
                label .cvc-label for=(field) {
                    (texts.get(Key::Cvc)) span .unseen { (texts.get(Key::CvcLong)) }
                }
                span .cvc-hint id=(hint) {
                    (texts.get(digits)) span .unseen { (texts.get(place)) }
                }
                input .cvc-field id=(field) name=(format!("cvc-{}", card.id)) type="text"
                    inputmode="numeric" autocomplete="cc-csc" spellcheck="false"
                    autocapitalize="off" dir="ltr" aria-describedby=(described)
                    aria-required=(card.cvc == CvcPolicy::Required) aria-invalid=(is_wrong)
                    autofocus[is_wrong];
            }
            @if let Some(text) = self.problem {
                p .problem id=(problem) { (text) }
            }
        }
    }
}

/// Draws the cards that cannot pay, each with the reason.
pub fn unusable(texts: PageTexts, cards: &[StoredCard]) -> Markup {
    let cards = cards.iter();
    let cards = cards.filter_map(|card| card.unusable.map(|reason| (card, reason)));
    html! {
        ul .unusable-cards aria-label=(texts.get(Key::CardUnusable)) {
            @for (card, reason) in cards {
                li .card.unusable {
                    (details(texts, card, None))
                    // The comma is heard before the reason.
                    span .unseen { (name(texts, card)) (texts.get(Key::Comma)) }
                    span .reason { (texts.get(Key::of_unusable(reason))) }
                }
            }
        }
    }
}

/// Draws the card details for the eye; they are heard elsewhere, once.
fn details(texts: PageTexts, card: &StoredCard, ends: Option<Markup>) -> Markup {
    html! {
        (mark(card.brand))
        span .digits aria-hidden="true" {
            span .number {
                bdi {
                    (brand(texts, card)) " "
                    span .last dir="ltr" {
                        span .dots { "•••• " } (card.last_four)
                    }
                }
            }
            @if let Some(ends) = ends { (ends) }
        }
    }
}

/// Draws the brand's mark. It is no text: the name of the brand stands beside it.
fn mark(brand: Brand) -> Markup {
    let attribute = |path: &'static str, name: &str| {
        let mut all = path.split("; ").filter_map(|one| one.split_once('='));
        all.find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    };
    html! {
        svg .mark viewBox="0 0 44 28" aria-hidden="true" {
            @for path in brand.mark_paths() {
                path fill=[attribute(path, "fill")] stroke=[attribute(path, "stroke")]
                    d=[attribute(path, "d")] {}
            }
        }
    }
}
