//! What a dialect answers a call with.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// An answer in JSON.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) http: StatusCode,
    pub(crate) content_type: &'static str,
    /// The text of the JSON.
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn new(http: StatusCode, content_type: &'static str, body: Value) -> Self {
        Self {
            http,
            content_type,
            body: body.to_string(),
        }
    }
}

/// What a call comes to: an answer, or a refusal in its place.
pub(crate) type Replied = Result<Reply, Reply>;

/// Adds a member to a JSON object, if there is one to add.
pub(crate) fn with(mut object: Value, name: &str, member: Option<Value>) -> Value {
    if let (Some(members), Some(member)) = (object.as_object_mut(), member) {
        members.insert(name.to_owned(), member);
    }
    object
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let content_type = [(header::CONTENT_TYPE, self.content_type)];
        (self.http, content_type, self.body).into_response()
    }
}
