//! Serves the page, with the headers that keep it safe.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::ensure;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

/// The shop's page: a folder, and the checkout server whose script it loads.
pub struct ShopPage {
    folder: PathBuf,
    server: String,
    security_policy: HeaderValue,
}

impl ShopPage {
    /// The page built into `folder`, for the checkout server at `server`.
    ///
    /// # Errors
    ///
    /// `server` is not an origin (`https://host` or `http://host:port`).
    pub fn new(folder: PathBuf, server: &str) -> anyhow::Result<Self> {
        let server = server.trim_end_matches('/').to_owned();
        let host = server
            .strip_prefix("https://")
            .or_else(|| server.strip_prefix("http://"))
            .unwrap_or_default();
        // A path, a space or a semicolon would change the policy's meaning.
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-.:[]".contains(letter);
        ensure!(
            !host.is_empty() && host.chars().all(plain),
            "--server {server} is not an origin such as https://pay.example.com"
        );
        let security_policy = format!(
            "default-src 'none'; script-src 'self' {server} 'wasm-unsafe-eval'; \
             connect-src 'self' {server}; frame-src {server}; style-src 'self'; img-src 'self'; \
             base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'"
        );
        Ok(Self {
            folder,
            server,
            security_policy: HeaderValue::try_from(security_policy)?,
        })
    }

    /// The page at `/`, and its files beside it.
    pub fn router(self) -> Router {
        let page = Arc::new(self);
        Router::new()
            .route("/", get(index))
            .route("/index.html", get(index))
            .fallback_service(ServeDir::new(&page.folder).append_index_html_on_directories(false))
            .layer(middleware::from_fn_with_state(
                Arc::clone(&page),
                with_headers,
            ))
            .with_state(page)
    }
}

async fn index(State(page): State<Arc<ShopPage>>) -> Response {
    let file = page.folder.join("index.html");
    match tokio::fs::read_to_string(&file).await {
        // The built page has the script beside it; here it comes from the
        // checkout server, as it does for a merchant.
        Ok(html) => Html(html.replace("src=\"widget/", &format!("src=\"{}/widget/", page.server)))
            .into_response(),
        Err(error) => {
            tracing::warn!(file = %file.display(), %error, "the page cannot be read");
            let text = "The page is not built yet: run `cargo xtask package`.\n";
            (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
        }
    }
}

async fn with_headers(State(page): State<Arc<ShopPage>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = [
        (
            header::CONTENT_SECURITY_POLICY,
            page.security_policy.clone(),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("strict-origin"),
        ),
        // A page that is being worked on is asked for anew each time.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
        ),
    ];
    response.headers_mut().extend(headers);
    response
}
