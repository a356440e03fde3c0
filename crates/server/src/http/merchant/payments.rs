//! `/v1/payments`: charged without the shopper, shown, decided by a person.

mod charge;
mod resolution;
mod view;

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::HeaderMap;
use oneclick_rules::{IdempotencyKey, PaymentId};

pub(super) use crate::http::merchant::payments::view::{MerchantPaymentView, view_of};

use crate::http::app::App;
use crate::http::body::JsonBody;
use crate::http::error::Error;
use crate::http::idempotency::{KEY_HEADER, key, replayed};
use crate::http::key::Merchant;
use crate::http::path::{Path, payment_id};
use crate::model::attempt::Attempt;
use crate::operations::follow_up::FollowUps;
use crate::payments::create::Payments;
use crate::payments::look_up::LookUps;
use crate::payments::review::Reviews;
use crate::refusal::Refusal;
use crate::store::{Tx, attempts};

/// Charges a stored card, at most once.
#[utoipa::path(
    post,
    path = "/v1/payments",
    operation_id = "charge_card",
    tag = "Payments",
    params(
        ("Idempotency-Key" = IdempotencyKey, Header, description = KEY_HEADER),
    ),
    request_body = charge::ChargeRequest,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The payment: the one just made, or the one that the key made before.", body = MerchantPaymentView),
    ),
)]
pub async fn charge(
    State(app): State<App>,
    _: Merchant,
    headers: HeaderMap,
    JsonBody(body): JsonBody<charge::ChargeRequest>,
) -> Result<Response, Error> {
    let request = body.check(key(&headers)?)?;
    let (attempt, again) = Payments::of(&app.deployment)
        .charge_by_merchant(request)
        .await?;
    let payment = read_view(&app, attempt).await?;
    Ok(replayed(axum::Json(payment).into_response(), again))
}

/// Shows a payment with its history.
#[utoipa::path(
    get,
    path = "/v1/payments/{id}",
    operation_id = "show_payment",
    tag = "Payments",
    params(
        ("id" = PaymentId, Path, description = "The payment."),
    ),
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The payment.", body = MerchantPaymentView),
    ),
)]
pub async fn show(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<axum::Json<MerchantPaymentView>, Error> {
    let id = payment_id(&id)?;
    let attempt = find(&app, &id).await?;
    if attempt.state.is_open() {
        LookUps::of(&app.deployment)
            .bring_forward(&attempt.order)
            .await?;
    }
    FollowUps::of(&app.deployment)
        .expedite_operations(&attempt.id)
        .await?;
    // One moment: an event that is shown has also changed what is shown.
    let deployment = Arc::clone(&app.deployment);
    let reading = move |tx: &Tx<'_>| -> Result<MerchantPaymentView, Refusal> {
        let attempt = attempts::find(tx, &id)?.ok_or(Refusal::Missing)?;
        Ok(view_of(&deployment, tx, &attempt)?)
    };
    Ok(app.deployment.store().read(reading).await.map(axum::Json)?)
}

/// Records what a person found out.
#[utoipa::path(
    post,
    path = "/v1/payments/{id}/resolve",
    operation_id = "resolve_payment",
    tag = "Payments",
    params(
        ("id" = PaymentId, Path, description = "The payment."),
    ),
    request_body = resolution::Found,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The payment as decided.", body = MerchantPaymentView),
    ),
)]
pub async fn resolve(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    JsonBody(found): JsonBody<resolution::Found>,
) -> Result<axum::Json<MerchantPaymentView>, Error> {
    let resolution = found.check()?;
    let attempt = Reviews::of(&app.deployment)
        .resolve(&payment_id(&id)?, &resolution)
        .await?;
    read_view(&app, attempt).await.map(axum::Json)
}

async fn find(app: &App, id: &PaymentId) -> Result<Attempt, Error> {
    let id = id.clone();
    let reading = move |tx: &Tx<'_>| attempts::find(tx, &id);
    let attempt = app.deployment.store().read(reading).await?;
    Ok(attempt.ok_or(Refusal::Missing)?)
}

/// Reads a payment as the merchant sees it.
async fn read_view(app: &App, attempt: Attempt) -> Result<MerchantPaymentView, Error> {
    let deployment = Arc::clone(&app.deployment);
    let reading = move |tx: &Tx<'_>| view_of(&deployment, tx, &attempt);
    Ok(app.deployment.store().read(reading).await?)
}
