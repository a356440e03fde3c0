//! `GET /checkout/v1/frame`: the page in which isolated mode draws the element.
//!
//! It has no token and nothing of any session: a page whose origin is listed hands one over
//! through a port, by `src/script/isolated`. Browsers show it in such pages alone.

use std::path::Path;

use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use http::{HeaderName, HeaderValue};
use maud::{DOCTYPE, html};
use serde::Deserialize;

use crate::config::Origin;
use crate::http::app::{App, CHECKOUT};

/// What the element never asks a browser for.
const PERMISSIONS: &str = "camera=(), display-capture=(), fullscreen=(), geolocation=(), \
     microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=()";

/// Routes the page. It stands below the endpoint, which is all that a merchant's page knows.
pub fn routes() -> Router<App> {
    Router::new().route(&format!("{CHECKOUT}/frame"), get(read))
}

/// What `builds.json` of the widget's files says.
#[derive(Deserialize)]
struct Builds {
    builds: Vec<BuildFiles>,
}

#[derive(Deserialize)]
struct BuildFiles {
    files: Vec<String>,
}

/// Returns the WebAssembly that the script of the page is going to ask for: it takes longest, and
/// comes sooner if the page asks for it. Nothing hangs on it.
async fn compiled(widget_files: &Path) -> Option<String> {
    let list = tokio::fs::read(widget_files.join("builds.json"))
        .await
        .ok()?;
    let list: Builds = serde_json::from_slice(&list).ok()?;
    let newest = list.builds.into_iter().next()?;
    let is_compiled = |file: &String| Path::new(file).extension() == Some("wasm".as_ref());
    newest.files.into_iter().find(is_compiled)
}

/// Answers the page, which is the same for every shopper.
async fn read(State(app): State<App>) -> Response {
    let listed: Vec<&str> = app
        .config
        .widget_origins
        .iter()
        .map(Origin::as_str)
        .collect();
    let listed = listed.join(" ");
    let document = html! {
        (DOCTYPE)
        html data-origins=(listed) {
            head {
                meta charset="utf-8";
                meta name="robots" content="noindex";
                title { "Checkout" }
                // From here, as a proxy may put something before all three.
                @if let Some(file) = compiled(&app.config.widget_files).await {
                    link rel="preload" as="fetch" crossorigin href=(format!("../../widget/{file}"));
                }
                script type="module" src="../../widget/v1/inside.js" {}
            }
            body {}
        }
    };
    let mut response = Html(document.into_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy(&listed));
    for (name, value) in [
        // The list of origins may change with a restart.
        (CACHE_CONTROL, "no-cache"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        // Pages that are isolated themselves take no frame without these two.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
        (
            HeaderName::from_static("cross-origin-embedder-policy"),
            "require-corp",
        ),
        // Not with its neighbours of the same site in one process, where there are others.
        (HeaderName::from_static("origin-agent-cluster"), "?1"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Returns what the page may do: run its script and the WebAssembly, call its own server, and
/// stand in the pages of the listed origins, whatever stands around those.
fn policy(listed: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors {listed}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    // Origins are ASCII. Without the list no page at all may show it.
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    HeaderValue::try_from(policy).unwrap_or(nothing)
}
