//! An error answer.

use super::PaymentView;
use super::json::{Json, amount};
use crate::{Amount, ErrorCode, Limit};

/// What the element needs of an error answer (`application/problem+json`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemView {
    /// The stable code; empty where the answer has none, such as a proxy's page.
    pub code: String,
    /// What finds the error in the server's log.
    pub request_id: Option<String>,
    /// The rules that were broken.
    pub violations: Vec<ErrorCode>,
    /// With `amount.changed`: what the order costs now.
    pub amount: Option<Amount>,
    /// With `attempts.too_many`: the limit that was reached.
    pub limit: Option<Limit>,
    /// With `payment.stale`: the attempt that the page had not seen.
    pub payment: Option<Box<PaymentView>>,
}

impl ProblemView {
    /// Reads what there is; an error answer is never unreadable.
    pub fn read<J: Json>(from: &J) -> Self {
        let text = |name| from.member(name).and_then(|value| value.text());
        let violations = from.member("violations").and_then(|list| list.items());
        Self {
            code: text("code").unwrap_or_default(),
            request_id: text("request_id"),
            violations: violations
                .unwrap_or_default()
                .iter()
                .filter_map(violated)
                .collect(),
            amount: amount(from).ok(),
            limit: text("limit").and_then(|word| Limit::parse(&word)),
            payment: from
                .member("payment")
                .and_then(|payment| PaymentView::read(&payment).ok())
                .map(Box::new),
        }
    }
}

fn violated<J: Json>(violation: &J) -> Option<ErrorCode> {
    ErrorCode::parse(&violation.member("code")?.text()?)
}
