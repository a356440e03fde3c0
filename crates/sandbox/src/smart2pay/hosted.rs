//! The shopper's way through the provider's own pages.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Map, Value};

use super::book::{Book, Site};
use super::payment::{Hosted, Page, Payment, Verdict, status};
use super::reason::Reason;
use super::{charge, pattern, validate, verdict};
use crate::house::House;
use crate::page::{self, Bill, Shell};

/// Where the documents put the hosted form. The page of the shopper's bank
/// stands here too (assumed: in truth it is the bank's own).
pub(super) const PATH: &str = "/v1/Payments/FillCardDetails";

const SHELL: Shell = Shell {
    name: "Smart2Pay test payment page",
    colour: "#1d4ed8",
};

/// No document names a test card (assumed: each is taken).
const CARDS: [(&str, &str); 2] = [
    ("4111 1111 1111 1111", "Visa"),
    ("5123 4500 0000 0008", "Mastercard"),
];

/// The page's title, what is paid for, and its fields.
fn form(payment: &Payment, page: Page) -> (&'static str, Bill<'_>, String) {
    let asked = &payment.asked;
    let bill = Bill {
        money: page::money(asked.amount, &asked.currency),
        order: asked.order.as_deref(),
        reference: &asked.reference,
    };
    let (title, fields) = match page {
        Page::Bank => ("Confirm at your bank", page::BANK.to_owned()),
        Page::Card => (
            "Pay by card",
            page::card(&CARDS, "Any other number is taken, too."),
        ),
        Page::SecurityCode => {
            let last_four = payment.face.as_ref().map_or("", |face| &face.last_four);
            ("Enter your security code", page::code(last_four))
        }
    };
    (title, bill, fields)
}

/// The address of a hosted page, for `RedirectURL`.
pub(super) fn address(site: &Site, hosted: &Hosted) -> String {
    format!("{}{PATH}?PaymentToken={}", site.base, hosted.token)
}

/// Shows the page that the payment is at.
pub(super) async fn show(
    State(house): State<Arc<House>>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let bank = house.bank();
    match find(&bank.smart2pay, &query) {
        Some((payment, page)) if payment.status == status::OPEN => {
            let (title, bill, fields) = form(payment, page);
            SHELL.form(title, &bill, &fields)
        }
        Some((payment, _)) => {
            let state = status::name(payment.status).unwrap_or_default();
            SHELL.over(state, &return_url(payment))
        }
        None => SHELL.unknown(),
    }
}

/// Takes what the shopper did on the page.
pub(super) async fn submit(
    State(house): State<Arc<House>>,
    Query(query): Query<HashMap<String, String>>,
    Form(fields): Form<HashMap<String, String>>,
) -> Response {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.smart2pay;
    let Some((payment, page)) = find(book, &query) else {
        return SHELL.unknown();
    };
    let mut payment = payment.clone();
    let choice = fields.get("choice").map(String::as_str);
    if payment.status == status::OPEN && choice != Some("close") {
        let step = match page {
            Page::Bank => at_the_bank(&mut payment, choice, now),
            Page::SecurityCode => security_code(book, &mut payment, &fields, now),
            Page::Card => card(book, &mut payment, &fields, now),
        };
        if let Err(error) = step {
            let (title, bill, fields) = form(&payment, page);
            return SHELL.form_again(title, &bill, &fields, &error);
        }
        tracing::info!(id = payment.id, status = payment.status, "hosted page left");
        book.keep(payment.clone());
    }
    let goes_on = payment.hosted.as_ref().filter(|hosted| hosted.page != page);
    match goes_on.filter(|_| payment.status == status::OPEN) {
        Some(hosted) => Redirect::to(&address(&book.site, hosted)).into_response(),
        None => Redirect::to(&return_url(&payment)).into_response(),
    }
}

fn find<'a>(book: &'a Book, query: &HashMap<String, String>) -> Option<(&'a Payment, Page)> {
    let payment = book.hosted(query.get("PaymentToken")?)?;
    Some((payment, payment.hosted.as_ref()?.page))
}

fn at_the_bank(payment: &mut Payment, choice: Option<&str>, now: u64) -> Result<(), String> {
    match choice {
        Some("approve") => verdict::authorise(payment, now),
        Some("fail") => payment.apply(verdict::not_authenticated()),
        _ => return Err("Choose what the bank does.".to_owned()),
    }
    Ok(())
}

fn security_code(
    book: &Book,
    payment: &mut Payment,
    fields: &HashMap<String, String>,
    now: u64,
) -> Result<(), String> {
    let code = fields
        .get("security_code")
        .filter(|code| pattern::digits(code, 3, 4));
    let Some(code) = code else {
        return Err("The security code has three or four digits.".to_owned());
    };
    let card = payment
        .card_token
        .as_ref()
        .and_then(|token| book.cards.get(token));
    let obstacle = card.and_then(|card| charge::check(payment, card, Some(code), now));
    go_on(payment, obstacle, now);
    Ok(())
}

fn card(
    book: &mut Book,
    payment: &mut Payment,
    fields: &HashMap<String, String>,
    now: u64,
) -> Result<(), String> {
    let names = [
        ("HolderName", "holder"),
        ("Number", "number"),
        ("ExpirationMonth", "month"),
        ("ExpirationYear", "year"),
        ("SecurityCode", "security_code"),
    ];
    let typed: Map<String, Value> = names
        .into_iter()
        .map(|(name, field)| {
            let text: String = fields.get(field).cloned().unwrap_or_default();
            let text = if name == "Number" {
                text.replace(' ', "")
            } else {
                text
            };
            (name.to_owned(), Value::String(text))
        })
        .collect();
    let typed = validate::typed_card(&typed).map_err(|reasons| {
        let told: Vec<_> = reasons.iter().map(|reason| told(*reason)).collect();
        told.join(" ")
    })?;
    let obstacle = charge::store(book, payment, typed, now);
    go_on(payment, obstacle, now);
    Ok(())
}

/// What is wrong with a card, in the shopper's words.
fn told(reason: Reason) -> &'static str {
    match reason.code {
        1200 => "The name on the card is missing.",
        1201 => "The card number is not valid.",
        1202 => "The expiry month is a number from 1 to 12.",
        1203 => "The expiry year is not valid.",
        1204 => "The security code has three or four digits.",
        1205 => "The card has expired.",
        _ => reason.info,
    }
}

/// After the card is known: to the bank if it is asked, else to the money.
fn go_on(payment: &mut Payment, obstacle: Option<Reason>, now: u64) {
    match (obstacle, &mut payment.hosted) {
        (Some(reason), _) => payment.apply(Verdict::failed(reason)),
        (None, Some(hosted)) if payment.asked.three_d_secure => hosted.page = Page::Bank,
        (None, _) => verdict::authorise(payment, now),
    }
}

/// The merchant's address, with the hint and the reference that the documents
/// show. Neither is secret, and neither is proof of anything.
fn return_url(payment: &Payment) -> String {
    // As the documents have it: 2 success, 3 cancelled, 4 failed, 7 processing.
    let hint = match payment.status {
        status::CANCELLED => 3,
        status::FAILED | status::EXPIRED => 4,
        status::OPEN | status::PENDING => 7,
        _ => 2,
    };
    let url = payment.asked.return_url.replace("%3A%2F%2F", "://");
    let (url, fragment) = match url.split_once('#') {
        Some((url, fragment)) => (url, format!("#{fragment}")),
        None => (url.as_str(), String::new()),
    };
    let join = if url.contains('?') { '&' } else { '?' };
    format!(
        "{url}{join}data={hint}&MerchantTransactionID={}{fragment}",
        payment.asked.reference
    )
}
