//! The hosted pages' HTML: plain forms, no script.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::money;
use crate::simulation::{HostedPage, PaymentBase};

const STYLE: &str = include_str!("style.css");

/// The card numbers to try on a provider's page.
pub(crate) struct TestCards {
    /// Each with what it comes to.
    pub(crate) numbers: &'static [(&'static str, &'static str)],
    /// What is said of all other numbers.
    pub(crate) others: &'static str,
}

impl TestCards {
    /// Some cards of a provider whose documents name none (assumed: each is taken).
    pub(crate) const ANY: Self = Self {
        numbers: &[
            ("4111 1111 1111 1111", "Visa"),
            ("5123 4500 0000 0008", "Mastercard"),
        ],
        others: "Any other number is taken, too.",
    };
}

/// What is a provider's own about its pages.
pub(crate) struct PageStyle {
    /// Whose page it is, for example "CertiTrade test pay window".
    pub(crate) name: &'static str,
    /// The colour of its buttons, dark enough for white text.
    pub(crate) colour: &'static str,
    pub(crate) cards: TestCards,
    /// Whether the provider's amounts are in whole units.
    pub(crate) whole_units: bool,
}

impl PageStyle {
    /// Asks the shopper for the next step, with a word about the one before.
    pub(super) fn ask(&self, payment: &PaymentBase, alert: Option<&str>) -> Response {
        let (title, fields) = match payment.page {
            HostedPage::Card => ("Pay by card", self.card_fields()),
            HostedPage::Bank => ("Confirm at your bank", bank_fields()),
            HostedPage::SecurityCode => {
                let last_four = payment.card_details().map_or("", |card| &card.last_four);
                ("Enter your security code", code_fields(last_four))
            }
        };
        let body = html! {
            (self.bill(payment))
            @if let Some(alert) = alert { p.error role="alert" { (alert) } }
            form method="post" { (fields) }
        };
        self.page(title, body)
    }

    /// Tells that a payment is over. The merchant may have given no address to
    /// go back to.
    pub(super) fn over(&self, status: &str, back: Option<&str>) -> Response {
        let body = html! {
            p { "Its state is " (status) "." }
            @if let Some(back) = back { p { a href=(back) { "Back to the shop" } } }
        };
        self.page("This payment is over", body)
    }

    /// Tells that an address leads to no payment.
    pub(super) fn unknown(&self) -> Response {
        let body = html! { p { "The address is wrong or too old." } };
        let page = self.page("No such payment", body);
        (StatusCode::NOT_FOUND, page).into_response()
    }

    /// Shows what is paid for.
    fn bill(&self, payment: &PaymentBase) -> Markup {
        let write = if self.whole_units {
            money::whole
        } else {
            money::money
        };
        let order = payment.order.as_deref().filter(|order| !order.is_empty());
        let rows = [
            ("To pay", Some(write(payment.amount, &payment.currency))),
            ("Order", order.map(str::to_owned)),
            ("Reference", Some(payment.reference.clone())),
        ];
        html! {
            dl {
                @for (name, text) in rows {
                    @if let Some(text) = text { div { dt { (name) } dd { (text) } } }
                }
            }
        }
    }

    /// Asks for the card: `holder`, `number`, `month`, `year`,
    /// `security_code`; `choice` is `pay` or `close`.
    fn card_fields(&self) -> Markup {
        html! {
            label for="holder" { "Name on the card" }
            input #holder name="holder" autocomplete="cc-name" required autofocus;
            label for="number" { "Card number" }
            input #number name="number" inputmode="numeric" autocomplete="cc-number" required;
            div.row {
                p {
                    label for="month" { "Expiry month" }
                    input #month name="month" inputmode="numeric" autocomplete="cc-exp-month"
                        placeholder="MM" maxlength="2" required;
                }
                p {
                    label for="year" { "Expiry year" }
                    input #year name="year" inputmode="numeric" autocomplete="cc-exp-year"
                        placeholder="YYYY" maxlength="4" required;
                }
                p { (code_field(false)) }
            }
            (pay_or_leave())
            details open {
                summary { "Test cards" }
                ul {
                    @for (number, comes_to) in self.cards.numbers {
                        li { code { (number) } " " (comes_to) }
                    }
                }
                p { "Any name, a month to come, any security code. " (self.cards.others) }
            }
        }
    }

    fn page(&self, title: &str, body: Markup) -> Response {
        let Self { name, colour, .. } = self;
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) " · " (name) }
                    style { (PreEscaped(format!(":root{{--own:{colour}}}{STYLE}"))) }
                }
                body {
                    header { (name) }
                    main { h1 { (title) } (body) }
                    footer { "Simulated. No money moves." }
                }
            }
        };
        let headers = [
            ("cache-control", "no-store"),
            // The address has the payment's token in it.
            ("referrer-policy", "no-referrer"),
            (
                "content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            ),
        ];
        (headers, Html(page.into_string())).into_response()
    }
}

/// Asks for the security code of a stored card alone.
fn code_fields(last_four: &str) -> Markup {
    html! {
        p { "Card ending in " (last_four) }
        (code_field(true))
        (pay_or_leave())
    }
}

fn code_field(autofocus: bool) -> Markup {
    html! {
        label for="security_code" { "Security code" }
        input #security_code name="security_code" inputmode="numeric" autocomplete="cc-csc"
            maxlength="4" required autofocus[autofocus];
    }
}

fn pay_or_leave() -> Markup {
    html! {
        button name="choice" value="pay" { "Pay" }
        button.quiet name="choice" value="close" formnovalidate { "Back to the shop" }
    }
}

/// Stands for the page of the shopper's bank: `choice` is `approve`, `fail` or
/// `close`.
fn bank_fields() -> Markup {
    html! {
        p { "This is where the bank would check that it is you." }
        button name="choice" value="approve" { "Approve" }
        button.quiet name="choice" value="fail" { "Fail the check" }
        button.quiet name="choice" value="close" { "Close without deciding" }
    }
}
