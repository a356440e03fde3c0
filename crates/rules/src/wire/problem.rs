//! An error answer.

use serde::Deserialize;

use super::PaymentView;
use super::member::{Checked, Known};
use crate::amount::Minor;
use crate::{Amount, Currency, ErrorCode, Limit};

/// What the element needs of an error answer (`application/problem+json`).
///
/// What is not of the documented form is left out: an error answer is never unreadable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "ProblemMessage")]
pub struct ProblemView {
    /// The stable code; empty where the answer has none, such as a proxy's page.
    pub code: String,
    /// What finds the error in the server's log.
    pub request_id: Option<String>,
    /// The rules of the security code that were broken; the element acts on no other.
    pub violations: Vec<ErrorCode>,
    /// With `amount.changed`: what the order costs now.
    pub amount: Option<Amount>,
    /// With `attempts.too_many`: the limit that was reached.
    pub limit: Option<Limit>,
    /// With `attempts.too_many`: the seconds until the limit ends, as the header `Retry-After` says.
    pub retry_after: Option<u64>,
    /// With `payment.stale`: the attempt that the page had not seen.
    pub payment: Option<Box<PaymentView>>,
}

#[derive(Deserialize)]
struct ProblemMessage {
    code: Known<String>,
    request_id: Known<String>,
    violations: Known<Vec<Known<ViolationMessage>>>,
    currency: Known<Checked<Currency>>,
    amount: Known<Checked<Minor>>,
    limit: Known<Limit>,
    payment: Known<PaymentView>,
}

#[derive(Deserialize)]
struct ViolationMessage {
    code: Known<String>,
}

impl From<ProblemMessage> for ProblemView {
    fn from(from: ProblemMessage) -> Self {
        let violations = from.violations.0.unwrap_or_default().into_iter();
        let (amount, currency) = (from.amount.0, from.currency.0);
        Self {
            code: from.code.0.unwrap_or_default(),
            request_id: from.request_id.0,
            violations: violations
                .filter_map(|Known(violation)| ErrorCode::of_cvc(&violation?.code.0?))
                .collect(),
            amount: amount
                .zip(currency)
                .map(|(amount, currency)| Amount::of(amount.0, currency.0)),
            limit: from.limit.0,
            retry_after: None,
            payment: from.payment.0.map(Box::new),
        }
    }
}
