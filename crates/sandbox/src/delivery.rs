//! How an answer travels: whole, late, mangled, or not at all. The same for
//! all dialects.

use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use crate::behaviour::Behaviour;
use crate::door::Connection;
use crate::house::House;
use crate::rule::Rule;

/// How long `slow` takes unless the rule says, in milliseconds.
const SLOW: u64 = 30_000;

/// An answer in JSON.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) http: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) body: Value,
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let content_type = [(header::CONTENT_TYPE, self.content_type)];
        (self.http, content_type, self.body.to_string()).into_response()
    }
}

/// What a dialect's own faults look like.
pub(crate) struct Manner {
    /// The content type of an answer that went well.
    pub(crate) content_type: &'static str,
    /// The server's own error, HTTP 500.
    pub(crate) server_error: fn() -> Answer,
}

impl Manner {
    /// The fault that strikes a charge before anything is booked.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all others let the charge through"
    )]
    pub(crate) fn before(&self, connection: &Connection, rule: &Rule) -> Option<Response> {
        match rule.behaviour {
            Behaviour::Dropped => Some(lost(connection)),
            Behaviour::Error500 => Some((self.server_error)().into_response()),
            _ => None,
        }
    }

    /// Gives the answer of a charge that is booked, in the way that was ordered.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all others leave the answer whole"
    )]
    pub(crate) async fn deliver(
        &self,
        house: &House,
        connection: &Connection,
        rule: &Rule,
        answer: Answer,
    ) -> Response {
        match rule.behaviour {
            Behaviour::AnswerLost => lost(connection),
            Behaviour::Error500Booked => (self.server_error)().into_response(),
            Behaviour::Garbage => self.garbage(StatusCode::CREATED),
            Behaviour::Html => {
                Html("<!doctype html><title>Bad gateway</title><h1>502 Bad gateway</h1>")
                    .into_response()
            }
            Behaviour::Truncated => {
                // The head is shorter than half of any payment, so that the
                // break comes in the middle of the body.
                connection.cut_after(answer.body.to_string().len() / 2);
                answer.into_response()
            }
            Behaviour::Slow => {
                let late = Duration::from_millis(rule.milliseconds.unwrap_or(SLOW));
                tokio::select! {
                    () = tokio::time::sleep(late) => {}
                    () = house.release.notified() => {}
                }
                answer.into_response()
            }
            _ => answer.into_response(),
        }
    }

    /// The fault that strikes a look-up; `look_up_empty` and
    /// `look_up_duplicate` are the dialect's own business.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all others leave the answer whole"
    )]
    pub(crate) fn of_look_up(
        &self,
        connection: &Connection,
        ordered: Option<Behaviour>,
    ) -> Option<Response> {
        match ordered? {
            Behaviour::LookUp500 => Some((self.server_error)().into_response()),
            Behaviour::LookUpLost => Some(lost(connection)),
            Behaviour::LookUpGarbage => Some(self.garbage(StatusCode::OK)),
            _ => None,
        }
    }

    /// An answer that says JSON and is not.
    fn garbage(&self, http: StatusCode) -> Response {
        let content_type = [(header::CONTENT_TYPE, self.content_type)];
        (http, content_type, "{\"Payment\": \u{fffd}\u{0}").into_response()
    }
}

/// Breaks the connection; what is returned never goes out.
fn lost(connection: &Connection) -> Response {
    connection.cut_after(0);
    StatusCode::NO_CONTENT.into_response()
}
