//! `/v1/customers/{id}/cards`: imported, listed, removed, brought back; customers
//! erased. No answer ever contains a token.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use oneclick_rules::{CardId, CustomerId};
use serde_json::{Value, json};

use super::new_card;
use crate::http::App;
use crate::http::body::Json;
use crate::http::key::Merchant;
use crate::http::path::Path;
use crate::problem::Error;
use crate::store::cards::{Card, Recorded};
use crate::store::limits::CvcTries;
use crate::store::orders;

/// Keeps a token that the merchant already has.
pub async fn import(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    Json(body): Json<new_card::Body>,
) -> Result<Response, Error> {
    let new = body.check(&app)?;
    let (card, is_new) = app.engine.import_card(customer(&id)?, new).await?;
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, axum::Json(view(&app, &card).await?)).into_response())
}

/// Lists the customer's cards.
pub async fn list(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Error> {
    let kept = app.engine.cards(&known(&app, &id).await?).await?;
    let mut shown = Vec::new();
    for card in &kept {
        shown.push(view(&app, card).await?);
    }
    Ok(axum::Json(json!({ "cards": shown })))
}

/// Removes a card: unusable from now on.
pub async fn remove(
    State(app): State<App>,
    _: Merchant,
    Path((id, card)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let (customer, card) = (known(&app, &id).await?, parse(&card)?);
    app.engine.remove_card(&customer, &card).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a removed card back.
pub async fn restore(
    State(app): State<App>,
    _: Merchant,
    Path((id, card)): Path<(String, String)>,
) -> Result<axum::Json<Value>, Error> {
    let (customer, card) = (known(&app, &id).await?, parse(&card)?);
    let restored = app.engine.restore_card(&customer, &card).await?;
    view(&app, &restored).await.map(axum::Json)
}

/// Lifts a card's lock: the merchant has made sure that it is its owner who pays.
pub async fn unlock(
    State(app): State<App>,
    _: Merchant,
    Path((id, card)): Path<(String, String)>,
) -> Result<axum::Json<Value>, Error> {
    let (customer, card) = (known(&app, &id).await?, parse(&card)?);
    let unlocked = app.engine.unlock_card(&customer, &card).await?;
    view(&app, &unlocked).await.map(axum::Json)
}

/// Removes every card of a customer and what is known of the person.
pub async fn erase(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    app.engine.erase_customer(&known(&app, &id).await?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Starts the limits on guessing anew for a customer, in test mode.
pub async fn reset_limits(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    app.engine.reset_limits(&known(&app, &id).await?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn parse(id: &str) -> Result<CardId, Error> {
    CardId::parse(id).map_err(|_| Error::CardUnknown)
}

fn customer(id: &str) -> Result<CustomerId, Error> {
    CustomerId::parse(id).map_err(|code| Error::rule(code, "customer.id"))
}

/// A customer whose id a former version took, and this one does not, can still be
/// looked at and erased.
async fn known(app: &App, id: &str) -> Result<CustomerId, Error> {
    let refused = match customer(id) {
        Ok(customer) => return Ok(customer),
        Err(refused) => refused,
    };
    let Ok(former) = CustomerId::known(id) else {
        return Err(refused);
    };
    let mut store = app.engine.store().reader().acquire().await?;
    let there = orders::customer(&mut store, &former).await?.is_some();
    there.then_some(former).ok_or(refused)
}

async fn view(app: &App, card: &Card) -> Result<Value, Error> {
    let tries = app.engine.cvc_tries(card).await?;
    let consents = app.engine.consents(&card.id).await?;
    let consents: Vec<Value> = consents.iter().map(consent).collect();
    Ok(json!({
        "id": card.id,
        "provider": card.provider,
        "brand": card.brand,
        "last_four": card.last_four,
        "expiry": card.expiry,
        "default": card.default,
        "uses": card.uses,
        "consent": {
            "text": card.consent.text,
            "language": card.consent.language,
            "given_at": card.consent.given_at,
        },
        "consents": consents,
        "initial_transaction": card.initial_transaction,
        "locked": card.locked_at.is_some(),
        "cvc_attempts": {
            "counted": tries.counted,
            "limit": CvcTries::WRONG,
            "blocked_until": tries.blocked_until.map(|until| until / 1000),
        },
    }))
}

/// A consent by which the card is or was kept.
fn consent(given: &Recorded) -> Value {
    json!({
        "text": given.consent.text,
        "language": given.consent.language,
        "given_at": given.consent.given_at,
        "uses": given.uses,
        "session": given.session,
        "payment": given.payment,
    })
}
