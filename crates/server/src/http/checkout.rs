//! The element's calls: `endpoint` is the checkout itself.

mod cancel;
mod extend;
mod pay;
mod read;

use axum::Router;
use axum::routing::{get, post};

use super::{App, CHECKOUT};

/// The calls at the endpoint and below it.
///
/// Reading and paying share one address, so that the preflight of the first
/// reading serves the payment too.
pub fn routes() -> Router<App> {
    let itself = get(read::read).post(pay::pay);
    let below = |call: &str| format!("{CHECKOUT}/{call}");
    Router::new()
        .route(CHECKOUT, itself.clone())
        // As some frameworks write every address.
        .route(&below(""), itself)
        .route(&below("cancel"), post(cancel::cancel))
        .route(&below("extend"), post(extend::extend))
}
