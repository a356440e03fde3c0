//! The HTTP interface: two doors, two keys, as docs/protocol.md says.

mod admin;
mod api_routes;
mod app;
mod body;
mod calls;
mod checkout;
mod connection;
mod cors;
mod description;
mod edge;
mod error;
mod example;
mod form;
mod former;
mod health;
mod idempotency;
mod isolated_page;
mod key;
mod language;
mod merchant;
mod notifications;
mod page_frame;
mod path;
mod pay_page;
mod reference_page;
mod returns;
mod security_txt;
mod shown_path;
mod strict;
mod widget;

use std::any::Any;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;

pub(crate) use crate::http::admin::router as admin_router;
pub use crate::http::app::App;
pub(crate) use crate::http::connection::{Slots, TakenSlot, serve, serve_tls};
pub use crate::http::description::openapi_json;

use crate::http::error::Error;

/// Routes every call of the server.
pub fn router(app: App) -> Router {
    let (calls, described) = calls::calls().split();
    Router::new()
        .merge(calls)
        .merge(description::routes(described))
        .merge(returns::routes())
        .merge(pay_page::routes())
        .merge(notifications::routes())
        .merge(widget::routes(&app))
        .merge(isolated_page::routes())
        .merge(reference_page::routes())
        .merge(security_txt::routes())
        .fallback(async || Error::RouteUnknown)
        .method_not_allowed_fallback(async || Error::MethodRefused)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), cors::guard))
        .layer(from_fn_with_state(app.clone(), edge::finish))
        .with_state(app)
}

/// Answers a fault of ours like any other; its text is in the log alone.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    Error::internal("a call panicked").into_response()
}
