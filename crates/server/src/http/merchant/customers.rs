//! `/v1/customers/{id}`: erased, or given new limits.

use axum::extract::State;
use http::StatusCode;
use oneclick_rules::CustomerId;

use crate::cards::Cards;
use crate::http::app::App;
use crate::http::error::Error;
use crate::http::key::Merchant;
use crate::http::path::Path;
use crate::payments::limits::GuessLimits;
use crate::store::orders;

/// Removes every card of a customer and what is known of the person.
#[utoipa::path(
    delete,
    path = "/v1/customers/{id}",
    operation_id = "erase_customer",
    tag = "Customers",
    params(
        ("id" = CustomerId, Path, description = "The customer."),
    ),
    security(("secret_key" = [])),
    responses(
        (status = 204, description = "Erased."),
    ),
)]
pub async fn erase(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    Cards::of(&app.deployment)
        .erase_customer(&known(&app, &id).await?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Starts the limits on guessing anew for a customer, in test mode.
#[utoipa::path(
    post,
    path = "/v1/customers/{id}/reset_limits",
    operation_id = "reset_limits",
    tag = "Customers",
    params(
        ("id" = CustomerId, Path, description = "The customer."),
    ),
    security(("secret_key" = [])),
    responses(
        (status = 204, description = "The limits start anew."),
    ),
)]
pub async fn reset_limits(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    GuessLimits::of(&app.deployment)
        .reset(&known(&app, &id).await?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads a customer's id.
pub(super) fn customer(id: &str) -> Result<CustomerId, Error> {
    CustomerId::parse(id).map_err(|code| Error::rule(code, "customer.id"))
}

/// Reads the id of a customer. One that a former version took, and this one does
/// not, can still be looked at and erased.
pub(super) async fn known(app: &App, id: &str) -> Result<CustomerId, Error> {
    let refused = match customer(id) {
        Ok(customer) => return Ok(customer),
        Err(refused) => refused,
    };
    let Ok(former) = CustomerId::known(id) else {
        return Err(refused);
    };
    let id = former.clone();
    let there = app
        .deployment
        .store()
        .read(move |tx| orders::customer(tx, &id));
    there.await?.map(|_| former).ok_or(refused)
}
