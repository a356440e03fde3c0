//! `POST payments` and `GET payments/current`.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName};
use oneclick_providers::Secret;
use oneclick_rules::wire::CurrentView;
use oneclick_rules::{Amount, CardId, Code, Currency, IdempotencyKey, PaymentId};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::engine::PayRequest;
use crate::http::App;
use crate::http::body::{Json, maybe_secret};
use crate::http::key::Shopper;
use crate::problem::Error;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// The body of `POST payments`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    card: CardId,
    seen: Seen,
    // Must be named: a page that leaves it out would never be told that it is stale.
    #[serde(deserialize_with = "named")]
    after: Option<PaymentId>,
    #[serde(default, deserialize_with = "maybe_secret")]
    cvc: Option<Secret>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    amount: u64,
    currency: String,
}

fn named<'de, D: Deserializer<'de>>(from: D) -> Result<Option<PaymentId>, D::Error> {
    Option::deserialize(from)
}

/// Pays with a stored card, at most once.
pub async fn pay(
    State(app): State<App>,
    Shopper(session): Shopper,
    headers: HeaderMap,
    Json(wish): Json<Wish>,
) -> Result<Response, Error> {
    let request = PayRequest {
        key: key(&headers)?,
        card: wish.card,
        seen: wish.seen.read()?,
        after: wish.after,
        cvc: wish
            .cvc
            .map(|cvc| Zeroizing::new(String::from(cvc.expose()))),
    };
    let paid = app.engine.pay(session, request).await?;
    let mut response = axum::Json(paid.payment).into_response();
    if paid.replayed {
        let yes = http::HeaderValue::from_static("true");
        response.headers_mut().insert(REPLAYED, yes);
    }
    Ok(response)
}

/// The order's payment now.
pub async fn current(
    State(app): State<App>,
    Shopper(session): Shopper,
) -> Result<axum::Json<CurrentView>, Error> {
    let payment = app.engine.current(&session).await?;
    Ok(axum::Json(CurrentView { payment }))
}

fn key(headers: &HeaderMap) -> Result<IdempotencyKey, Error> {
    let mut given = headers.get_all(KEY).iter();
    let key = given.next().ok_or(Error::KeyMissing)?;
    let only = given.next().is_none();
    key.to_str()
        .ok()
        .filter(|_| only)
        .and_then(|key| IdempotencyKey::parse(key).ok())
        .ok_or_else(|| Error::rule(Code::KeyFormat, "Idempotency-Key"))
}

impl Seen {
    fn read(&self) -> Result<Amount, Error> {
        let wrong = |member: &str| Error::Field(format!("seen.{member}"));
        let currency = Currency::parse(&self.currency).map_err(|_| wrong("currency"))?;
        Amount::new(self.amount, currency).map_err(|_| wrong("amount"))
    }
}
