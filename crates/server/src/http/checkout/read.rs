//! `GET {endpoint}`: the checkout as it stands.

use axum::Json;
use axum::extract::State;
use oneclick_rules::wire::CheckoutView;

use crate::http::App;
use crate::http::key::Shopper;
use crate::problem::Error;

/// Answers what the element draws, the order's payment included.
pub async fn read(
    State(app): State<App>,
    Shopper(session): Shopper,
) -> Result<Json<CheckoutView>, Error> {
    let view = app.engine.checkout_view(&session).await;
    Ok(Json(view.map_err(Error::of_session)?))
}
