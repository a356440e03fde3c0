//! What the description shows of requests, answers and errors: such as a shop sends and
//! gets, with no key, token or security code that could be anybody's.

mod answers;
pub(super) mod problems;
mod requests;
pub(super) mod webhooks;

use serde_json::Value;

/// Adds the examples of requests and of answers that are successes.
pub fn add(document: &mut Value) {
    requests::add(document);
    answers::add(document);
}
