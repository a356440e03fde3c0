//! How an error is answered.

use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::Error;

impl Error {
    /// The body that is sent, with the request id under which the log has it.
    pub fn body(&self, request_id: &str) -> Value {
        let (status, code) = self.kind();
        let mut body = Map::new();
        let mut put = |name: &str, value: Value| body.insert(String::from(name), value);
        put("type", json!("about:blank"));
        put("title", json!(status.canonical_reason()));
        put("status", json!(status.as_u16()));
        put("code", json!(code));
        put("detail", json!(self.to_string()));
        put("request_id", json!(request_id));
        if let Self::Field(field)
        | Self::Renamed { field, .. }
        | Self::Word { field, .. }
        | Self::Null(field)
        | Self::Repeated(field) = self
        {
            put("field", json!(field));
        }
        if let Self::AmountChanged(amount) = self {
            put("amount", json!(amount.minor()));
            put("currency", json!(amount.currency()));
        }
        if let Self::PaymentStale(payment) = self {
            put("payment", json!(payment));
        }
        if let Self::PaymentRunning(Some(payment)) = self {
            put("payment", json!(payment));
        }
        if let Self::Rules(violations) = self {
            put("violations", json!(violations));
        }
        if let Self::TooMany { limit, .. } = self {
            put("limit", json!(limit));
        }
        Value::Object(body)
    }
}

impl IntoResponse for Error {
    /// Carries the error to the edge, which alone knows the request id.
    fn into_response(self) -> Response {
        let (status, _) = self.kind();
        let mut response = status.into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}
