//! The shopper's way through the provider's own pages.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::book::Book;
use super::payment::{Page, Payment, Status};
use super::refusal::{NOT_AUTHENTICATED, Refusal};
use super::{charge, verdict};
use crate::house::House;
use crate::page::{self, Bill, Shell};
use crate::typed_card::TypedCard;

/// Where the documents put the hosted page. The page of the shopper's bank
/// stands here too (assumed: in truth it is the bank's own).
pub(super) const PATH: &str = "/pg/payment/card/access/{token}";

const SHELL: Shell = Shell {
    name: "Finpay test payment page",
    colour: "#b4232a",
};

/// The address of a payment's page, for `redirecturl`.
pub(super) fn address(base: &str, payment: &Payment) -> String {
    let token = payment.access.as_deref().unwrap_or_default();
    format!("{base}/pg/payment/card/access/{token}")
}

fn find<'a>(book: &'a Book, token: &str) -> Option<&'a Payment> {
    let own = |payment: &&Payment| payment.access.as_deref() == Some(token);
    book.payments.iter().find(own)
}

/// No document names a test card (assumed: each is taken).
const CARDS: [(&str, &str); 2] = [
    ("4111 1111 1111 1111", "Visa"),
    ("5123 4500 0000 0008", "Mastercard"),
];

/// The page's title, what is paid for, and its fields.
fn form(payment: &Payment) -> (&'static str, Bill<'_>, String) {
    let asked = &payment.asked;
    let bill = Bill {
        money: page::whole(asked.amount, "IDR"),
        order: asked.description.as_deref(),
        reference: &asked.id,
    };
    let (title, fields) = match payment.page {
        Page::Card => (
            "Pay by card",
            page::card(&CARDS, "Any other number is taken, too."),
        ),
        Page::Bank => ("Confirm at your bank", page::BANK.to_owned()),
        Page::SecurityCode => {
            let last_four = payment.face.as_ref().map_or("", |face| &face.last_four);
            ("Enter your security code", page::code(last_four))
        }
    };
    (title, bill, fields)
}

/// Shows the page that the payment is at.
pub(super) async fn show(State(house): State<Arc<House>>, Path(token): Path<String>) -> Response {
    match find(&house.bank().finpay, &token) {
        Some(payment) if payment.is_open() => {
            let (title, bill, fields) = form(payment);
            SHELL.form(title, &bill, &fields)
        }
        Some(payment) => over(payment),
        None => SHELL.unknown(),
    }
}

/// Takes what the shopper did on the page.
pub(super) async fn submit(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    Form(fields): Form<HashMap<String, String>>,
) -> Response {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.finpay;
    let Some(payment) = find(book, &token) else {
        return SHELL.unknown();
    };
    let mut payment = payment.clone();
    let choice = fields.get("choice").map(String::as_str);
    if payment.is_open() && choice != Some("close") {
        let step = match payment.page {
            Page::Card => card(&mut payment, &fields, now),
            Page::SecurityCode => security_code(book, &mut payment, &fields, now),
            Page::Bank => at_the_bank(&mut payment, choice, now),
        };
        if let Err(error) = step {
            let (title, bill, fields) = form(&payment);
            return SHELL.form_again(title, &bill, &fields, error);
        }
        tracing::info!(
            id = payment.id,
            status = payment.status.word(),
            "hosted page left"
        );
        book.keep(payment.clone());
        if payment.is_open() {
            return Redirect::to(&address(&book.base, &payment)).into_response();
        }
    }
    match back(&payment) {
        Some(url) => Redirect::to(url).into_response(),
        None => over(&payment),
    }
}

fn card(
    payment: &mut Payment,
    fields: &HashMap<String, String>,
    now: u64,
) -> Result<(), &'static str> {
    let typed = TypedCard::read(fields)?;
    let card = typed.card();
    payment.face = Some(typed.face());
    payment.brand.clone_from(&card.brand);
    let obstacle = charge::check(payment, &card, Some(&typed.code), now);
    payment.typed = Some(card);
    payment.wants_bank = true;
    go_on(payment, obstacle, now);
    Ok(())
}

fn security_code(
    book: &Book,
    payment: &mut Payment,
    fields: &HashMap<String, String>,
    now: u64,
) -> Result<(), &'static str> {
    let code = fields.get("security_code").filter(|code| {
        (3..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
    });
    let code = code.ok_or("The security code has three or four digits.")?;
    let stored = payment
        .token
        .as_ref()
        .and_then(|token| book.cards.get(token));
    let obstacle = match stored {
        Some(stored) => charge::check(payment, &stored.card, Some(code), now),
        // It was deleted meanwhile.
        None => Some(super::refusal::NO_SUCH_CARD),
    };
    go_on(payment, obstacle, now);
    Ok(())
}

/// After the card is known: to the bank, or to the money. Two clicks ask for
/// the code alone (two-click-payment).
fn go_on(payment: &mut Payment, obstacle: Option<Refusal>, now: u64) {
    if let Some(refusal) = obstacle {
        payment.fail(refusal, now);
    } else if payment.wants_bank {
        payment.page = Page::Bank;
        payment.move_to(Status::AuthenticationInitiated, now);
    } else {
        verdict::capture(payment, now);
    }
}

fn at_the_bank(payment: &mut Payment, choice: Option<&str>, now: u64) -> Result<(), &'static str> {
    match choice {
        Some("approve") => verdict::capture(payment, now),
        Some("fail") => payment.fail(NOT_AUTHENTICATED, now),
        _ => return Err("Choose what the bank does."),
    }
    Ok(())
}

/// Where the shopper goes back to, with nothing added (assumed).
fn back(payment: &Payment) -> Option<&str> {
    let urls = &payment.asked.urls;
    let url = if payment.is_open() {
        &urls.back
    } else if payment.is_charged() || payment.status == Status::Pending {
        &urls.success
    } else {
        &urls.fail
    };
    url.as_deref()
}

fn over(payment: &Payment) -> Response {
    SHELL.over(payment.status.word(), back(payment).unwrap_or_default())
}
