//! Lets only the merchant in.

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::answer;
use super::dialect::CertitradeSimulation;
use super::signature;
use crate::faults::Reply;
use crate::members::is_json;
use crate::simulation::HostState;

/// The longest body that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// Lets only the merchant in, with the request as it was signed.
pub(super) async fn authenticate(
    State(host): HostState<CertitradeSimulation>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Result<Response, Reply> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LONGEST).await;
    let body = body.map_err(|_| answer::invalid("The content is too long."))?;
    let credentials = host.lock().store.site.credentials.clone();
    signature::check(&head, &uri, &body, &credentials, host.shared.clock.now())?;
    let with_content = [Method::POST, Method::PUT].contains(&head.method);
    if with_content && !is_json(&head.headers) {
        return Err(answer::invalid(
            "Content-Type is application/json, in utf-8.",
        ));
    }
    Ok(next.run(Request::from_parts(head, Body::from(body))).await)
}
