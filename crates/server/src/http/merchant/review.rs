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
use crate::store::operations::kind_word;

/// The body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    charged: Option<bool>,
    succeeded: Option<bool>,
    reversed: Option<bool>,
    operation: Option<String>,
    duplicate: Option<String>,
    by: String,
    why: String,
    provider_payment_id: Option<String>,
}

impl RequestBody for Found {
    const NULLABLE: &'static [&'static str] = &["operation", "duplicate", "provider_payment_id"];
}

impl Found {
    fn ruling(&self) -> Result<Ruling, Error> {
        let unclear = |words: &str| Err(Error::ReviewUnclear(String::from(words)));
        let named = (self.operation.clone(), self.duplicate.clone());
        match (self.charged, self.succeeded, self.reversed, named) {
            (Some(charged), None, None, (None, None)) => Ok(Ruling::Charged(charged)),
            (None, Some(succeeded), None, (operation, None)) => Ok(Ruling::Succeeded {
                operation,
                succeeded,
            }),
            (None, None, Some(reversed), (None, duplicate)) => Ok(Ruling::Reversed {
                duplicate,
                reversed,
            }),
            (Some(_), None, None, _) => unclear(
                "`operation` is decided by `succeeded`, `duplicate` by `reversed`; `charged` decides the payment",
            ),
            (None, Some(_), None, _) => {
                unclear("`duplicate` is decided by `reversed`, not by `succeeded`")
            }
            (None, None, Some(_), _) => {
                unclear("`operation` is decided by `succeeded`, not by `reversed`")
            }
            _ => unclear(
                "exactly one of `charged`, `succeeded` (an operation) and `reversed` (a duplicate) has to be true or false",
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
        provider_payment_id: found.provider_payment_id,
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
        Waiting::Operation(operation) => json!({
            "what": "operation",
            "operation": operation.id,
            "kind": kind_word(operation.kind),
            "amount": operation.amount.minor(),
        }),
        Waiting::Duplicate(payment) => json!({ "what": "duplicate", "duplicate": payment }),
    }
}
