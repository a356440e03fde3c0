//! `POST payments` and `GET payments/current`.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::HeaderMap;
use oneclick_providers::Secret;
use oneclick_rules::wire::CurrentView;
use oneclick_rules::{Amount, CardId, Code, Currency, PaymentId};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::engine::{Means, PayRequest};
use crate::http::App;
use crate::http::body::{Json, RequestBody, maybe_secret};
use crate::http::idempotency::{key, replayed};
use crate::http::key::Shopper;
use crate::problem::Error;
use crate::store::cards::Consent;

/// The body of `POST payments`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    card: Option<CardId>,
    new_card: Option<NewCard>,
    seen: Seen,
    // Must be named: a page that leaves it out would never be told that it is stale.
    #[serde(deserialize_with = "named")]
    after: Option<PaymentId>,
    #[serde(default, deserialize_with = "maybe_secret")]
    cvc: Option<Secret>,
}

impl RequestBody for Wish {
    const NULLABLE: &'static [&'static str] =
        &["card", "new_card", "new_card.keep", "after", "cvc"];
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCard {
    // Must be named: consent is given or not, never forgotten.
    #[serde(deserialize_with = "named")]
    keep: Option<Agreement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agreement {
    text: String,
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    amount: u64,
    currency: String,
}

fn named<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(from)
}

/// Pays, at most once.
pub async fn pay(
    State(app): State<App>,
    Shopper(session): Shopper,
    headers: HeaderMap,
    Json(wish): Json<Wish>,
) -> Result<Response, Error> {
    let request = PayRequest {
        key: key(&headers)?,
        seen: wish.seen.read()?,
        by: means(wish.card, wish.new_card, wish.cvc, &app)?,
        after: wish.after,
    };
    let paid = app.engine.pay(session, request).await?;
    let response = axum::Json(paid.payment).into_response();
    Ok(replayed(response, paid.replayed))
}

/// The order's payment now.
pub async fn current(
    State(app): State<App>,
    Shopper(session): Shopper,
) -> Result<axum::Json<CurrentView>, Error> {
    let payment = app.engine.current(&session).await?;
    Ok(axum::Json(CurrentView { payment }))
}

/// One card, stored or new. A new one's code is typed on the provider's page.
fn means(
    card: Option<CardId>,
    new: Option<NewCard>,
    cvc: Option<Secret>,
    app: &App,
) -> Result<Means, Error> {
    match (card, new) {
        (Some(card), None) => Ok(Means::Stored {
            card,
            cvc: cvc.map(|cvc| Zeroizing::new(String::from(cvc.expose()))),
        }),
        (None, Some(_)) if cvc.is_some() => Err(Error::rule(Code::CvcNotAccepted, "cvc")),
        (None, Some(NewCard { keep })) => {
            let now = app.engine.clock().seconds();
            let consent = keep.map(|agreed| Consent::check(agreed.text, agreed.language, now, now));
            let consent = consent.transpose();
            Ok(Means::New {
                keep: consent.map_err(|code| Error::rule(code, "new_card.keep"))?,
            })
        }
        (Some(_), Some(_)) => Err(Error::Field(String::from("new_card"))),
        (None, None) => Err(Error::Field(String::from("card"))),
    }
}

impl Seen {
    fn read(&self) -> Result<Amount, Error> {
        let wrong = |member: &str| Error::Field(format!("seen.{member}"));
        let currency = Currency::parse(&self.currency).map_err(|_| wrong("currency"))?;
        Amount::new(self.amount, currency).map_err(|_| wrong("amount"))
    }
}
