//! The control calls, which a real provider does not have: what to do with
//! which order, what was really charged, cards, time. Without authentication.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::Rule;
use crate::finpay::Signing;
use crate::ledger::{ControlCard, RequestCounts};
use crate::notifications::Plan;
use crate::providers::SimulatedProviders;
use crate::simulation::Controlled;

/// Builds the control routes.
pub(crate) fn router(providers: Arc<SimulatedProviders>) -> Router {
    Router::new()
        .route("/control/behaviours", post(behave).delete(clear))
        .route("/control/ledger", get(ledger))
        .route("/control/requests", get(requests))
        .route("/control/tokens", post(save))
        .route("/control/payments/{reference}/status", post(change))
        .route("/control/payments/{reference}/refund", post(refund))
        .route("/control/notifications", get(sent).post(plan))
        .route("/control/notification_url", post(notify_at))
        .route("/control/notify/{reference}", post(notify))
        .route("/control/signature", post(sign))
        .route("/control/clock", post(advance))
        .route("/control/release", post(release))
        .with_state(providers)
}

type Control = State<Arc<SimulatedProviders>>;

/// An error of the control calls.
type ControlError = (StatusCode, Json<Value>);

fn wrong(http: StatusCode, text: &str) -> ControlError {
    (http, Json(json!({ "error": text })))
}

/// Answers 204, or 422 with the rule that is broken.
fn done(done: Result<(), &'static str>) -> Result<StatusCode, ControlError> {
    done.map_err(|rule| wrong(StatusCode::UNPROCESSABLE_ENTITY, rule))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn behave(
    State(providers): Control,
    Json(rule): Json<Rule>,
) -> Result<StatusCode, ControlError> {
    done(providers.shared.faults.add(rule))
}

async fn clear(State(providers): Control) -> StatusCode {
    providers.shared.faults.clear();
    StatusCode::NO_CONTENT
}

/// Which order to answer about; none means all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LedgerQuery {
    order: Option<String>,
}

async fn ledger(State(providers): Control, Query(of): Query<LedgerQuery>) -> Json<Value> {
    Json(json!({ "entries": providers.ledger(of.order.as_deref()) }))
}

async fn requests(State(providers): Control, Query(of): Query<LedgerQuery>) -> Json<RequestCounts> {
    Json(providers.shared.faults.requests(of.order.as_deref()))
}

async fn save(
    State(providers): Control,
    Json(mut new): Json<ControlCard>,
) -> Result<Json<Value>, ControlError> {
    let (provider, value) = (new.provider, new.value.take());
    let card = new.card();
    let card = card.map_err(|rule| wrong(StatusCode::UNPROCESSABLE_ENTITY, rule))?;
    let value = providers.one(provider).save_card(value, card);
    Ok(Json(json!({ "value": value })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewStatus {
    status: Value,
}

/// Moves every payment of a reference to another status.
async fn change(
    State(providers): Control,
    Path(reference): Path<String>,
    Json(new): Json<NewStatus>,
) -> Result<StatusCode, ControlError> {
    let provider = provider_of(&providers, &reference)?;
    let number = new.status.to_string();
    let status = new.status.as_str().unwrap_or(&number);
    done(provider.set_status(&reference, status))
}

/// Finds the provider of a payment by its reference.
fn provider_of<'p>(
    providers: &'p SimulatedProviders,
    reference: &str,
) -> Result<&'p dyn Controlled, ControlError> {
    let known = providers.ledger(Some(reference));
    let entry = known.iter().find(|entry| entry.reference == reference);
    let entry =
        entry.ok_or_else(|| wrong(StatusCode::NOT_FOUND, "no payment has this reference"))?;
    Ok(providers.one(entry.provider))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BackOfficeRefund {
    amount: u64,
}

/// Refunds a part of a payment, or all of it, as somebody in the back office does.
async fn refund(
    State(providers): Control,
    Path(reference): Path<String>,
    Json(asked): Json<BackOfficeRefund>,
) -> Result<StatusCode, ControlError> {
    let provider = provider_of(&providers, &reference)?;
    done(provider.refund(&reference, asked.amount))
}

/// Says what to do with a provider's notifications from now on.
async fn plan(State(providers): Control, Json(plan): Json<Plan>) -> StatusCode {
    providers.shared.deliveries.plan(plan);
    StatusCode::NO_CONTENT
}

/// Lists the notifications that were sent.
async fn sent(State(providers): Control) -> Json<Value> {
    Json(json!({ "notifications": providers.shared.deliveries.list() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAddress {
    url: Option<String>,
}

/// Sends Smart2Pay's notifications to this address; null: nowhere.
async fn notify_at(State(providers): Control, Json(address): Json<NewAddress>) -> StatusCode {
    providers.notify_at(address.url);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    made: Signing,
}

/// Says how Finpay's callbacks are signed from now on.
async fn sign(State(providers): Control, Json(signed): Json<Signed>) -> StatusCode {
    providers.sign(signed.made);
    StatusCode::NO_CONTENT
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Notify {
    forged: bool,
}

/// Sends a notification about a payment now, whatever the plan.
async fn notify(
    State(providers): Control,
    Path(reference): Path<String>,
    Json(telling): Json<Notify>,
) -> Result<StatusCode, ControlError> {
    let mut all = providers.all().into_iter();
    if all.any(|provider| provider.notify(&reference, telling.forged)) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let text = "no payment has this reference and an address to tell";
    Err(wrong(StatusCode::NOT_FOUND, text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockStep {
    milliseconds: u64,
}

/// Moves the sandbox's clock forward.
async fn advance(State(providers): Control, Json(step): Json<ClockStep>) -> StatusCode {
    providers.advance(step.milliseconds);
    StatusCode::NO_CONTENT
}

/// Lets all slow answers go that are waiting now.
async fn release(State(providers): Control) -> StatusCode {
    providers.shared.faults.release();
    StatusCode::NO_CONTENT
}
