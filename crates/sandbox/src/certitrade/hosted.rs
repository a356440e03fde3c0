//! The pay window (reference/process.md, common/test.md).

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};

use super::payment::{Page, Payment, State};
use super::verdict;
use crate::cards::SecurityCode;
use crate::house::House;
use crate::page::{self, Bill, Shell};
use crate::provider::Provider;
use crate::typed_card::TypedCard;

/// Where the documents' samples put the window.
pub(super) const PATH: &str = "/ctpsp/paywin/{window}";

const SHELL: Shell = Shell {
    name: "CertiTrade test pay window",
    colour: "#0f766e",
};

/// The documents' test cards (common/test.md).
const CARDS: [(&str, &str); 5] = [
    ("1234 5678 9000", "pays"),
    ("4444 3333 2222 0000", "pays after the bank's check"),
    ("1234 5678 9001", "is declined"),
    ("4444 3333 2222 1111", "is declined after the bank's check"),
    (
        "1123 4500 0000 0002",
        "pays, and is declined when it is kept and used again",
    ),
];

/// The page's title, what is paid for, and its fields.
fn form(payment: &Payment) -> (&'static str, Bill<'_>, String) {
    let asked = &payment.asked;
    let bill = Bill {
        money: page::money(payment.amount, &asked.currency),
        order: Some(&asked.description),
        reference: &asked.reference,
    };
    match payment.page {
        Page::Card => (
            "Pay by card",
            bill,
            page::card(&CARDS, "No other number is taken."),
        ),
        Page::Bank => ("Confirm at your bank", bill, page::BANK.to_owned()),
    }
}

/// Opens the window.
pub(super) async fn show(
    Shared(house): Shared<Arc<House>>,
    Path(window): Path<String>,
) -> Response {
    let mut bank = house.bank();
    let book = &mut bank.certitrade;
    let Some(mut payment) = book.of_window(&window).cloned() else {
        return SHELL.unknown();
    };
    if !payment.waits_for_shopper() {
        return SHELL.over(payment.state.word(), &return_url(&payment));
    }
    if payment.state == State::Created {
        payment.state = State::Pending;
        book.keep(payment.clone());
    }
    let (title, bill, fields) = form(&payment);
    SHELL.form(title, &bill, &fields)
}

/// Takes what the shopper did in the window.
pub(super) async fn submit(
    Shared(house): Shared<Arc<House>>,
    Path(window): Path<String>,
    Form(fields): Form<HashMap<String, String>>,
) -> Response {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.certitrade;
    let Some(mut payment) = book.of_window(&window).cloned() else {
        return SHELL.unknown();
    };
    let page = payment.page;
    if payment.waits_for_shopper() {
        let choice = fields.get("choice").map(String::as_str);
        let step = match payment.page {
            Page::Card if choice == Some("close") => {
                verdict::give_up(&mut payment, "USER_CANCELLED", "3001", now);
                Ok(())
            }
            Page::Card => card(&mut payment, &fields, now),
            Page::Bank => at_the_bank(&mut payment, choice, now),
        };
        if let Err(error) = step {
            let (title, bill, fields) = form(&payment);
            return SHELL.form_again(title, &bill, &fields, error);
        }
        tracing::info!(
            id = payment.id,
            state = payment.state.word(),
            "pay window left"
        );
        book.keep(payment.clone());
    }
    if payment.page != page {
        let window = format!("{}/ctpsp/paywin/{window}", house.base(Provider::Certitrade));
        return Redirect::to(&window).into_response();
    }
    Redirect::to(&return_url(&payment)).into_response()
}

/// The shopper leaves the bank's page without a decision: nothing changes.
fn at_the_bank(payment: &mut Payment, choice: Option<&str>, now: u64) -> Result<(), &'static str> {
    match choice {
        Some("approve") => verdict::charge_card(payment, true, now),
        Some("fail") => verdict::decline(payment, &verdict::NOT_AUTHENTICATED, now),
        Some("close") => {}
        _ => return Err("Choose what the bank does."),
    }
    Ok(())
}

fn card(
    payment: &mut Payment,
    fields: &HashMap<String, String>,
    now: u64,
) -> Result<(), &'static str> {
    let typed = TypedCard::read(fields)?;
    if typed.code.len() != 3 {
        return Err("The security code has three digits.");
    }
    let test = verdict::test_card(&typed.number).ok_or("Only the test cards are taken here.")?;
    payment.card = Some(typed.card());
    payment.security_code = SecurityCode::Matched;
    payment.declines = test.declines;
    payment.ends_in_fraud = test.ends_in_fraud;
    if test.secure || payment.wants_bank {
        payment.page = Page::Bank;
    } else {
        verdict::charge_card(payment, false, now);
    }
    Ok(())
}

fn return_url(payment: &Payment) -> String {
    payment.asked.return_url.clone().unwrap_or_default()
}
