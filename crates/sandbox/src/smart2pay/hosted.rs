//! The shopper's way through the provider's own pages.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Map, Value};

use super::{charge, page, pattern, validate};
use crate::bank::{Bank, House};
use crate::payment::{Hosted, Page, Payment, Verdict, status};
use crate::reason::Reason;
use crate::verdict;

/// Where the documents put the hosted form. The page of the shopper's bank
/// stands here too (assumed: in truth it is the bank's own).
pub(super) const PATH: &str = "/v1/Payments/FillCardDetails";

/// The address of a hosted page, for `RedirectURL`.
pub(super) fn address(house: &House, hosted: &Hosted) -> String {
    format!("{}{PATH}?PaymentToken={}", house.url, hosted.token)
}

/// Shows the page that the payment is at.
pub(super) async fn show(
    State(house): State<Arc<House>>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let bank = house.bank();
    match find(&bank, &query) {
        Some((payment, page)) if payment.status == status::OPEN => {
            page::form(payment, page, None).into_response()
        }
        Some((payment, _)) => page::finished(payment, &return_url(payment)).into_response(),
        None => (StatusCode::NOT_FOUND, page::unknown()).into_response(),
    }
}

/// Takes what the shopper did on the page.
pub(super) async fn submit(
    State(house): State<Arc<House>>,
    Query(query): Query<HashMap<String, String>>,
    Form(fields): Form<HashMap<String, String>>,
) -> Response {
    let mut bank = house.bank();
    let Some((payment, page)) = find(&bank, &query) else {
        return (StatusCode::NOT_FOUND, page::unknown()).into_response();
    };
    let mut payment = payment.clone();
    let choice = fields.get("choice").map(String::as_str);
    if payment.status == status::OPEN && choice != Some("close") {
        let step = match page {
            Page::Bank => at_the_bank(&bank, &mut payment, choice),
            Page::SecurityCode => security_code(&bank, &mut payment, &fields),
            Page::Card => card(&mut bank, &mut payment, &fields),
        };
        if let Err(error) = step {
            let shown = page::form(&payment, page, Some(&error));
            return (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response();
        }
        tracing::info!(id = payment.id, status = payment.status, "hosted page left");
        if let Some(kept) = bank.payment_mut(payment.id) {
            *kept = payment.clone();
        }
    }
    let goes_on = payment.hosted.as_ref().filter(|hosted| hosted.page != page);
    match goes_on.filter(|_| payment.status == status::OPEN) {
        Some(hosted) => Redirect::to(&address(&house, hosted)).into_response(),
        None => Redirect::to(&return_url(&payment)).into_response(),
    }
}

fn find<'a>(bank: &'a Bank, query: &HashMap<String, String>) -> Option<(&'a Payment, Page)> {
    let payment = bank.hosted(query.get("PaymentToken")?)?;
    Some((payment, payment.hosted.as_ref()?.page))
}

fn at_the_bank(bank: &Bank, payment: &mut Payment, choice: Option<&str>) -> Result<(), String> {
    match choice {
        Some("approve") => verdict::authorise(payment, bank.clock.now()),
        Some("fail") => payment.apply(verdict::not_authenticated()),
        _ => return Err("Choose what the bank does.".to_owned()),
    }
    Ok(())
}

fn security_code(
    bank: &Bank,
    payment: &mut Payment,
    fields: &HashMap<String, String>,
) -> Result<(), String> {
    let code = fields
        .get("security_code")
        .filter(|code| pattern::digits(code, 3, 4));
    let Some(code) = code else {
        return Err("The security code has three or four digits.".to_owned());
    };
    let now = bank.clock.now();
    let card = payment
        .card_token
        .as_ref()
        .and_then(|token| bank.cards.get(token));
    let obstacle = card.and_then(|card| charge::check(payment, card, Some(code), now));
    go_on(payment, obstacle, now);
    Ok(())
}

fn card(
    bank: &mut Bank,
    payment: &mut Payment,
    fields: &HashMap<String, String>,
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
        reasons
            .iter()
            .map(|reason| reason.info)
            .collect::<Vec<_>>()
            .join(". ")
    })?;
    let now = bank.clock.now();
    let obstacle = charge::store(bank, payment, typed, now);
    go_on(payment, obstacle, now);
    Ok(())
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
