//! Writes the body of an error's answer.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use oneclick_rules::wire::PaymentView;
use oneclick_rules::{Currency, Limit, PaymentId, Violation};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema as _, ToSchema};

use crate::http::error::Error;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// The body of an answer that is not a success (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
struct ProblemBody<'a> {
    /// Always `about:blank`: `code` tells the errors apart.
    r#type: &'static str,
    /// The status in words.
    title: Option<&'static str>,
    /// The status.
    status: u16,
    /// The stable code.
    code: &'static str,
    /// What is wrong and what would be right, for developers.
    detail: &'a str,
    /// Under which the log has the error.
    request_id: &'a str,
    #[serde(flatten)]
    about: About<'a>,
}

/// Holds what some errors tell beside the code.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = ProblemDetails)]
struct About<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The member that is wrong, with dots between levels.
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// What the order costs now, minor units.
    amount: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<Currency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<KnownPayment<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    violations: Option<Vec<Violation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Limit>,
}

/// A payment that is there already.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum KnownPayment<'a> {
    /// As the shopper sees it.
    Shown(&'a PaymentView),
    /// By its id, for the merchant to ask for.
    Named(&'a PaymentId),
}

/// Describes the body of an answer that is not a success, with what it refers to.
pub fn problem_schema() -> Vec<(String, RefOr<Schema>)> {
    let mut all = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut all);
    all
}

impl Error {
    /// Writes the body that is sent, with the request id under which the log has
    /// the error.
    ///
    /// # Errors
    /// Fails never: every member can be written as JSON.
    pub fn body(&self, request_id: &str) -> serde_json::Result<String> {
        let Problem { status, code, text } = self.problem();
        serde_json::to_string(&ProblemBody {
            r#type: "about:blank",
            title: status.canonical_reason(),
            status: status.as_u16(),
            code,
            detail: &text,
            request_id,
            about: self.about(),
        })
    }

    fn about(&self) -> About<'_> {
        let mut about = About::default();
        if let Self::Field(field)
        | Self::Renamed { field, .. }
        | Self::Word { field, .. }
        | Self::Null(field)
        | Self::Repeated(field) = self
        {
            about.field = Some(field);
        }
        let Self::Refused(refusal) = self else {
            return about;
        };
        if let Refusal::AmountChanged(amount) = refusal {
            about.amount = Some(amount.minor());
            about.currency = Some(amount.currency());
        }
        if let Refusal::Stale(payment) = refusal {
            about.payment = Some(KnownPayment::Shown(payment));
        }
        if let Refusal::Running(Some(payment)) = refusal {
            about.payment = Some(KnownPayment::Named(payment));
        }
        if let Refusal::Limit { limit, .. } = refusal {
            about.limit = Some(*limit);
        }
        let violations = refusal.violations();
        about.violations = (!violations.is_empty()).then_some(violations);
        about
    }
}

impl IntoResponse for Error {
    /// Carries the error to the edge, which alone knows the request id.
    fn into_response(self) -> Response {
        let mut response = self.problem().status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
