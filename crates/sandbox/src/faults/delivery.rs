//! How an answer travels: whole, late, mangled, or not at all.

use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::behaviour::Behaviour;
use super::connection::Connection;
use super::ordered::Faults;
use super::reply::Reply;
use super::rule::Rule;

/// How long `slow` takes unless the rule says, in milliseconds.
const SLOW: u64 = 30_000;

/// What a dialect's own faults look like.
pub(crate) struct FaultForm {
    /// The content type of an answer that went well.
    pub(crate) content_type: &'static str,
    /// Answers 404 where the payment is not there, or 500, the server's own error.
    pub(crate) error: fn(StatusCode) -> Reply,
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other behaviours leave the answer whole"
)]
impl FaultForm {
    /// Strikes a charge before anything is booked.
    pub(crate) fn before(&self, connection: &Connection, rule: &Rule) -> Option<Response> {
        match rule.behaviour {
            Behaviour::Dropped => Some(lost(connection)),
            Behaviour::Error500 => Some(self.server_error()),
            _ => None,
        }
    }

    /// Gives the answer of a charge that is booked, in the way that was ordered.
    pub(crate) async fn deliver(
        &self,
        faults: &Faults,
        connection: &Connection,
        rule: &Rule,
        reply: Reply,
    ) -> Response {
        match rule.behaviour {
            Behaviour::AnswerLost => lost(connection),
            Behaviour::Error500Booked => self.server_error(),
            Behaviour::Garbage => self.garbage(StatusCode::CREATED),
            Behaviour::Html => {
                Html("<!doctype html><title>Bad gateway</title><h1>502 Bad gateway</h1>")
                    .into_response()
            }
            Behaviour::Truncated => {
                // The head is shorter than half of any payment, so that the
                // break comes in the middle of the body.
                connection.cut_after(reply.body.len() / 2);
                reply.into_response()
            }
            Behaviour::Slow => {
                let late = Duration::from_millis(rule.milliseconds.unwrap_or(SLOW));
                tokio::select! {
                    biased;
                    () = tokio::time::sleep(late) => {}
                    () = faults.released() => {}
                }
                reply.into_response()
            }
            _ => reply.into_response(),
        }
    }

    /// Strikes a look-up; `look_up_empty` and `look_up_duplicate` are the
    /// dialect's own.
    pub(crate) fn look_up(
        &self,
        connection: &Connection,
        ordered: Option<Behaviour>,
    ) -> Option<Response> {
        match ordered? {
            Behaviour::LookUp500 => Some(self.server_error()),
            Behaviour::LookUpLost => Some(lost(connection)),
            Behaviour::LookUpGarbage => Some(self.garbage(StatusCode::OK)),
            _ => None,
        }
    }

    fn server_error(&self) -> Response {
        (self.error)(StatusCode::INTERNAL_SERVER_ERROR).into_response()
    }

    /// Makes an answer that says JSON and is not.
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
