//! `/v1/customers/{id}/cards`: imported, listed, removed. No answer ever
//! contains a token.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use oneclick_rules::{CardId, Customer, CustomerId};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::new_card::{self, NewCard};
use crate::http::App;
use crate::http::body::Json;
use crate::http::key::Merchant;
use crate::http::path::Path;
use crate::problem::Error;
use crate::random;
use crate::store::cards::{self, Card};
use crate::store::orders;
use crate::vault::Owner;

/// Keeps a token that the merchant already has.
pub async fn import(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    Json(body): Json<new_card::Body>,
) -> Result<Response, Error> {
    let customer = customer(&id)?;
    let new = body.check(&app)?;
    let now = app.engine.clock().now();
    let mut writing = app.engine.store().begin().await?;
    if let Some(present) = find_same(&app, &mut writing, &customer, &new).await? {
        return Ok((StatusCode::OK, axum::Json(view(&present))).into_response());
    }
    let card = seal(&app, customer, new)?;
    let nobody_yet = Customer {
        id: card.customer.clone(),
        email: None,
        first_name: None,
        last_name: None,
        phone: None,
    };
    orders::save_customer(&mut writing, &nobody_yet, now).await?;
    cards::insert(&mut writing, &card, now).await?;
    writing.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(view(&card))).into_response())
}

/// Lists the customer's cards.
pub async fn list(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Error> {
    let kept = app.engine.cards(&customer(&id)?).await?;
    let kept: Vec<Value> = kept.iter().map(view).collect();
    Ok(axum::Json(json!({ "cards": kept })))
}

/// Removes a card: unusable from now on.
pub async fn remove(
    State(app): State<App>,
    _: Merchant,
    Path((id, card)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let customer = customer(&id)?;
    let card = CardId::parse(&card).map_err(|_| Error::CardUnknown)?;
    let now = app.engine.clock().now();
    let mut writing = app.engine.store().begin().await?;
    if !cards::remove(&mut writing, &card, &customer, now).await? {
        return Err(Error::CardUnknown);
    }
    writing.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn customer(id: &str) -> Result<CustomerId, Error> {
    CustomerId::parse(id).map_err(|code| Error::rule(code, "customer.id"))
}

/// The same token of the same customer, also where an older key fingerprinted it.
async fn find_same(
    app: &App,
    store: &mut SqliteConnection,
    customer: &CustomerId,
    new: &NewCard,
) -> Result<Option<Card>, Error> {
    let vault = app.engine.vault();
    for print in vault.fingerprints(&new.provider, customer.as_str(), &new.token) {
        let print = URL_SAFE_NO_PAD.encode(print);
        let same = cards::find_same(&mut *store, &new.provider, customer, &print).await?;
        if same.is_some() {
            return Ok(same);
        }
    }
    Ok(None)
}

fn seal(app: &App, customer: CustomerId, new: NewCard) -> Result<Card, Error> {
    let id = random::card_id()?;
    let vault = app.engine.vault();
    let owner = Owner {
        provider: &new.provider,
        customer: customer.as_str(),
        card: id.as_str(),
    };
    let sealed = vault.seal(&new.token, owner)?;
    let print = vault.fingerprint(&new.provider, customer.as_str(), &new.token);
    Ok(Card {
        id,
        customer,
        provider: new.provider,
        token_key: sealed.key_id,
        token_sealed: URL_SAFE_NO_PAD.encode(sealed.bytes),
        fingerprint: URL_SAFE_NO_PAD.encode(print),
        brand: new.brand,
        last_four: new.last_four,
        expiry: new.expiry,
        uses: new.uses,
        consent: new.consent,
        initial_transaction: new.initial_transaction,
        usual: new.usual,
        locked_at: None,
    })
}

fn view(card: &Card) -> Value {
    json!({
        "id": card.id,
        "provider": card.provider,
        "brand": card.brand,
        "last_four": card.last_four,
        "expiry": card.expiry,
        "usual": card.usual,
        "uses": card.uses,
        "consent": {
            "text": card.consent.text,
            "language": card.consent.language,
            "given_at": card.consent.given_at,
        },
        "initial_transaction": card.initial_transaction,
        "locked": card.locked_at.is_some(),
    })
}
