//! The HTTP interface: two doors, two keys, as docs/protocol.md says.

mod body;
mod checkout;
mod connection;
mod cors;
mod edge;
mod error;
mod former;
mod health;
mod idempotency;
mod key;
mod merchant;
mod notifications;
mod path;
mod returns;
mod strict;
mod widget;

use std::any::Any;
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;

pub(crate) use crate::http::connection::Slots;
pub(crate) use crate::http::connection::TakenSlot;
pub(crate) use crate::http::connection::serve;

use crate::config::Config;
use crate::deployment::Deployment;
use crate::http::error::Error;

/// What the element's calls stand under.
const CHECKOUT: &str = "/checkout/v1";

/// What every call can reach.
#[derive(Debug)]
pub struct Parts {
    /// The configuration.
    pub config: Config,
    /// What everything works on.
    pub deployment: Arc<Deployment>,
    secret_key: key::Hash,
}

/// The server's parts, shared by its calls.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

impl App {
    /// Shares the parts.
    pub fn new(config: Config, deployment: Arc<Deployment>) -> Self {
        let secret_key = key::Hash::of(config.secret_key.expose());
        Self(Arc::new(Parts {
            config,
            deployment,
            secret_key,
        }))
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
        .merge(health::routes())
        .merge(returns::routes())
        .merge(notifications::routes())
        .merge(widget::routes(&app))
        .merge(checkout::routes())
        .nest("/v1", merchant::routes())
        .fallback(async || Error::RouteUnknown)
        .method_not_allowed_fallback(async || Error::MethodRefused)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), cors::guard))
        .layer(from_fn_with_state(app.clone(), edge::finish))
        .with_state(app)
}

/// A fault of ours is an answer like any other; its text is in the log alone.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    Error::internal("a call panicked").into_response()
}
