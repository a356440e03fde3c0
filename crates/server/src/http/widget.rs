//! The widget's files, which pages of every origin load.

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, VARY};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use tower_http::services::ServeDir;

use crate::http::app::App;
use crate::http::error::Error;

/// A file system refuses longer names than this with an error of its own.
const LONGEST_PATH: usize = 200;
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Routes the files under `/widget`.
pub fn routes(app: &App) -> Router<App> {
    let files = ServeDir::new(&app.config.widget_files)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .nest_service("/widget", files)
        .layer(from_fn_with_state(app.clone(), finish))
}

async fn finish(State(app): State<App>, request: Request, next: Next) -> Response {
    let kept = kept(request.uri().path());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = if !reads {
        Error::MethodRefused.into_response()
    } else if !is_served(&app.config.widget_files, request.uri().path()).await {
        Error::RouteUnknown.into_response()
    } else {
        next.run(request).await
    };
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    if response.status() == StatusCode::NOT_FOUND {
        response = Error::RouteUnknown.into_response();
    } else if response.status().is_server_error() {
        response = Error::internal("a file of the widget cannot be read").into_response();
    }
    let headers = response.headers_mut();
    // A script that is no module is else read in its page's encoding.
    if headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "text/javascript")
    {
        let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
        headers.insert(CONTENT_TYPE, kind);
    }
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if found {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    }
    response
}

/// Tells whether a path names a file of the folder, as it stands there: none that is
/// hidden, none that a link leads to out of it.
async fn is_served(folder: &Path, path: &str) -> bool {
    let name = path.strip_prefix("/widget/").unwrap_or_default();
    if path.len() > LONGEST_PATH || !name.split('/').all(is_plain) {
        return false;
    }
    let Ok(folder) = tokio::fs::canonicalize(folder).await else {
        return false;
    };
    // What is not there is found missing later; what is there may be served.
    for ending in ["", ".br", ".gz"] {
        let file = folder.join(format!("{name}{ending}"));
        if let Ok(file) = tokio::fs::canonicalize(file).await
            && !(file.starts_with(&folder) && is_file(&file).await)
        {
            return false;
        }
    }
    true
}

/// Returns a part of a path that means the same to everybody.
fn is_plain(part: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !part.is_empty() && !part.starts_with('.') && part.bytes().all(fits)
}

async fn is_file(path: &Path) -> bool {
    tokio::fs::metadata(path)
        .await
        .is_ok_and(|about| about.is_file())
}

/// Says how long a file may be kept: for ever where its name or version fixes its bytes.
fn kept(path: &str) -> &'static str {
    let mut parts = path.trim_start_matches('/').split('/').skip(1);
    match parts.next().unwrap_or_default() {
        "assets" => "public, max-age=31536000, immutable",
        version if version.starts_with('v') && version.contains('.') => {
            "public, max-age=31536000, immutable"
        }
        version if version.starts_with('v') => "public, max-age=300",
        _ => "no-cache",
    }
}
