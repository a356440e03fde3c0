//! The merchant's receiver of webhooks, which refuses some, is late, or loses its answer.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use tokio::net::TcpListener;

use crate::broken_body::BrokenBody;
use crate::inbox::Receipt;
use crate::process_fault::ProcessFault;
use crate::process_sabotage::ProcessSabotage;
use crate::process_storm::ProcessStorm;

/// What befalls a webhook, in thousandths.
const BEFALLS: &[(ProcessFault, u64)] = &[
    (ProcessFault::WebhookRefused, 50),
    (ProcessFault::WebhookLate, 20),
    (ProcessFault::WebhookLost, 30),
    (ProcessFault::WebhookAnswerLost, 50),
];

/// Opens the receiver; its address.
///
/// # Errors
/// Fails if there is no port for it.
pub async fn open(storm: &Arc<ProcessStorm>) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let router = Router::new().fallback(take).with_state(Arc::clone(storm));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://127.0.0.1:{port}/oneclick"))
}

async fn take(
    State(storm): State<Arc<ProcessStorm>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let fault = storm.draw_of(BEFALLS);
    if let Some(fault) = fault {
        storm.hit(fault);
    }
    match fault {
        Some(ProcessFault::WebhookRefused) => return answer(StatusCode::INTERNAL_SERVER_ERROR),
        Some(ProcessFault::WebhookLost) => return broken(),
        _ => {}
    }
    let status = keep(&storm, &headers, &body);
    match fault {
        Some(ProcessFault::WebhookAnswerLost) => return broken(),
        Some(ProcessFault::WebhookLate) => storm.wait(1_000, 3_000).await,
        _ => {}
    }
    answer(status)
}

/// Keeps a webhook; the status that it is answered with.
fn keep(storm: &ProcessStorm, headers: &HeaderMap, body: &[u8]) -> StatusCode {
    if storm.sabotage == Some(ProcessSabotage::ForgetWebhook) && storm.draw(5) == 0 {
        return StatusCode::NO_CONTENT;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.unwrap_or_default().as_secs();
    match storm.inbox.take(headers, body, now) {
        Ok(Receipt::New(_) | Receipt::Repeated(_)) => StatusCode::NO_CONTENT,
        Ok(Receipt::OutOfTime) => {
            storm.wrong("a webhook is out of time");
            StatusCode::UNAUTHORIZED
        }
        Ok(Receipt::TooEarly(id)) => {
            storm.note_too_early(id);
            StatusCode::NO_CONTENT
        }
        Err(error) => {
            storm.wrong(format_args!("a webhook: {error:#}"));
            StatusCode::BAD_REQUEST
        }
    }
}

fn answer(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}

/// An answer that breaks off before its end.
fn broken() -> Response<Body> {
    let body = BrokenBody::of(&Bytes::from_static(b"taken"));
    let mut answer = Response::new(Body::new(body));
    *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    answer
}
