//! How an answer travels: whole, late, mangled, or not at all.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use super::answer;
use crate::bank::House;
use crate::behaviour::{Behaviour, Rule};
use crate::door::Connection;

/// How long `slow` takes unless the rule says, in milliseconds.
const SLOW: u64 = 30_000;

/// Gives the answer of a charge that is booked, in the way that was ordered.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all others leave the answer whole"
)]
pub(super) async fn deliver(
    house: &House,
    connection: &Connection,
    rule: &Rule,
    http: StatusCode,
    body: Value,
) -> Response {
    let answer = answer::answer(http, &body);
    match rule.behaviour {
        Behaviour::AnswerLost => lost(connection),
        Behaviour::Error500Booked => server_error(),
        Behaviour::Garbage => garbage(),
        Behaviour::Html => {
            Html("<!doctype html><title>Bad gateway</title><h1>502 Bad gateway</h1>")
                .into_response()
        }
        Behaviour::Truncated => {
            // The head is shorter than half of any payment, so that the break
            // comes in the middle of the body.
            connection.cut_after(body.to_string().len() / 2);
            answer
        }
        Behaviour::Slow => {
            let late = Duration::from_millis(rule.milliseconds.unwrap_or(SLOW));
            tokio::select! {
                () = tokio::time::sleep(late) => {}
                () = house.release.notified() => {}
            }
            answer
        }
        _ => answer,
    }
}

/// Breaks the connection; what is returned never goes out.
pub(super) fn lost(connection: &Connection) -> Response {
    connection.cut_after(0);
    StatusCode::NO_CONTENT.into_response()
}

/// The server's own error.
pub(super) fn server_error() -> Response {
    answer::message(StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred.")
}

/// An answer that says JSON and is not.
pub(super) fn garbage() -> Response {
    let content_type = [("content-type", "application/json; charset=utf-8")];
    (
        StatusCode::CREATED,
        content_type,
        "{\"Payment\": \u{fffd}\u{0}",
    )
        .into_response()
}
