//! An answer of the endpoint, and what a check expects of it.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::checked::{CheckResult, broken, hold};
use crate::section::ProtocolSection;

/// An answer, read. A body that is no JSON is [`Value::Null`].
#[derive(Clone, Debug)]
pub struct EndpointAnswer {
    /// The request, as a finding names it.
    pub request: String,
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Value,
    /// How long it took.
    pub took: Duration,
}

impl EndpointAnswer {
    /// Returns a text of the body; empty if there is none.
    pub fn text(&self, member: &str) -> &str {
        text(&self.body, member)
    }

    /// Returns a header's values, joined as if they were one.
    pub fn header(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter();
        let texts: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
        texts.join(", ")
    }

    /// Says what was answered, without the body.
    pub fn in_words(&self) -> String {
        let code = self.text("code");
        let between = if code.is_empty() { "" } else { " " };
        format!(
            "{} was answered with {}{between}{code}",
            self.request, self.status
        )
    }

    /// Expects `200`.
    pub fn good(&self, section: ProtocolSection) -> CheckResult<&Value> {
        if self.status == 429 {
            return broken(
                ProtocolSection::Serving,
                format!(
                    "{}: a limit was reached, which these few requests must not; let the session command make a customer for each order",
                    self.in_words()
                ),
            );
        }
        hold(self.status == 200, section, || {
            format!("{}, not 200", self.in_words())
        })?;
        Ok(&self.body)
    }

    /// Expects a problem of this status and one of these codes.
    pub fn refused(&self, section: ProtocolSection, status: u16, codes: &[&str]) -> CheckResult {
        let right = self.status == status && codes.contains(&self.text("code"));
        hold(right, section, || {
            format!("{}, not {status} {}", self.in_words(), codes.join(" or "))
        })
    }

    /// Expects it to be marked as the answer to a repeated key, or not to be.
    pub fn replayed(&self, expected: bool) -> CheckResult {
        let is = self.header("idempotent-replayed") == "true";
        hold(is == expected, ProtocolSection::Common, || {
            let not = if expected { "lacks" } else { "must not have" };
            format!(
                "the answer to {} {not} `Idempotent-Replayed: true`",
                self.request
            )
        })
    }
}

/// Tells whether an answer says that there is no such call.
pub fn is_left_out(answer: &EndpointAnswer) -> bool {
    answer.status == 404 && answer.text("code") == "route.unknown"
}

/// Returns a member that is a text; empty if there is none.
pub fn text<'value>(value: &'value Value, member: &str) -> &'value str {
    value
        .get(member)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Returns a member that is a whole number.
pub fn whole(value: &Value, member: &str) -> Option<i64> {
    value.get(member).and_then(Value::as_i64)
}

/// Expects a payment to be in a state, and to say of money what the state does.
pub fn expect_state(payment: &Value, state: &str, about: &str) -> CheckResult {
    let is = text(payment, "state");
    hold(is == state, ProtocolSection::Payment, || {
        format!("{about}: the payment is `{is}`, not `{state}`")
    })
}
