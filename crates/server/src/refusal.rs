//! Why a request did nothing.

use core::fmt;

use http::StatusCode;
use oneclick_rules::wire::PaymentView;
use oneclick_rules::{Amount, ErrorCode, Limit, PaymentId, Violation};

use crate::problem::Problem;
use crate::store;

/// Says why a request did nothing.
#[derive(Debug)]
pub enum Refusal {
    /// The session takes no new payment.
    SessionExpired,
    /// A newer session of the order has another amount.
    Superseded,
    /// The order costs something else than the shopper was shown.
    AmountChanged(Amount),
    /// There is an attempt that the page has not seen.
    Stale(Box<PaymentView>),
    /// The key is being worked on: for which payment, where a merchant asks.
    Running(Option<PaymentId>),
    /// The key belongs to another request.
    KeyReused,
    /// The customer has no such card.
    CardUnknown,
    /// The card's removal is done and cannot be undone.
    CardDeleted,
    /// The provider is being asked to delete the card's token.
    CardDeleting,
    /// The provider was asked what to show of a token and did not tell: why.
    CardUnreadable(String),
    /// The card or the security code breaks these rules.
    Card(Vec<ErrorCode>),
    /// A limit against guessing was reached.
    Limit {
        /// Its name.
        limit: Limit,
        /// When to come back, seconds.
        retry_after: u64,
    },
    /// What was asked for breaks these rules.
    Rules(Vec<Violation>),
    /// An attempt holds the order.
    OrderHeld,
    /// The order belongs to another customer.
    OrderCustomer,
    /// There is no such payment under this id.
    Missing,
    /// A person has nothing to decide here: why.
    NotInReview(String),
    /// A resolution does not say what it is about: what is missing.
    ReviewUnclear(String),
    /// Another operation of the payment is not resolved yet.
    Busy,
    /// The payment is not in a state for that.
    PaymentState,
    /// Nothing is captured that could be refunded; what is authorised can be cancelled.
    NotCaptured,
    /// More than there is to capture or refund.
    OperationAmount,
    /// The provider has no such call.
    OperationUnsupported,
    /// The provider could not be read before anything was written.
    ProviderSilent,
    /// There is no such webhook.
    WebhookUnknown,
    /// The webhook is not the first of its line that is to be sent: what is.
    WebhookState(String),
    /// It is not known what the providers have since the store went back to a copy.
    Recovering,
    /// Only a server in test mode does that.
    TestOnly,
    /// Ours. Logged with its causes, told without them.
    Internal(anyhow::Error),
}

impl Refusal {
    /// Gives what the caller is told of it.
    #[expect(clippy::too_many_lines, reason = "it is one table")]
    pub fn problem(&self) -> Problem {
        use StatusCode as S;
        let (status, code, text) = match self {
            Self::SessionExpired => (
                S::UNAUTHORIZED,
                "session.expired",
                "the session has ended and takes no new payment: make a new one for the same order",
            ),
            Self::Superseded => (
                S::CONFLICT,
                "session.superseded",
                "a newer session of the order has another amount: use that session's client token",
            ),
            Self::AmountChanged(_) => (
                S::CONFLICT,
                ErrorCode::AmountChanged.as_str(),
                "the order costs something else than was shown: show `amount` and `currency` of this answer, and ask again",
            ),
            Self::Stale(_) => (
                S::CONFLICT,
                "payment.stale",
                "the order has a newer attempt than the one named in `previous_payment`: it is `payment` of this answer",
            ),
            Self::Running(_) => (
                S::CONFLICT,
                "payment.running",
                "a request with the same idempotency key is under way: ask what became of it",
            ),
            Self::KeyReused => (
                S::UNPROCESSABLE_ENTITY,
                "idempotency_key.reused",
                "the idempotency key was used for another request: a new request has a new key",
            ),
            Self::CardUnknown => (
                S::NOT_FOUND,
                ErrorCode::CardUnknown.as_str(),
                "the customer has no such card",
            ),
            Self::CardDeleted => (
                S::CONFLICT,
                "card.deleted",
                "the card's removal is done and cannot be undone: have the shopper enter the card again",
            ),
            Self::CardDeleting => (
                S::CONFLICT,
                "card.deleting",
                "the token is being deleted at its provider, by an earlier removal: import it again in a minute",
            ),
            Self::CardUnreadable(why) => {
                return Problem::new(
                    S::UNPROCESSABLE_ENTITY,
                    "card.unreadable",
                    format!(
                        "the provider does not tell what to show of the card ({why}): give `brand`, `last_four` and `expiry`, or import it later"
                    ),
                );
            }
            Self::Card(_) | Self::Rules(_) => return Problem::of_rules(&self.violations()),
            Self::Limit { limit, .. } => {
                return Problem::new(
                    S::TOO_MANY_REQUESTS,
                    "attempts.too_many",
                    format!("the limit `{limit}` was reached; nothing was sent"),
                );
            }
            Self::OrderHeld => (
                S::CONFLICT,
                "order.held",
                "an attempt holds the order, so that it is neither charged again nor changed: the session shows it under `payments`",
            ),
            Self::OrderCustomer => (
                S::CONFLICT,
                ErrorCode::OrderCustomer.as_str(),
                "the order belongs to another customer: a new purchase has a new order reference",
            ),
            Self::Missing => (S::NOT_FOUND, "payment.unknown", "there is no such payment"),
            Self::NotInReview(why) => {
                return Problem::new(
                    S::CONFLICT,
                    "payment.not_in_review",
                    format!("this is not in review, there is nothing to decide: {why}"),
                );
            }
            Self::ReviewUnclear(what) => {
                return Problem::new(
                    S::UNPROCESSABLE_ENTITY,
                    "review.unclear",
                    format!("what the resolution is about is unclear: {what}"),
                );
            }
            Self::Busy => (
                S::CONFLICT,
                "payment.busy",
                "another capture, cancel or refund of the payment is not resolved yet: it is among its `operations`",
            ),
            Self::PaymentState => (
                S::CONFLICT,
                "payment.state",
                "the payment is not in a state for that: there is nothing to capture, cancel or refund",
            ),
            Self::NotCaptured => (
                S::CONFLICT,
                "payment.state",
                "nothing of the payment is captured yet, so that there is nothing to refund: `cancel` gives it back",
            ),
            Self::OperationAmount => (
                S::UNPROCESSABLE_ENTITY,
                "operation.amount",
                "`amount` must be at least 1 and at most what there is left to capture or refund",
            ),
            Self::OperationUnsupported => (
                S::UNPROCESSABLE_ENTITY,
                "operation.unsupported",
                "the payment's provider cannot do that; GET /v1/providers says what it can. Where it has no refund, `cancel` gives the whole payment back",
            ),
            Self::ProviderSilent => (
                S::BAD_GATEWAY,
                "provider.unreadable",
                "the provider could not be read; nothing was written and nothing sent. Send it again, with the same key",
            ),
            Self::WebhookUnknown => (S::NOT_FOUND, "webhook.unknown", "there is no such webhook"),
            Self::WebhookState(why) => {
                return Problem::new(
                    S::CONFLICT,
                    "webhook.state",
                    format!("the webhook is not the one that is to be sent next: {why}"),
                );
            }
            Self::Recovering => (
                S::SERVICE_UNAVAILABLE,
                "server.recovering",
                "payments are closed until the providers were asked what happened since the store was taken back to a copy: `oneclick recover` does; nothing was sent",
            ),
            Self::TestOnly => (
                S::FORBIDDEN,
                "mode.test_only",
                "only a server in test mode does this; this one moves real money",
            ),
            Self::Internal(error)
                if error
                    .downcast_ref()
                    .is_some_and(store::StoreError::is_passing) =>
            {
                return Problem::unavailable();
            }
            Self::Internal(_) => (
                S::INTERNAL_SERVER_ERROR,
                "server.error",
                "an error of the server; its log has the request id",
            ),
        };
        Problem::new(status, code, text)
    }

    /// Lists the rules that were broken, if it is because of them.
    pub fn violations(&self) -> Vec<Violation> {
        if let Self::Card(codes) = self {
            return codes.iter().copied().map(of_card).collect();
        }
        if let Self::Rules(broken) = self {
            return broken.clone();
        }
        Vec::new()
    }
}

fn of_card(code: ErrorCode) -> Violation {
    let is_of_cvc = code.as_str().starts_with("cvc.");
    Violation::new(code, if is_of_cvc { "cvc" } else { "card" })
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem().text)
    }
}

impl From<store::StoreError> for Refusal {
    fn from(error: store::StoreError) -> Self {
        Self::Internal(anyhow::Error::new(error).context("the store"))
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}
