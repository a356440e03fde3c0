//! `/v1/payments`: charged without the shopper, shown, decided by a person.

mod charge;
mod resolution;
mod view;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::HeaderMap;
use oneclick_rules::PaymentId;

pub(super) use self::view::{MerchantPaymentView, view_of};
use crate::engine::Refusal;
use crate::http::App;
use crate::http::body::Json;
use crate::http::error::Error;
use crate::http::idempotency::{key, replayed};
use crate::http::key::Merchant;
use crate::http::path::{Path, payment_id};
use crate::store::attempts::{self, Attempt};

/// Charges a stored card, at most once.
pub async fn charge(
    State(app): State<App>,
    _: Merchant,
    headers: HeaderMap,
    Json(body): Json<charge::Body>,
) -> Result<Response, Error> {
    let wish = body.check(key(&headers)?)?;
    let (attempt, again) = app.engine.charge_by_merchant(wish).await?;
    let mut store = app.engine.store().reader().acquire().await?;
    let payment = view_of(&app, &mut store, &attempt).await?;
    Ok(replayed(axum::Json(payment).into_response(), again))
}

/// Shows a payment with its history.
pub async fn show(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<axum::Json<MerchantPaymentView>, Error> {
    let id = payment_id(&id)?;
    let attempt = find(&app, &id).await?;
    if attempt.state.is_open() {
        app.engine.expedite(&attempt.order).await?;
    }
    app.engine.expedite_operations(&attempt.id).await?;
    // One moment: an event that is shown has also changed what is shown.
    let mut reading = app.engine.store().reader().begin().await?;
    let attempt = attempts::find(&mut reading, &id).await?;
    let attempt = attempt.ok_or(Refusal::Missing)?;
    view_of(&app, &mut reading, &attempt).await.map(axum::Json)
}

/// Records what a person found out.
pub async fn resolve(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    Json(found): Json<resolution::Found>,
) -> Result<axum::Json<MerchantPaymentView>, Error> {
    let resolution = found.check()?;
    let attempt = app.engine.resolve(&payment_id(&id)?, &resolution).await?;
    let mut store = app.engine.store().reader().acquire().await?;
    view_of(&app, &mut store, &attempt).await.map(axum::Json)
}

// A connection is taken for the reading alone: whoever holds one and waits for
// another waits for ever where all do so.
async fn find(app: &App, id: &PaymentId) -> Result<Attempt, Error> {
    let mut store = app.engine.store().reader().acquire().await?;
    let attempt = attempts::find(&mut store, id).await?;
    Ok(attempt.ok_or(Refusal::Missing)?)
}
