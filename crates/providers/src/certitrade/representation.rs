//! Representations and errors ("Concepts", section "Data format").

use serde::Deserialize;

use crate::fields::{Field, FilledText, Object, Whole, json_of_kind};
use crate::http::HttpResponse;
use crate::status::NotReadable;

/// What the documents and the later clients name for a representation.
const HAL: &[&str] = &["application/hal+json", "application/json"];
/// The same for an error.
const PROBLEM: &[&str] = &["application/api-problem+json", "application/json"];

/// Gives the representation in an answer of success: 200 and 201 alone have one
/// ("Tables", section "HTTP status codes"). JSON that is no object represents
/// something that tells nothing.
pub(super) fn resource<T: Default + for<'de> Deserialize<'de>>(
    response: &HttpResponse<'_>,
) -> Option<T> {
    if !matches!(response.status, 200 | 201) {
        return None;
    }
    Some(match json_of_kind(response, HAL)? {
        Field::Value(Object(resource)) => resource,
        Field::Absent | Field::Null | Field::Empty | Field::Other => T::default(),
    })
}

/// An error ("Concepts", section "Error handling").
#[derive(Default, Deserialize)]
#[serde(default)]
struct ApiProblem {
    #[serde(rename = "describedBy")]
    described_by: Field<FilledText>,
    title: Field<FilledText>,
    #[serde(rename = "httpStatus")]
    http_status: Field<Whole>,
}

/// Tells whether an answer is an error in the documented shape and of a documented
/// status by which nothing was done: 400 input data, 401 not authenticated, 403
/// not allowed, 404 not found. 500 says nothing of what was done.
///
/// `describedBy` is mandatory (the clients' test has it null), `title` too;
/// `httpStatus`, where it stands, is the status of the answer.
pub(super) fn is_refusal(response: &HttpResponse<'_>) -> bool {
    let status = u64::from(response.status);
    let Some(Field::Value(Object(problem))) =
        json_of_kind::<Field<Object<ApiProblem>>>(response, PROBLEM)
    else {
        return false;
    };
    matches!(status, 400 | 401 | 403 | 404)
        && problem.described_by.is_there()
        && problem.title.text().is_some()
        && (problem.http_status.is_blank() || problem.http_status.whole() == Some(status))
}

/// Tells whether the answer is the documented "cannot be found".
pub(super) fn is_not_found(response: &HttpResponse<'_>) -> bool {
    response.status == 404 && is_refusal(response)
}

pub(super) fn not_readable(what: &str) -> NotReadable {
    NotReadable(String::from(what))
}
