//! Serves the merchant's guide beside the demo shop, and leads to the description of the calls.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Redirect;
use axum::routing::get;
use tower_http::services::ServeDir;

/// What a book without scripts needs, and nothing else.
const SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(SECURITY_POLICY),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    // A page that is being worked on is asked for anew each time.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
];

/// Returns what answers at `/guide/`, from the folder `guide` of the page's, and at `/reference`.
pub fn router(page: &Path, server: &str) -> Router {
    let missing = "There is no such page: `cargo xtask guide` builds the guide.\n";
    // Also leads from `/guide` to `/guide/`.
    let book = ServeDir::new(page).not_found_service(get(move || async move { missing }));
    let reference = format!("{}/reference", server.trim_end_matches('/'));
    Router::new()
        .route_service("/guide", book.clone())
        .route_service("/guide/", book.clone())
        .route_service("/guide/{*page}", book)
        .layer(middleware::from_fn(async |request, next: Next| {
            let mut response = next.run(request).await;
            response.headers_mut().extend(HEADERS);
            response
        }))
        .route(
            "/reference",
            get(move || async move { Redirect::temporary(&reference) }),
        )
}
