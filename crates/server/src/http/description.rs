//! The description of both APIs, in the form of `OpenAPI` 3.1, made from the routes and the types that
//! answer them, at `/openapi.json`.

mod choices;
mod examples;
mod place;
mod problems;
mod told;

use std::sync::OnceLock;

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use oneclick_rules::IdempotencyKey;
use serde_json::{Value, json};
use utoipa::PartialSchema as _;
use utoipa::openapi::OpenApi;

use crate::http::app::App;
use crate::http::calls::calls;
use crate::http::description::place::at;

/// What the description says of both APIs.
const ABOUT: &str = "\
The checkout API is what the element calls, with a session's client token; the merchant API \
stands under `/v1` and takes the secret key. Neither key works for the other API.

Amounts are whole minor units, times Unix seconds. A request's member that is unknown, there \
twice, or null where it may not be is refused. Answers may gain members, words and codes with \
any version: ignore those that you do not know. Every error is `application/problem+json` \
(RFC 9457) with a stable `code`; only `charged: false` says that nothing was charged.";

/// Routes the description.
pub fn routes(described: OpenApi) -> Router<App> {
    // Written when it is first asked for, and once.
    static WRITTEN: OnceLock<String> = OnceLock::new();
    let written = move || WRITTEN.get_or_init(|| written(described.clone())).as_str();
    Router::new().route("/openapi.json", get(async move || answer(written())))
}

/// Returns the description of both APIs, as it is served.
pub fn openapi_json() -> String {
    written(calls().split().1)
}

fn answer(written: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "public, max-age=300"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, written).into_response()
}

fn written(described: OpenApi) -> String {
    let mut text = serde_json::to_value(described)
        .map(|of_calls| serde_json::to_string_pretty(&whole(of_calls)))
        .and_then(core::convert::identity)
        .unwrap_or_default();
    text.push('\n');
    text
}

/// Adds to what the calls say of themselves what holds for all of them.
fn whole(mut document: Value) -> Value {
    *at(&mut document, &["info"]) = json!({
        "title": "oneclick",
        "version": env!("CARGO_PKG_VERSION"),
        "description": ABOUT,
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    });
    *at(&mut document, &["servers"]) = json!([{ "url": "/", "description": "This server" }]);
    *at(&mut document, &["tags"]) = json!([
        { "name": "Checkout", "description": "What the element calls." },
        { "name": "Sessions", "description": "A checkout of an order." },
        { "name": "Payments", "description": "Attempts to pay an order, and what moves their money." },
        { "name": "Cards", "description": "A customer's stored cards." },
        { "name": "Customers", "description": "Whose cards are stored." },
        { "name": "Webhooks", "description": "What your backend is told." },
        { "name": "Providers", "description": "Where the money moves." },
        { "name": "Health", "description": "The server itself." },
    ]);
    *at(&mut document, &["components", "securitySchemes"]) = json!({
        "secret_key": {
            "type": "http", "scheme": "bearer",
            "description": "The merchant's secret key, `sk_…`: for the backend alone.",
        },
        "client_token": {
            "type": "http", "scheme": "bearer",
            "description": "A session's client token, `ct_…`: opens that one session.",
        },
    });
    *at(&mut document, &["components", "schemas", "IdempotencyKey"]) =
        json!(IdempotencyKey::schema());
    choices::add(&mut document);
    examples::add(&mut document);
    problems::add(&mut document);
    told::add(&mut document);
    shorten(at(&mut document, &["components", "schemas"]));
    document
}

/// Leaves of what the source says of a type its first paragraph: the rest is for who
/// works on the source.
fn shorten(schemas: &mut Value) {
    for below in schemas.as_object_mut().into_iter().flatten() {
        if let Some(text) = below.1.as_str().filter(|_| below.0 == "description") {
            let first = text.split("\n\n").next().unwrap_or_default();
            *below.1 = Value::from(first.replace('\n', " "));
        }
        shorten(below.1);
    }
    for below in schemas.as_array_mut().into_iter().flatten() {
        shorten(below);
    }
}

#[cfg(test)]
mod tests;
