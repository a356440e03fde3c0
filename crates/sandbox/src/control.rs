//! The control calls, which a real provider does not have: what to do with
//! which order, what was really charged, cards, time. Without authentication.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::bank::House;
use crate::behaviour::Rule;
use crate::cards::NewCard;
use crate::payment::{Verdict, status};
use crate::smart2pay;

/// The control routes.
pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/control/behaviours", post(behave).delete(forget))
        .route("/control/ledger", get(ledger))
        .route("/control/requests", get(requests))
        .route("/control/tokens", post(store))
        .route("/control/payments/{reference}/status", post(change))
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

impl House {
    /// Adds a rule.
    ///
    /// # Errors
    ///
    /// `outcome` is no outcome, or stands where there is no money to decide.
    pub(crate) fn behave(&self, rule: Rule) -> Result<(), &'static str> {
        if rule.outcome.is_some_and(|outcome| !outcome.is_outcome()) {
            return Err("outcome: a behaviour that decides the money, such as declined");
        }
        if rule.outcome.is_some() && rule.behaviour.is_of_look_ups() {
            return Err("outcome: not with a behaviour of look-ups");
        }
        self.bank().rules.add(rule);
        Ok(())
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
    Json(house.bank().requests(of.order.as_deref())).into_response()
}

async fn store(State(house): State<Arc<House>>, Json(mut new): Json<NewCard>) -> Response {
    let value = new.value.take().unwrap_or_else(smart2pay::token_value);
    match new.card() {
        Ok(card) => {
            house.bank().cards.insert(value.clone(), card);
            Json(json!({ "value": value })).into_response()
        }
        Err(error) => wrong(StatusCode::UNPROCESSABLE_ENTITY, error),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewStatus {
    status: u16,
}

/// The provider changes its mind about every payment of a reference.
async fn change(
    State(house): State<Arc<House>>,
    Path(reference): Path<String>,
    Json(new): Json<NewStatus>,
) -> Response {
    if status::name(new.status).is_none() {
        return wrong(
            StatusCode::UNPROCESSABLE_ENTITY,
            "status: an id of the provider's table",
        );
    }
    let mut bank = house.bank();
    let mut changed = 0;
    for payment in bank
        .payments
        .iter_mut()
        .filter(|payment| payment.asked.reference == reference)
    {
        payment.apply(Verdict::of(new.status));
        changed += 1;
    }
    match changed {
        0 => wrong(StatusCode::NOT_FOUND, "no payment has this reference"),
        _ => StatusCode::NO_CONTENT.into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    milliseconds: u64,
}

/// Moves the sandbox's clock forward.
async fn advance(State(house): State<Arc<House>>, Json(step): Json<Step>) -> StatusCode {
    house.bank().clock.advance(step.milliseconds);
    StatusCode::NO_CONTENT
}

/// Lets all slow answers go that are waiting now.
async fn release(State(house): State<Arc<House>>) -> StatusCode {
    house.release.notify_waiters();
    StatusCode::NO_CONTENT
}
