//! `GET /reference`: the description of both APIs to read, by `RapiDoc` from the widget's files.

use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use http::{HeaderName, HeaderValue};
use maud::{DOCTYPE, Markup, html};

use crate::http::app::App;

/// The program that draws the page, among the widget's files.
const READER: &str = "reference/rapidoc.js";

/// What the page may do: run that program, read the description, and style itself as the
/// program does, which is why no other page may. It sends nothing anywhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; \
     connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Routes the page.
pub fn routes() -> Router<App> {
    Router::new().route("/reference", get(read))
}

async fn read(State(app): State<App>) -> Response {
    let reader = app.config.widget_files.join(READER);
    let is_there = tokio::fs::metadata(reader)
        .await
        .is_ok_and(|about| about.is_file());
    let mut response = Html(document(is_there).into_string()).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-cache"),
        (REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn document(is_there: bool) -> Markup {
    // From here, as a proxy may put something before all of it.
    let description = "openapi.json";
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="robots" content="noindex";
                title { "oneclick: both APIs" }
                style { "body { margin: 0; font: 16px/1.5 system-ui, sans-serif } main { padding: 1rem }" }
                @if is_there {
                    script type="module" src=(format!("widget/{READER}")) {}
                }
            }
            body {
                @if is_there {
                // Nothing is tried from here: nobody shall type a key into a page.
                rapi-doc spec-url=(description) load-fonts="false" regular-font="system-ui, sans-serif"
                    mono-font="ui-monospace, monospace" render-style="focused" show-header="false"
                    allow-try="false" allow-authentication="false" allow-server-selection="false"
                    allow-spec-file-download="false" schema-description-expanded="true"
                    primary-color="#14532d" {}
                } @else {
                    main {
                        h1 { "Both APIs" }
                        p {
                            "The page that shows them is not among the widget's files: it needs "
                            code { (READER) } ", which the release has and " code { "cargo xtask package" }
                            " makes. The description itself is at " a href=(description) { (description) } "."
                        }
                    }
                }
                noscript {
                    main {
                        p { "This page needs JavaScript. The description is at " a href=(description) { (description) } "." }
                    }
                }
            }
        }
    }
}
