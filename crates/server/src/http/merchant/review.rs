//! `/v1/payments/{id}/resolve`: the way out of a review.

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::payments;
use crate::engine::{Resolution, Ruling, Waiting};
use crate::http::App;
use crate::http::body::{Json, RequestBody};
use crate::http::key::Merchant;
use crate::http::path::Path;
use crate::problem::Error;
use crate::store::movements::kind_word;

/// The body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    charged: Option<bool>,
    done: Option<bool>,
    given_back: Option<bool>,
    movement: Option<String>,
    surplus: Option<String>,
    by: String,
    why: String,
    provider_payment: Option<String>,
}

impl RequestBody for Found {
    const NULLABLE: &'static [&'static str] = &["movement", "surplus", "provider_payment"];
}

impl Found {
    fn ruling(&self) -> Result<Ruling, Error> {
        let unclear = |words: &str| Err(Error::ReviewUnclear(String::from(words)));
        let named = (self.movement.clone(), self.surplus.clone());
        match (self.charged, self.done, self.given_back, named) {
            (Some(charged), None, None, (None, None)) => Ok(Ruling::Charged(charged)),
            (None, Some(done), None, (movement, None)) => Ok(Ruling::Done { movement, done }),
            (None, None, Some(given_back), (None, surplus)) => Ok(Ruling::GivenBack {
                surplus,
                given_back,
            }),
            (Some(_), None, None, _) => unclear(
                "`movement` is decided by `done`, `surplus` by `given_back`; `charged` decides the payment",
            ),
            (None, Some(_), None, _) => {
                unclear("`surplus` is decided by `given_back`, not by `done`")
            }
            (None, None, Some(_), _) => {
                unclear("`movement` is decided by `done`, not by `given_back`")
            }
            _ => unclear(
                "exactly one of `charged`, `done` (a movement) and `given_back` (a surplus) has to be true or false",
            ),
        }
    }
}

/// Records what a person found out.
pub async fn resolve(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    Json(found): Json<Found>,
) -> Result<axum::Json<Value>, Error> {
    let resolution = Resolution {
        ruling: found.ruling()?,
        by: found.by,
        why: found.why,
        provider_payment: found.provider_payment,
    };
    let id = payments::parse(&id)?;
    let attempt = app.engine.resolve(&id, &resolution).await?;
    let mut store = app.engine.store().reader().acquire().await?;
    payments::view(&app, &mut store, &attempt)
        .await
        .map(axum::Json)
}

/// A thing that waits for a person, as the merchant sees it.
pub(super) fn view(waiting: &Waiting) -> Value {
    match waiting {
        Waiting::Payment => json!({ "what": "payment" }),
        Waiting::Movement(movement) => json!({
            "what": "movement",
            "movement": movement.id,
            "kind": kind_word(movement.kind),
            "amount": movement.amount.minor(),
        }),
        Waiting::Surplus(payment) => json!({ "what": "surplus", "surplus": payment }),
    }
}
