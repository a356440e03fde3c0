//! Every answer that is not a success: `application/problem+json` with a
//! stable code, as docs/protocol.md lists them.

mod store;

mod answer;
mod rule;

use http::StatusCode;
use oneclick_rules::wire::PaymentView;
use oneclick_rules::{Amount, ErrorCode, Limit, PaymentId, Violation};

/// Why a request is not answered as it asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The body is not JSON.
    #[error("the body is not JSON in UTF-8")]
    Json,
    /// A member is missing, unknown, twice there or of the wrong form.
    #[error("the member `{0}` is missing, unknown, twice there or not of its form")]
    Field(String),
    /// A member is none of the words that it may be.
    #[error("the member `{field}` must be {words}")]
    Word {
        /// The path to the member.
        field: String,
        /// The words.
        words: String,
    },
    /// A member that has another name now.
    #[error("the member `{field}` has another name: send {now}")]
    Renamed {
        /// The member.
        field: String,
        /// What to send instead.
        now: &'static str,
    },
    /// A member is null where that does not mean "none".
    #[error("the member `{0}` is null: leave it out, or give it a value")]
    Null(String),
    /// A member twice in an object, or an entry twice in a list.
    #[error("the member `{0}` is there twice, or lists the same twice")]
    Repeated(String),
    /// The body is compressed.
    #[error("the header Content-Encoding is there: a body is taken as it is, not compressed")]
    Encoded,
    /// A header that may stand once is there more often.
    #[error("the header {0} is there more than once")]
    HeaderRepeated(&'static str),
    /// An expectation that is not met here.
    #[error(
        "the header Expect asks for something else than `100-continue`, which alone can be met: leave it out"
    )]
    Expectation,
    /// The request is not HTTP/1 as it must be written.
    #[error("the request is not well-formed HTTP/1: {0}")]
    Malformed(&'static str),
    /// The request's head has more bytes or headers than are taken.
    #[error("the request's head has more than 16 kB or more than 100 headers")]
    HeadTooLarge,
    /// Head or body did not arrive in time.
    #[error("the request did not arrive in time")]
    Slow,
    /// The body has more than 16 kB; a notification more than 1 MiB.
    #[error("the body is larger than this call takes")]
    TooLarge,
    /// The body is announced as something else than JSON.
    #[error("the header Content-Type is not application/json")]
    MediaType,
    /// No `Idempotency-Key`.
    #[error(
        "the header Idempotency-Key is missing: send a random key of 16 to 64 of the letters A–Z a–z, digits and _ -, the same when the request is sent again"
    )]
    KeyMissing,
    /// The same key with another card or amount.
    #[error("the idempotency key was used for another request: a new request has a new key")]
    KeyReused,
    /// No client token.
    #[error("the header Authorization is missing: send `Bearer` and the session's `client_token`")]
    TokenMissing,
    /// A client token that opens nothing.
    #[error("the client token opens no session: POST /v1/sessions answers with one, once")]
    TokenUnknown,
    /// No secret key.
    #[error("the header Authorization is missing: send `Bearer` and the secret key")]
    SecretKeyMissing,
    /// Another secret key than this server's.
    #[error("the secret key is not this server's: it is `keys.secret` of its configuration")]
    SecretKeyUnknown,
    /// The session takes no new payment any more.
    #[error("the session has ended and takes no new payment: make a new one for the same order")]
    SessionExpired,
    /// A page whose origin is not on the list.
    #[error("the origin of the page is not in `widget.origins` of the configuration")]
    OriginRefused,
    /// No such call.
    #[error("there is no call at this address; docs/protocol.md lists the calls")]
    RouteUnknown,
    /// The call exists with another method.
    #[error("there is a call at this address, with another method")]
    MethodRefused,
    /// No such session.
    #[error("there is no such session")]
    SessionUnknown,
    /// No such payment.
    #[error("there is no such payment")]
    PaymentUnknown,
    /// No such card of this customer.
    #[error("the customer has no such card")]
    CardUnknown,
    /// The card's removal is done.
    #[error(
        "the card's removal is done and cannot be undone: have the shopper enter the card again"
    )]
    CardDeleted,
    /// The token is being deleted at its provider.
    #[error(
        "the token is being deleted at its provider, by an earlier removal: import it again in a minute"
    )]
    CardDeleting,
    /// Nothing is known of a token that could be shown.
    #[error(
        "the provider does not tell what to show of the card ({0}): give `brand`, `last_four` and `expiry`, or import it later"
    )]
    CardUnreadable(String),
    /// The order costs something else now.
    #[error(
        "the order costs something else than was shown: show `amount` and `currency` of this answer, and ask again"
    )]
    AmountChanged(Amount),
    /// A newer session of the order has another amount.
    #[error("a newer session of the order has another amount: use that session's client token")]
    SessionSuperseded,
    /// There is an attempt that the page has not seen.
    #[error(
        "the order has a newer attempt than the one named in `previous_payment`: it is `payment` of this answer"
    )]
    PaymentStale(Box<PaymentView>),
    /// The same key is being worked on.
    /// What it is about, where a merchant may ask for that.
    #[error("a request with the same idempotency key is under way: ask what became of it")]
    PaymentRunning(Option<PaymentId>),
    /// An attempt holds the order.
    #[error(
        "an attempt holds the order, so that it is neither charged again nor changed: the session shows it under `payments`"
    )]
    OrderHeld,
    /// The order belongs to another customer.
    #[error("the order belongs to another customer: a new purchase has a new order reference")]
    OrderCustomer,
    /// There is nothing to decide: why.
    #[error("this is not in review, there is nothing to decide: {0}")]
    NotInReview(String),
    /// A resolution that does not say what it is about.
    #[error("what the resolution is about is unclear: {0}")]
    ReviewUnclear(String),
    /// A notification that is not the provider's.
    #[error("the notification is not the provider's: {0}")]
    NotificationRefused(&'static str),
    /// Another operation of the payment is not resolved yet.
    #[error(
        "another capture, cancel or refund of the payment is not resolved yet: it is among its `operations`"
    )]
    PaymentBusy,
    /// The payment is not in a state for that.
    #[error(
        "the payment is not in a state for that: there is nothing to capture, cancel or refund"
    )]
    PaymentState,
    /// A refund of what is not captured.
    #[error(
        "nothing of the payment is captured yet, so that there is nothing to refund: `cancel` gives it back"
    )]
    NotCaptured,
    /// More than there is to capture or refund.
    #[error("`amount` must be at least 1 and at most what there is left to capture or refund")]
    OperationAmount,
    /// The provider has no such call.
    #[error(
        "the payment's provider cannot do that; GET /v1/providers says what it can. Where it has no refund, `cancel` gives the whole payment back"
    )]
    OperationUnsupported,
    /// The provider could not be read; nothing was written.
    #[error(
        "the provider could not be read; nothing was written and nothing sent. Send it again, with the same key"
    )]
    ProviderSilent,
    /// Rules that were broken, at least one.
    #[error("{}", rules(.0))]
    Rules(Vec<Violation>),
    /// A limit against guessing.
    #[error("the limit `{limit}` was reached; nothing was sent")]
    TooMany {
        /// The limit's name.
        limit: Limit,
        /// Seconds until it is worth asking again.
        retry_after: u64,
    },
    /// Live mode does not do that.
    #[error("only a server in test mode does this; this one moves real money")]
    TestOnly,
    /// The store cannot take it now. Logged with its causes, told without them.
    #[error("the server cannot take the request now")]
    Unavailable(#[source] anyhow::Error),
    /// Ours. Logged with its causes, told without them.
    #[error("an error of the server; its log has the request id")]
    Internal(#[source] anyhow::Error),
}

fn rules(violations: &[Violation]) -> String {
    let broken: Vec<String> = violations.iter().map(rule::sentence).collect();
    broken.join("; ")
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl Error {
    /// One broken rule.
    pub fn rule(code: ErrorCode, field: &'static str) -> Self {
        Self::Rules(vec![Violation::new(code, field)])
    }

    /// The status and the stable code.
    pub fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Json => (StatusCode::BAD_REQUEST, "request.json"),
            Self::Field(_)
            | Self::Renamed { .. }
            | Self::Word { .. }
            | Self::Null(_)
            | Self::Repeated(_) => (StatusCode::BAD_REQUEST, "request.field"),
            Self::Encoded => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "request.encoding"),
            Self::HeaderRepeated(_) => (StatusCode::BAD_REQUEST, "request.header_repeated"),
            Self::Expectation => (StatusCode::EXPECTATION_FAILED, "request.expectation"),
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "request.http"),
            Self::HeadTooLarge => (
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "request.head_too_large",
            ),
            Self::Slow => (StatusCode::REQUEST_TIMEOUT, "request.slow"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "request.too_large"),
            Self::MediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "request.media_type"),
            Self::KeyMissing => (StatusCode::BAD_REQUEST, "idempotency_key.missing"),
            Self::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key.reused"),
            Self::TokenMissing => (StatusCode::UNAUTHORIZED, "token.missing"),
            Self::TokenUnknown => (StatusCode::UNAUTHORIZED, "token.unknown"),
            Self::SecretKeyMissing => (StatusCode::UNAUTHORIZED, "secret_key.missing"),
            Self::SecretKeyUnknown => (StatusCode::UNAUTHORIZED, "secret_key.unknown"),
            Self::SessionExpired => (StatusCode::UNAUTHORIZED, "session.expired"),
            Self::OriginRefused => (StatusCode::FORBIDDEN, "origin.refused"),
            Self::RouteUnknown => (StatusCode::NOT_FOUND, "route.unknown"),
            Self::MethodRefused => (StatusCode::METHOD_NOT_ALLOWED, "method.refused"),
            Self::SessionUnknown => (StatusCode::NOT_FOUND, "session.unknown"),
            Self::PaymentUnknown => (StatusCode::NOT_FOUND, "payment.unknown"),
            Self::CardUnknown => (StatusCode::NOT_FOUND, ErrorCode::CardUnknown.as_str()),
            Self::CardDeleted => (StatusCode::CONFLICT, "card.deleted"),
            Self::CardDeleting => (StatusCode::CONFLICT, "card.deleting"),
            Self::CardUnreadable(_) => (StatusCode::UNPROCESSABLE_ENTITY, "card.unreadable"),
            Self::AmountChanged(_) => (StatusCode::CONFLICT, ErrorCode::AmountChanged.as_str()),
            Self::SessionSuperseded => (StatusCode::CONFLICT, "session.superseded"),
            Self::PaymentStale(_) => (StatusCode::CONFLICT, "payment.stale"),
            Self::PaymentRunning(_) => (StatusCode::CONFLICT, "payment.running"),
            Self::OrderHeld => (StatusCode::CONFLICT, "order.held"),
            Self::OrderCustomer => (StatusCode::CONFLICT, ErrorCode::OrderCustomer.as_str()),
            Self::NotInReview(_) => (StatusCode::CONFLICT, "payment.not_in_review"),
            Self::ReviewUnclear(_) => (StatusCode::UNPROCESSABLE_ENTITY, "review.unclear"),
            Self::NotificationRefused(_) => (StatusCode::UNAUTHORIZED, "notification.refused"),
            Self::PaymentBusy => (StatusCode::CONFLICT, "payment.busy"),
            Self::PaymentState | Self::NotCaptured => (StatusCode::CONFLICT, "payment.state"),
            Self::OperationAmount => (StatusCode::UNPROCESSABLE_ENTITY, "operation.amount"),
            Self::OperationUnsupported => {
                (StatusCode::UNPROCESSABLE_ENTITY, "operation.unsupported")
            }
            Self::ProviderSilent => (StatusCode::BAD_GATEWAY, "provider.unreadable"),
            Self::Rules(violations) => rule::kind(violations),
            Self::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "attempts.too_many"),
            Self::TestOnly => (StatusCode::FORBIDDEN, "mode.test_only"),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "server.unavailable"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "server.error"),
        }
    }
}
