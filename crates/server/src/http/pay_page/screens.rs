//! The screens in place of the cards.

use http::StatusCode;
use maud::{Markup, html};
use oneclick_rules::wire::{CheckoutView, LimitedView, PaymentView, Redirect};
use oneclick_rules::{Amount, MessageKey as Key, StoredCard};

use crate::http::pay_page::answer::{PageAnswer, PageRefresh};
use crate::http::pay_page::cards;
use crate::http::pay_page::opened::OpenedPage;
use crate::http::pay_page::return_cookie;
use crate::http::pay_page::texts::PageTexts;
use crate::http::pay_page::time_left::in_minutes;
use crate::http::returns::texts::ReturnTexts;

/// The fewest seconds between two looks at a payment under way.
const CALM: u64 = 5;
/// Seconds between two looks at a payment that waits for the shopper elsewhere.
const ELSEWHERE: u64 = 30;

/// What a screen says.
#[derive(Debug)]
pub struct PageScreen {
    /// How it looks: `paid`, `unknown`, `review`, `bank`, `stopped` or `calm`.
    pub kind: &'static str,
    /// The heading.
    pub title: &'static str,
    /// The text below it.
    pub text: String,
    /// What stands below that.
    pub more: Markup,
}

impl PageScreen {
    /// Makes the page of the screen, with what the order costs where that is known.
    pub fn page(self, page: &OpenedPage, amount: Option<Amount>) -> PageAnswer {
        let shop = &page.app.config.merchant;
        let screen = html! {
            div .screen data-kind=(self.kind) {
                span .sign data-kind=(self.kind) aria-hidden="true" {}
                h2 .screen-title { (self.title) }
                p .screen-text { (self.text) }
                (self.more)
            }
        };
        PageAnswer {
            status: StatusCode::OK,
            texts: page.texts,
            title: format!("{} – {shop}", self.title),
            refresh: None,
            retry_after: None,
            comes_back: None,
            body: around(page, amount, screen),
        }
    }
}

/// Puts the shop and the order around what a page shows.
pub fn around(page: &OpenedPage, amount: Option<Amount>, content: Markup) -> Markup {
    let texts = page.texts;
    let description = page.session.terms.description.as_deref();
    // Some shops describe an order by its own reference.
    let description = description.filter(|text| *text != page.session.order.as_str());
    html! {
        main .base {
            header .order {
                h1 .shop { bdi { (page.app.config.merchant) } }
                @if let Some(amount) = amount {
                    p .total { bdi { (texts.amount(amount)) } }
                }
                @if let Some(description) = description {
                    p .about { bdi { (description) } }
                }
                p .about {
                    (texts.get(Key::ReceiptOrder)) " " bdi { (page.session.order) }
                }
            }
            div .content { (content) }
        }
    }
}

/// Leads to the merchant's page.
pub fn to_shop(page: &OpenedPage) -> Markup {
    let text = ReturnTexts::of(page.texts.language).to_shop;
    html! { a .action.quiet href=(page.session.terms.return_url) { (text) } }
}

/// Shows that the order is paid.
pub fn paid(page: &OpenedPage, view: &CheckoutView, payment: &PaymentView) -> PageAnswer {
    let texts = page.texts;
    let more = html! { (receipt(page, view, payment)) (to_shop(page)) };
    PageScreen {
        kind: "paid",
        title: texts.get(Key::PaidTitle),
        text: texts.priced(Key::PaidText, payment.amount),
        more,
    }
    .page(page, Some(payment.amount))
}

/// Shows that a person has to find out.
pub fn review(page: &OpenedPage, view: &CheckoutView, payment: &PaymentView) -> PageAnswer {
    let texts = page.texts;
    let more = html! { (receipt(page, view, payment)) (to_shop(page)) };
    let screen = PageScreen {
        kind: "review",
        title: texts.get(Key::ReviewTitle),
        text: String::from(texts.get(Key::ReviewText)),
        more,
    };
    PageAnswer {
        refresh: Some(PageRefresh::After(
            payment.poll_after.unwrap_or(ELSEWHERE).max(CALM),
        )),
        ..screen.page(page, Some(payment.amount))
    }
}

/// Shows that the outcome is not known yet, and asks again by itself.
pub fn unknown(page: &OpenedPage, payment: &PaymentView) -> PageAnswer {
    let texts = page.texts;
    let screen = PageScreen {
        kind: "unknown",
        title: texts.get(Key::UnknownTitle),
        text: String::from(texts.get(Key::UnknownText)),
        more: html! {
            a .action.quiet href=(page.token) { (texts.get(Key::UnknownAction)) }
        },
    };
    PageAnswer {
        refresh: Some(PageRefresh::After(
            payment.poll_after.unwrap_or_default().max(CALM),
        )),
        ..screen.page(page, Some(payment.amount))
    }
}

/// Shows that the shopper goes on elsewhere; leads there by itself if they have just paid.
/// `is_held` says that they tried to give it up, and that it is open still.
pub fn go_on(
    page: &OpenedPage,
    view: &CheckoutView,
    (payment, redirect): (&PaymentView, &Redirect),
    (goes_on, is_held): (bool, bool),
) -> PageAnswer {
    let texts = page.texts;
    let (title, text, action) = Key::of_redirect(redirect.kind);
    let text = texts.priced(text, payment.amount);
    let screen = PageScreen {
        kind: "bank",
        title: texts.get(title),
        text: if is_held {
            [texts.get(Key::GiveUpHeld), &text].join(texts.space())
        } else {
            text
        },
        more: html! {
            a .action href=(redirect.url) rel="noreferrer" { (texts.get(action)) }
            @if let Some(until) = until(texts, redirect, view.now) {
                p .until { (until) }
            }
            @if redirect.cancellable {
                form method="post" action=(page.token) {
                    input type="hidden" name="do" value="give_up";
                    input type="hidden" name="previous" value=(payment.id);
                    button .action.quiet type="submit" { (texts.get(Key::GiveUp)) }
                }
            }
        },
    };
    PageAnswer {
        refresh: Some(if goes_on {
            PageRefresh::To(redirect.url.clone())
        } else {
            PageRefresh::After(ELSEWHERE)
        }),
        comes_back: return_cookie::of_page(page),
        ..screen.page(page, Some(payment.amount))
    }
}

/// Says when the page elsewhere ends, else how it is left without its provider's help.
fn until(texts: PageTexts, redirect: &Redirect, now: i64) -> Option<String> {
    let left = redirect.expires_at.map(|ends| u64::try_from(ends - now));
    match left {
        Some(Ok(left @ 1..)) => Some(texts.fill(Key::PageUntil, "time", &in_minutes(texts, left))),
        Some(_) => Some(String::from(texts.get(Key::PageOver))),
        None if redirect.cancellable => None,
        None => Some(String::from(texts.get(Key::PageLeave))),
    }
}

/// Shows that the order was paid once and given back.
pub fn closed(page: &OpenedPage, payment: &PaymentView) -> PageAnswer {
    let texts = page.texts;
    PageScreen {
        kind: "stopped",
        title: texts.get(Key::ClosedTitle),
        text: String::from(texts.get(Key::ClosedText)),
        more: to_shop(page),
    }
    .page(page, Some(payment.amount))
}

/// Shows that no payment is taken after too many, behind what became of the last one.
pub fn limited(
    page: &OpenedPage,
    view: &CheckoutView,
    limited: &LimitedView,
    before: Option<String>,
) -> PageAnswer {
    let texts = page.texts;
    let (title, text) = Key::of_limit(limited.limit);
    let screen = PageScreen {
        kind: "stopped",
        title: texts.get(title),
        text: joined(texts, before, texts.get(text)),
        more: to_shop(page),
    };
    PageAnswer {
        status: StatusCode::TOO_MANY_REQUESTS,
        retry_after: limited.retry_after,
        ..screen.page(page, Some(view.amount))
    }
}

/// Shows that there is no card to pay with, behind what became of the last one.
pub fn empty(page: &OpenedPage, view: &CheckoutView, before: Option<String>) -> PageAnswer {
    let texts = page.texts;
    let title = if view.cards.is_empty() {
        Key::EmptyTitle
    } else {
        Key::EmptyUnusable
    };
    let more = html! {
        @if !view.cards.is_empty() {
            div .rows { (cards::unusable(texts, &view.cards)) }
        }
        (to_shop(page))
    };
    PageScreen {
        kind: "calm",
        title: texts.get(title),
        text: joined(texts, before, texts.get(Key::EmptyText)),
        more,
    }
    .page(page, Some(view.amount))
}

/// Puts a text behind what is said before it.
pub fn joined(texts: PageTexts, before: Option<String>, text: &str) -> String {
    match before {
        Some(before) => [before.as_str(), text].join(texts.space()),
        None => String::from(text),
    }
}

/// What was paid, or is being checked.
fn receipt(page: &OpenedPage, view: &CheckoutView, payment: &PaymentView) -> Markup {
    let texts = page.texts;
    let is_its = |card: &&StoredCard| Some(&card.id) == payment.card.as_ref();
    let card = view.cards.iter().find(is_its);
    let line = |key: Key, text: Markup| {
        html! { div .receipt-line { dt { (texts.get(key)) } dd { (text) } } }
    };
    html! {
        dl .receipt {
            (line(Key::ReceiptAmount, html! { bdi { (texts.amount(payment.amount)) } }))
            @if let Some(card) = card {
                (line(Key::CardCard, html! { (cards::name(texts, card)) }))
            }
            (line(Key::ReceiptShop, html! { bdi { (view.merchant) } }))
            (line(Key::ReceiptOrder, html! { bdi { (view.order) } }))
            (line(Key::ReceiptPayment, html! { bdi { (payment.id) } }))
        }
    }
}
