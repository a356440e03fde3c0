//! The control calls, which a real provider does not have: what to do with
//! which order, what was really charged, cards, time. Without authentication.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cards::NewCard;
use crate::finpay;
use crate::house::House;
use crate::notice::Plan;
use crate::rule::Rule;

/// The control routes.
pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/control/behaviours", post(behave).delete(forget))
        .route("/control/ledger", get(ledger))
        .route("/control/requests", get(requests))
        .route("/control/tokens", post(store))
        .route("/control/payments/{reference}/status", post(change))
        .route("/control/notifications", get(sent).post(plan))
        .route("/control/notification_url", post(notify_at))
        .route("/control/notify/{reference}", post(notify))
        .route("/control/signature", post(sign))
        .route("/control/clock", post(advance))
        .route("/control/release", post(release))
        .with_state(house)
}

/// An error of the control calls.
fn wrong(http: StatusCode, text: &str) -> Response {
    (http, Json(json!({ "error": text }))).into_response()
}

async fn behave(State(house): State<Arc<House>>, Json(rule): Json<Rule>) -> Response {
    match house.behave(rule) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => wrong(StatusCode::UNPROCESSABLE_ENTITY, error),
    }
}

async fn forget(State(house): State<Arc<House>>) -> StatusCode {
    house.bank().rules.clear();
    StatusCode::NO_CONTENT
}

/// Which order to answer about; none means all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Of {
    order: Option<String>,
}

async fn ledger(State(house): State<Arc<House>>, Query(of): Query<Of>) -> Response {
    Json(json!({ "entries": house.bank().ledger(of.order.as_deref()) })).into_response()
}

async fn requests(State(house): State<Arc<House>>, Query(of): Query<Of>) -> Response {
    Json(house.bank().counts.of(of.order.as_deref())).into_response()
}

async fn store(State(house): State<Arc<House>>, Json(mut new): Json<NewCard>) -> Response {
    let (provider, value) = (new.provider, new.value.take());
    match new.card() {
        Ok(card) => {
            let mut bank = house.bank();
            let now = bank.clock.now();
            let value = bank.book_mut(provider).store(value, card, now);
            Json(json!({ "value": value })).into_response()
        }
        Err(error) => wrong(StatusCode::UNPROCESSABLE_ENTITY, error),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewStatus {
    status: Value,
}

/// The provider changes its mind about every payment of a reference.
async fn change(
    State(house): State<Arc<House>>,
    Path(reference): Path<String>,
    Json(new): Json<NewStatus>,
) -> Response {
    let word = new.status.as_str().map(str::to_owned);
    let status = word.unwrap_or_else(|| new.status.to_string());
    let mut bank = house.bank();
    let now = bank.clock.now();
    let known = bank.ledger(Some(&reference));
    let Some(entry) = known.iter().find(|entry| entry.reference == reference) else {
        return wrong(StatusCode::NOT_FOUND, NO_PAYMENT);
    };
    match bank
        .book_mut(entry.provider)
        .change(&reference, &status, now)
    {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => wrong(StatusCode::UNPROCESSABLE_ENTITY, error),
    }
}

const NO_PAYMENT: &str = "no payment has this reference";

/// What to do with a provider's notifications from now on.
async fn plan(State(house): State<Arc<House>>, Json(plan): Json<Plan>) -> StatusCode {
    house.bank().plans.set(plan);
    StatusCode::NO_CONTENT
}

/// The notifications that were sent.
async fn sent(State(house): State<Arc<House>>) -> Response {
    Json(json!({ "notifications": house.bank().sent })).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    url: Option<String>,
}

/// Where Smart2Pay's notifications go; null: nowhere.
async fn notify_at(State(house): State<Arc<House>>, Json(address): Json<Address>) -> StatusCode {
    house.bank().smart2pay.notify_at(address.url);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signing {
    made: finpay::Signature,
}

/// How Finpay's callbacks are signed from now on.
async fn sign(State(house): State<Arc<House>>, Json(signing): Json<Signing>) -> StatusCode {
    house.bank().finpay.signature = signing.made;
    StatusCode::NO_CONTENT
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Telling {
    forged: bool,
}

/// Sends a notification about a payment now, whatever the plan.
async fn notify(
    State(house): State<Arc<House>>,
    Path(reference): Path<String>,
    Json(telling): Json<Telling>,
) -> Response {
    let bank = house.bank();
    let now = bank.clock.now();
    let notice = bank
        .books()
        .into_iter()
        .find_map(|book| book.notice(&reference, telling.forged, now));
    match notice {
        Some(notice) => {
            house.post.send_at_once(notice);
            StatusCode::NO_CONTENT.into_response()
        }
        None => wrong(
            StatusCode::NOT_FOUND,
            "no payment has this reference and an address to tell",
        ),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    milliseconds: u64,
}

/// Moves the sandbox's clock forward.
async fn advance(State(house): State<Arc<House>>, Json(step): Json<Step>) -> StatusCode {
    house.advance(step.milliseconds);
    StatusCode::NO_CONTENT
}

/// Lets all slow answers go that are waiting now.
async fn release(State(house): State<Arc<House>>) -> StatusCode {
    house.release.notify_waiters();
    StatusCode::NO_CONTENT
}
