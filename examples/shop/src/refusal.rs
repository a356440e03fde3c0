//! What the shop answers when it cannot do what it was asked.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

/// A refusal: a status, a stable code and a sentence for the developer.
#[derive(Debug)]
pub struct ShopRefusal {
    status: StatusCode,
    code: String,
    detail: String,
}

/// The members of an `application/problem+json` that the shop passes on.
#[derive(Deserialize)]
struct ShopProblem {
    code: String,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    request_id: Option<String>,
}

impl ShopRefusal {
    /// The request itself is wrong.
    pub fn bad_request(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// The order is not one of this shop's.
    pub fn unknown_order(order: &str) -> Self {
        let detail = format!("no order {order} since this shop started");
        Self::new(StatusCode::NOT_FOUND, "order.unknown", detail)
    }

    /// A server that the shop needs did not answer.
    pub fn unreachable(who: &str, error: reqwest::Error) -> Self {
        // The address may stand in the error; it says nothing that the reader needs.
        let detail = format!("the {who} did not answer: {}", error.without_url());
        Self::new(StatusCode::BAD_GATEWAY, "server.unreachable", detail)
    }

    /// A server answered something that is not its documented form.
    pub fn unreadable(call: &str, error: reqwest::Error) -> Self {
        let detail = format!("{call} answered another form: {}", error.without_url());
        Self::new(StatusCode::BAD_GATEWAY, "server.unreadable", detail)
    }

    /// Passes on what the checkout server said about `call`.
    pub async fn problem(call: &str, answer: reqwest::Response) -> Self {
        let status = answer.status();
        let Ok(problem) = answer.json::<ShopProblem>().await else {
            let detail = format!("{call} answered {status} and no problem+json");
            return Self::new(StatusCode::BAD_GATEWAY, "server.unreadable", detail);
        };
        // What the page asked for may be wrong (an amount, an order's customer);
        // a refused key or a server's own fault is the shop's to repair.
        let passed_on = match status {
            StatusCode::BAD_REQUEST | StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => {
                status
            }
            _ => StatusCode::BAD_GATEWAY,
        };
        let request_id = problem
            .request_id
            .map(|id| format!(" (request id {id})"))
            .unwrap_or_default();
        let detail = format!(
            "{call} answered {status}: {}{request_id}",
            problem.detail.as_deref().unwrap_or(&problem.code)
        );
        Self::new(passed_on, &problem.code, detail)
    }

    /// A refusal of any kind.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            detail: detail.into(),
        }
    }
}

impl IntoResponse for ShopRefusal {
    fn into_response(self) -> Response {
        tracing::warn!(status = %self.status, code = self.code, "{}", self.detail);
        let body = json!({ "code": self.code, "detail": self.detail });
        (self.status, Json(body)).into_response()
    }
}
