//! Tells a caller why a request is not answered as it asked.

mod rule;

use std::borrow::Cow;

use http::StatusCode;
use oneclick_rules::Violation;

/// Status, stable code and text of an answer that is not a success, as
/// docs/protocol.md lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub text: Cow<'static, str>,
}

impl Problem {
    /// Puts the three together.
    pub fn new(status: StatusCode, code: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code,
            text: text.into(),
        }
    }

    /// Tells of every broken rule; the first one gives the code.
    pub fn of_rules(broken: &[Violation]) -> Self {
        let (status, code) = rule::kind(broken);
        let sentences: Vec<String> = broken.iter().map(rule::sentence).collect();
        Self::new(status, code, sentences.join("; "))
    }

    /// Tells that the same request may be taken later.
    pub fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "server.unavailable",
            "the server cannot take the request now",
        )
    }
}
