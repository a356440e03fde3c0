//! The variable parts of a path.

use axum::extract::FromRequestParts;
use http::request::Parts;
use oneclick_rules::PaymentId;
use serde::de::DeserializeOwned;

use crate::http::error::Error;
use crate::refusal::Refusal;

/// Holds what stands in a path's braces. A path that is no text leads nowhere.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0))
            .map_err(|_| Error::RouteUnknown)
    }
}

/// Reads the id of a payment. What is none is unknown.
pub fn payment_id(text: &str) -> Result<PaymentId, Error> {
    Ok(PaymentId::parse(text).map_err(|_| Refusal::Missing)?)
}
