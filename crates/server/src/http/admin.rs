//! `/operator`: the page of who runs the server, at a loopback address of its own.
//!
//! It reads what the merchant's API tells and decides by the same calls of the engine, each
//! with who and why. It has no script. Who signs in knows the token of the configuration.

mod address;
mod app;
mod decide;
mod decision;
mod find;
mod guard;
mod listing;
mod operator;
mod order;
mod page;
mod payment;
mod providers;
mod reason;
mod redeliver;
mod refused;
mod review;
mod seen_payment;
mod shown;
mod sign_in;
mod sign_ins;
mod webhook;
mod webhooks;

use std::any::Any;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::http::admin::address::{PATH, see_other};
use crate::http::admin::app::Admin;
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::sign_ins::SignIns;
use crate::http::app::App;
use crate::http::edge;
use crate::http::error::Error;

/// Routes the operator's page, if the configuration has one.
pub fn router(app: &App) -> Option<Router> {
    app.config.admin.as_ref()?;
    let deployment = &app.deployment;
    let sign_ins = SignIns::of(&deployment.keys, &deployment.environment);
    let admin = Admin::new(app.clone(), sign_ins);
    let pages = Router::new()
        .route("/", get(async || see_other(&format!("{PATH}/review"))))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", post(sign_in::leave))
        .route("/review", get(review::show))
        .route("/payments", get(find::show))
        .route("/payments/{id}", get(payment::show))
        .route(
            "/payments/{id}/redeliver",
            get(redeliver::ask).post(redeliver::submit),
        )
        .route("/orders/{reference}", get(order::show))
        .route("/webhooks", get(webhooks::show))
        .route("/webhooks/{id}", get(webhook::show))
        .route(
            "/webhooks/{id}/{decision}",
            get(webhook::ask).post(webhook::submit),
        )
        .route("/providers", get(providers::show))
        .route(
            "/payments/{id}/decide",
            get(decide::ask).post(decide::submit),
        );
    Some(
        Router::new()
            .route("/", get(async || see_other(PATH)))
            .nest(PATH, pages)
            .fallback(async || RefusedOperator::from(Error::RouteUnknown))
            .method_not_allowed_fallback(async || RefusedOperator::from(Error::MethodRefused))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn(guard::guard))
            .layer(from_fn_with_state(app.clone(), edge::finish))
            .with_state(admin),
    )
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    RefusedOperator::from(Error::internal("a call of the operator's page panicked")).into_response()
}
