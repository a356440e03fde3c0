//! The banner above the button: what became of the last attempt, or of the form.

use maud::{Markup, html};
use oneclick_rules::wire::{CheckoutView, Decline, PaymentView};
use oneclick_rules::{
    Amount, CvcPolicy, DeclineReason, Failure, Limit, MessageKey as Key, PaymentId, PaymentState,
    Unusable,
};

use crate::http::pay_page::texts::PageTexts;

/// What the banner is about.
#[derive(Clone, Debug)]
pub enum PageBanner {
    /// The payment was declined.
    Declined(Decline, PaymentId),
    /// The code was wrong once more, and is not taken here any more; whether the
    /// provider's page asks for it.
    LastCvc {
        /// It does.
        elsewhere: bool,
        /// The payment.
        payment: PaymentId,
    },
    /// A payment took nothing.
    NotCharged(PaymentState, Option<Failure>, PaymentId),
    /// The order costs something else than the shopper was shown.
    AmountChanged {
        /// What was shown.
        before: Amount,
        /// What it costs.
        now: Amount,
    },
    /// The card cannot pay.
    Card,
    /// A limit was reached.
    TooMany(Limit),
    /// The payment was not begun.
    Refused,
}

impl PageBanner {
    /// Returns what became of the order's last payment, if it took nothing.
    pub fn of_payment(view: &CheckoutView) -> Option<Self> {
        let payment = view.payment.as_ref()?;
        let id = payment.id.clone();
        match (payment.state, payment.decline) {
            (PaymentState::Declined, Some(decline)) => {
                let last = last_cvc(view, payment, decline);
                Some(match last {
                    Some(elsewhere) => Self::LastCvc {
                        elsewhere,
                        payment: id,
                    },
                    None => Self::Declined(decline, id),
                })
            }
            (state, _) if state.frees_the_order() => {
                Some(Self::NotCharged(state, payment.failure, id))
            }
            _ => None,
        }
    }

    /// Returns how it looks, its title and its text.
    fn texts(&self, texts: PageTexts) -> (&'static str, Key, String) {
        let plain = |kind, title, text| (kind, title, String::from(texts.get(text)));
        match self {
            Self::Declined(decline, _) => {
                let title = Key::decline_title(decline.reason);
                plain("error", title, Key::decline_text(decline.reason))
            }
            Self::LastCvc { elsewhere, .. } => {
                let text = if *elsewhere {
                    Key::WrongCvcElsewhere
                } else {
                    Key::WrongCvcOut
                };
                plain("error", Key::WrongCvc, text)
            }
            Self::NotCharged(state, failure, _) => {
                let text = Key::not_charged_text(*state, *failure);
                plain("warning", Key::NotCharged, text)
            }
            Self::AmountChanged { before, now } => {
                let text = texts.priced(Key::AmountText, *now);
                let text = text.replacen("{before}", &texts.amount(*before), 1);
                ("warning", Key::AmountTitle, text)
            }
            Self::Card => plain("error", Key::CardTitle, Key::CardText),
            Self::TooMany(limit) => {
                let (title, text) = Key::of_limit(Some(*limit));
                plain("error", title, text)
            }
            Self::Refused => plain("error", Key::RefusedTitle, Key::RefusedText),
        }
    }

    /// Returns the title, for the window's.
    pub fn title(&self, texts: PageTexts) -> &'static str {
        texts.get(self.texts(texts).1)
    }

    /// Returns title and text as sentences.
    pub fn sentences(&self, texts: PageTexts) -> String {
        let (_, title, text) = self.texts(texts);
        let stop = if texts.space().is_empty() {
            "。"
        } else {
            ". "
        };
        [texts.get(title), &text].join(stop)
    }

    /// Draws it, with the payment's id, by which the shop's support finds it.
    pub fn draw(&self, texts: PageTexts) -> Markup {
        let (kind, title, text) = self.texts(texts);
        html! {
            div .banner data-kind=(kind) {
                h2 .banner-title { (texts.get(title)) }
                p .banner-text { (text) }
                @if let Some(payment) = self.payment() {
                    p .request-id { (texts.fill(Key::RequestId, "request_id", payment.as_str())) }
                }
            }
        }
    }

    fn payment(&self) -> Option<&PaymentId> {
        match self {
            Self::Declined(_, payment)
            | Self::LastCvc { payment, .. }
            | Self::NotCharged(_, _, payment) => Some(payment),
            Self::AmountChanged { .. } | Self::Card | Self::TooMany(_) | Self::Refused => None,
        }
    }
}

/// Returns whether the provider's page asks for the code from now on, if a wrong one was
/// the last that is taken here.
fn last_cvc(view: &CheckoutView, payment: &PaymentView, decline: Decline) -> Option<bool> {
    if decline.reason != DeclineReason::WrongCvc {
        return None;
    }
    let mut cards = view.cards.iter();
    let card = cards.find(|card| Some(&card.id) == payment.card.as_ref())?;
    match card.unusable {
        Some(Unusable::CvcAttempts) => Some(false),
        None if card.cvc_blocked_until.is_some() => Some(card.cvc == CvcPolicy::Hosted),
        _ => None,
    }
}
