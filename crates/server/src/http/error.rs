//! Every answer that is not a success: `application/problem+json` with a
//! stable code, as docs/protocol.md lists them; a page where a shopper reads it.

mod body;

pub use crate::http::error::body::problem_schema;

use core::fmt;

use http::StatusCode;
use oneclick_rules::{ErrorCode, Violation};

use crate::problem::Problem;
use crate::refusal::Refusal;

/// Says why a request is not answered as it asked.
///
/// Its body is made in `error/body.rs`.
#[derive(Debug)]
pub enum Error {
    /// The body is not JSON.
    Json,
    /// A member is missing, unknown, twice there or of the wrong form.
    Field(String),
    /// A member is none of the words that it may be.
    Word {
        /// The path to the member.
        field: String,
        /// The words.
        words: String,
    },
    /// A member that has another name now.
    Renamed {
        /// The member.
        field: String,
        /// What to send instead.
        now: &'static str,
    },
    /// A member is null where that does not mean "none".
    Null(String),
    /// A member twice in an object, or an entry twice in a list.
    Repeated(String),
    /// The body is compressed.
    Encoded,
    /// A header that may stand once is there more often.
    HeaderRepeated(&'static str),
    /// An expectation that is not met here.
    Expectation,
    /// The request is not HTTP/1 as it must be written: why.
    Malformed(&'static str),
    /// The request's head has more bytes or headers than are taken.
    HeadTooLarge,
    /// Head or body did not arrive in time.
    Slow,
    /// The body has more than 16 kB; a notification more than 1 MiB.
    TooLarge,
    /// The body is announced as something else than JSON.
    MediaType,
    /// No `Idempotency-Key`.
    KeyMissing,
    /// No client token.
    TokenMissing,
    /// A client token that opens nothing.
    TokenUnknown,
    /// No secret key.
    SecretKeyMissing,
    /// Another secret key than this server's.
    SecretKeyUnknown,
    /// A page whose origin is not on the list.
    OriginRefused,
    /// A page that calls by itself where the frame of isolated mode alone may.
    NotIsolated,
    /// No such call.
    RouteUnknown,
    /// The call exists with another method.
    MethodRefused,
    /// No such session.
    SessionUnknown,
    /// A notification that is not the provider's: why.
    NotificationRefused(&'static str),
    /// The server takes no requests now: why. Logged, not told.
    Unavailable(&'static str),
    /// A refusal.
    Refused(Refusal),
}

/// Marks an answer that tells its error by itself: a page for a shopper. The error is logged,
/// and no problem is written over the page.
#[derive(Clone, Copy, Debug)]
pub struct OwnBody;

impl Error {
    /// Returns one broken rule.
    pub fn rule(code: ErrorCode, field: &'static str) -> Self {
        Self::rules(vec![Violation::new(code, field)])
    }

    /// Broken rules, at least one.
    pub fn rules(broken: Vec<Violation>) -> Self {
        Self::Refused(Refusal::Rules(broken))
    }

    /// Returns an error of ours.
    pub fn internal(cause: &'static str) -> Self {
        Self::Refused(Refusal::Internal(anyhow::anyhow!(cause)))
    }

    /// Returns a refusal where what is missing is a session.
    pub fn of_session(refusal: Refusal) -> Self {
        if matches!(refusal, Refusal::Missing) {
            return Self::SessionUnknown;
        }
        Self::Refused(refusal)
    }

    /// Gives what the caller is told of it.
    #[expect(clippy::too_many_lines, reason = "it is one table")]
    pub fn problem(&self) -> Problem {
        use StatusCode as S;
        let field = |text: String| Problem::new(S::BAD_REQUEST, "request.field", text);
        let (status, code, text) = match self {
            Self::Json => (
                S::BAD_REQUEST,
                "request.json",
                "the body is not JSON in UTF-8",
            ),
            Self::Field(name) => {
                return field(format!(
                    "the member `{name}` is missing, unknown, twice there or not of its form"
                ));
            }
            Self::Word { field: name, words } => {
                return field(format!("the member `{name}` must be {words}"));
            }
            Self::Renamed { field: name, now } => {
                return field(format!("the member `{name}` has another name: send {now}"));
            }
            Self::Null(name) => {
                return field(format!(
                    "the member `{name}` is null: leave it out, or give it a value"
                ));
            }
            Self::Repeated(name) => {
                return field(format!(
                    "the member `{name}` is there twice, or lists the same twice"
                ));
            }
            Self::Encoded => (
                S::UNSUPPORTED_MEDIA_TYPE,
                "request.encoding",
                "the header Content-Encoding is there: a body is taken as it is, not compressed",
            ),
            Self::HeaderRepeated(name) => {
                return Problem::new(
                    S::BAD_REQUEST,
                    "request.header_repeated",
                    format!("the header {name} is there more than once"),
                );
            }
            Self::Expectation => (
                S::EXPECTATION_FAILED,
                "request.expectation",
                "the header Expect asks for something else than `100-continue`, which alone can be met: leave it out",
            ),
            Self::Malformed(why) => {
                return Problem::new(
                    S::BAD_REQUEST,
                    "request.http",
                    format!("the request is not well-formed HTTP/1: {why}"),
                );
            }
            Self::HeadTooLarge => (
                S::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "request.head_too_large",
                "the request's head has more than 16 kB or more than 100 headers",
            ),
            Self::Slow => (
                S::REQUEST_TIMEOUT,
                "request.slow",
                "the request did not arrive in time",
            ),
            Self::TooLarge => (
                S::PAYLOAD_TOO_LARGE,
                "request.too_large",
                "the body is larger than this call takes",
            ),
            Self::MediaType => (
                S::UNSUPPORTED_MEDIA_TYPE,
                "request.media_type",
                "the header Content-Type is not application/json",
            ),
            Self::KeyMissing => (
                S::BAD_REQUEST,
                "idempotency_key.missing",
                "the header Idempotency-Key is missing: send a random key of 16 to 64 of the letters A–Z a–z, digits and _ -, the same when the request is sent again",
            ),
            Self::TokenMissing => (
                S::UNAUTHORIZED,
                "token.missing",
                "the header Authorization is missing: send `Bearer` and the session's `client_token`",
            ),
            Self::TokenUnknown => (
                S::UNAUTHORIZED,
                "token.unknown",
                "the client token opens no session: POST /v1/sessions answers with one, once",
            ),
            Self::SecretKeyMissing => (
                S::UNAUTHORIZED,
                "secret_key.missing",
                "the header Authorization is missing: send `Bearer` and the secret key",
            ),
            Self::SecretKeyUnknown => (
                S::UNAUTHORIZED,
                "secret_key.unknown",
                "the secret key is not this server's: it is `keys.secret` of its configuration",
            ),
            Self::OriginRefused => (
                S::FORBIDDEN,
                "origin.refused",
                "the origin of the page is not in `widget.origins` of the configuration",
            ),
            Self::NotIsolated => (
                S::FORBIDDEN,
                "origin.refused",
                "`widget.isolated_alone` of the configuration lets pages call from the frame of the element's isolated mode alone: give the element the attribute `isolated`",
            ),
            Self::RouteUnknown => (
                S::NOT_FOUND,
                "route.unknown",
                "there is no call at this address; docs/protocol.md lists the calls",
            ),
            Self::MethodRefused => (
                S::METHOD_NOT_ALLOWED,
                "method.refused",
                "there is a call at this address, with another method",
            ),
            Self::SessionUnknown => (S::NOT_FOUND, "session.unknown", "there is no such session"),
            Self::NotificationRefused(why) => {
                return Problem::new(
                    S::UNAUTHORIZED,
                    "notification.refused",
                    format!("the notification is not the provider's: {why}"),
                );
            }
            Self::Unavailable(_) => return Problem::unavailable(),
            Self::Refused(refusal) => return refusal.problem(),
        };
        Problem::new(status, code, text)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem().text)
    }
}

impl<R: Into<Refusal>> From<R> for Error {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal.into())
    }
}
