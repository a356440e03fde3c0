//! The shopper's way through the provider's own pages.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::book::{Book, Site};
use super::order::{Order, Page, Status};
use super::reason::NOT_AUTHENTICATED;
use super::transaction::{State as Phase, Transaction};
use super::{charge, verdict};
use crate::house::House;
use crate::page::{self, Bill, Shell};
use crate::typed_card::TypedCard;

/// The page of an order without a transaction. Cards are all there is to
/// choose.
pub(super) const ORDER: &str = "/pay/{order}/";
/// The page of a transaction, as the documents show its address (createOrder).
/// The page of the shopper's bank stands here too (assumed: in truth it is the
/// bank's own).
pub(super) const TRANSACTION: &str =
    "/pay/{order}/select-payment-method/credit-card/{transaction}/";

const SHELL: Shell = Shell {
    name: "CostPlus test payment page",
    colour: "#7c2d8e",
};

/// For `order_url`.
pub(super) fn order_url(site: &Site, order: &Order) -> String {
    format!("{}/pay/{}/", site.base, order.id)
}

/// For `payment_url`.
pub(super) fn transaction_url(site: &Site, order: &Order, one: &Transaction) -> String {
    format!(
        "{}select-payment-method/credit-card/{}/",
        order_url(site, order),
        one.id
    )
}

/// What the shopper typed.
type Fields = HashMap<String, String>;

pub(super) async fn show_order(
    State(house): State<Arc<House>>,
    Path(order): Path<String>,
) -> Response {
    show(&house.bank().costplus, &order, None)
}

pub(super) async fn show_transaction(
    State(house): State<Arc<House>>,
    Path((order, transaction)): Path<(String, String)>,
) -> Response {
    show(&house.bank().costplus, &order, Some(&transaction))
}

pub(super) async fn submit_order(
    State(house): State<Arc<House>>,
    Path(order): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    submit(&house, &order, None, &fields)
}

pub(super) async fn submit_transaction(
    State(house): State<Arc<House>>,
    Path((order, transaction)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    submit(&house, &order, Some(&transaction), &fields)
}

/// The order of a page, if the address is one of its own.
fn find<'a>(book: &'a Book, order: &str, transaction: Option<&str>) -> Option<&'a Order> {
    let order = book.order(order)?;
    let own = match transaction {
        None => !order.asked.has_transaction,
        Some(id) => order
            .transactions
            .iter()
            .any(|one| one.id == id && one.has_page),
    };
    own.then_some(order)
}

/// The documents' test cards (testing).
const CARDS: [(&str, &str); 6] = [
    ("4111 1111 1111 1111", "pays"),
    ("5544 3300 0000 0037", "pays"),
    ("4462 0300 0000 0000", "pays"),
    ("4111 1111 1111 1105", "is declined"),
    ("4111 1111 1111 1143", "is declined as stolen"),
    ("4111 1111 1111 1151", "has not enough money"),
];

/// The page's title, what is paid for, and its fields.
fn form(order: &Order) -> (&'static str, Bill<'_>, String) {
    let bill = Bill {
        money: page::money(order.asked.amount, &order.asked.currency),
        order: order.asked.order.as_deref(),
        reference: order.reference(),
    };
    match order.page {
        Page::Card => (
            "Pay by card",
            bill,
            page::card(&CARDS, "Any other number pays, too."),
        ),
        Page::Bank => ("Confirm at your bank", bill, page::BANK.to_owned()),
    }
}

fn show(book: &Book, order: &str, transaction: Option<&str>) -> Response {
    match find(book, order, transaction) {
        Some(order) if order.is_open() => {
            let (title, bill, fields) = form(order);
            let last = order.transactions.last();
            let failed = last.and_then(|last| last.reason);
            SHELL.asking(title, &bill, &fields, failed.map(|reason| reason.message))
        }
        Some(order) => SHELL.over(order.status.word(), &back(order).unwrap_or_default()),
        None => SHELL.unknown(),
    }
}

/// Takes what the shopper did on the page.
fn submit(house: &House, order: &str, transaction: Option<&str>, fields: &Fields) -> Response {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.costplus;
    let Some(order) = find(book, order, transaction) else {
        return SHELL.unknown();
    };
    let mut order = order.clone();
    let choice = fields.get("choice").map(String::as_str);
    // "Cancelled, either by the customer or via the API" (status-requests):
    // whoever leaves the card's page has; the bank's page is nobody's to cancel.
    if order.is_open() && !(order.page == Page::Bank && choice == Some("close")) {
        let step = match order.page {
            Page::Card if choice == Some("close") => {
                order.move_to(Status::Cancelled, Phase::Cancelled, now);
                Ok(())
            }
            Page::Card => card(&mut order, fields, now),
            Page::Bank => at_the_bank(&mut order, choice, now),
        };
        if let Err(error) = step {
            let (title, bill, fields) = form(&order);
            return SHELL.form_again(title, &bill, &fields, error);
        }
        tracing::info!(
            id = order.id,
            status = order.status.word(),
            "hosted page left"
        );
        book.keep(order.clone());
    }
    if order.is_open() && order.page == Page::Bank && choice != Some("close") {
        let here = match order.transactions.last().filter(|_| transaction.is_some()) {
            Some(last) => transaction_url(&book.site, &order, last),
            None => order_url(&book.site, &order),
        };
        return Redirect::to(&here).into_response();
    }
    match back(&order) {
        Some(url) => Redirect::to(&url).into_response(),
        None => SHELL.over(order.status.word(), ""),
    }
}

/// Takes a card. After a failed attempt the order's own page begins another
/// transaction, a transaction's page goes on with its own (assumed).
fn card(order: &mut Order, fields: &Fields, now: u64) -> Result<(), &'static str> {
    let typed = TypedCard::read(fields)?;
    let failed = |last: &Transaction| last.state == Phase::Error;
    let wants_another = order.transactions.last().is_none_or(failed);
    if wants_another && !order.asked.has_transaction {
        order.transactions.push(Transaction::new(true, now));
    }
    if let Some(last) = order.transactions.last_mut() {
        last.face = Some(typed.face());
        last.token = None;
    }
    order.decline = verdict::of_number(&typed.number);
    let card = typed.card();
    if let Err(reason) = charge::check(order, &card, Some(&typed.code), now) {
        order.fail(reason, now);
    } else {
        order.typed = Some(card);
        order.move_to(Status::Processing, Phase::Pending, now);
        order.page = Page::Bank;
    }
    Ok(())
}

fn at_the_bank(order: &mut Order, choice: Option<&str>, now: u64) -> Result<(), &'static str> {
    match choice {
        Some("approve") => verdict::authorise(order, now),
        Some("fail") => order.fail(NOT_AUTHENTICATED, now),
        _ => return Err("Choose what the bank does."),
    }
    Ok(())
}

/// The merchant's address with the order's id: `failure_url` unless it is paid
/// or will be (assumed: also where the shopper leaves without paying).
fn back(order: &Order) -> Option<String> {
    let asked = &order.asked;
    let paid = order.status == Status::Completed || order.status == Status::Processing;
    let failure = asked
        .failure_url
        .as_ref()
        .filter(|_| !paid || order.is_open());
    let url = failure.or(asked.return_url.as_ref())?;
    let (url, fragment) = match url.split_once('#') {
        Some((url, fragment)) => (url, format!("#{fragment}")),
        None => (url.as_str(), String::new()),
    };
    let join = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{join}order_id={}{fragment}", order.id))
}
