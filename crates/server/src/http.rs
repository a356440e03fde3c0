//! The HTTP interface: two doors, two keys, as docs/protocol.md says.

pub mod body;
mod cors;
mod edge;
mod widget;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;

use crate::config::Config;
use crate::problem::Error;

/// What the element's calls stand under.
const CHECKOUT: &str = "/checkout/v1";

/// What every call can reach.
#[derive(Debug)]
pub struct Parts {
    /// The configuration.
    pub config: Config,
}

/// The server's parts, shared by its calls.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

impl App {
    /// Shares the parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Every call of the server.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/health", get(health))
        .merge(widget::routes(&app))
        .fallback(async || Error::RouteUnknown)
        .method_not_allowed_fallback(async || Error::MethodRefused)
        .layer(from_fn_with_state(app.clone(), cors::guard))
        .layer(from_fn(edge::finish))
        .with_state(app)
}

async fn health() -> axum::Json<serde_json::Value> {
    axum::Json(serde_json::json!({ "status": "ok" }))
}
