//! The page of what is refused, or fails.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use maud::html;

use crate::http::admin::address::PATH;
use crate::http::admin::page::OperatorPage;
use crate::http::error::{Error, OwnBody};
use crate::refusal::Refusal;
use crate::store::StoreError;

/// A call of the operator's page that is refused, or fails.
#[derive(Debug)]
pub struct RefusedOperator {
    error: Error,
    text: String,
}

impl RefusedOperator {
    /// Refuses a request that names another host.
    pub fn host() -> Self {
        let why = "the header Host names no loopback address";
        Self::from(Error::Malformed(why))
    }

    /// Refuses a form that another page has sent.
    pub fn origin() -> Self {
        Self {
            error: Error::OriginRefused,
            text: String::from(
                "The form was not sent by a page of this server's, as far as the browser says: nothing was done.",
            ),
        }
    }
}

impl From<Error> for RefusedOperator {
    fn from(error: Error) -> Self {
        let text = error.problem().text.into_owned();
        Self { error, text }
    }
}

impl From<Refusal> for RefusedOperator {
    fn from(refusal: Refusal) -> Self {
        Self::from(Error::Refused(refusal))
    }
}

impl From<StoreError> for RefusedOperator {
    fn from(error: StoreError) -> Self {
        Self::from(Refusal::from(error))
    }
}

impl IntoResponse for RefusedOperator {
    fn into_response(self) -> Response {
        let status = self.error.problem().status;
        let title = match status {
            StatusCode::NOT_FOUND => "Not found",
            status if status.is_server_error() => "The server cannot answer",
            _ => "Not accepted",
        };
        let page = OperatorPage {
            status,
            title: String::from(title),
            message: None,
            body: html! {
                p { (self.text) }
                p { a href=(PATH) { "To the first page" } }
            },
        };
        let mut response = page.answer_strangers();
        let extensions = response.extensions_mut();
        extensions.insert(Arc::new(self.error));
        extensions.insert(OwnBody);
        response
    }
}
