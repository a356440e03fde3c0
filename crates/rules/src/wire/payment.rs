//! A payment as the element sees it.

use serde::{Deserialize, Serialize, Serializer};

use super::member::{Checked, Known, OneOf};
use crate::amount::Minor;
use crate::{
    Amount, CardId, Currency, DeclineReason, Failure, PaymentId, PaymentState, RedirectKind, Retry,
};

/// A payment as the element sees it.
///
/// A state that this version does not know is read as [`PaymentState::Processing`]:
/// not paid, not failed, ask again. So is one that `charged` contradicts: only
/// its word entitles anyone to say that nothing was charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PaymentMessage")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentView {
    /// The attempt's id.
    pub id: PaymentId,
    /// What became of it.
    #[serde(flatten, serialize_with = "with_charged")]
    #[cfg_attr(feature = "openapi", schema(value_type = StateMessage))]
    pub state: PaymentState,
    /// What was charged, or was to be.
    #[serde(flatten)]
    pub amount: Amount,
    /// The card it was made with, while the customer has it.
    pub card: Option<CardId>,
    /// Why it was declined, with the state `declined`.
    pub decline: Option<Decline>,
    /// How it is known that it failed, with the state `failed`.
    pub failure: Option<Failure>,
    /// Where the shopper goes on, with the state `action_required`.
    pub redirect: Option<Redirect>,
    /// Seconds to wait before asking again, while the outcome is open.
    pub poll_after: Option<u64>,
    /// Whether a person has to find out what became of it, with the state `processing`.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub needs_review: bool,
}

/// Why a payment was declined and what may be done about it.
///
/// A reason or a way on that this version does not know is the general one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DeclineMessage")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decline {
    /// The reason.
    pub reason: DeclineReason,
    /// What the shopper may do.
    pub retry: Retry,
}

/// Where the shopper goes on.
///
/// A kind that this version does not know is the general one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RedirectMessage")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Redirect {
    /// The page at the bank or the provider.
    pub url: String,
    /// When it stops working, Unix seconds.
    pub expires_at: Option<i64>,
    /// What it asks for.
    pub kind: RedirectKind,
    /// Whether the provider can be asked to end it.
    pub cancellable: bool,
}

/// The state, and what it says of money.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PaymentStanding))]
struct StateMessage {
    /// What became of the payment.
    state: PaymentState,
    /// Whether money has moved; null while nobody knows.
    charged: Option<bool>,
}

/// Writes the state with what it says of money beside it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn with_charged<S: Serializer>(state: &PaymentState, to: S) -> Result<S::Ok, S::Error> {
    let (state, charged) = (*state, state.charged());
    StateMessage { state, charged }.serialize(to)
}

#[derive(Deserialize)]
struct PaymentMessage {
    state: OneOf<PaymentState>,
    charged: Option<bool>,
    id: Checked<PaymentId>,
    currency: Checked<Currency>,
    amount: Checked<Minor>,
    card: Option<Checked<CardId>>,
    decline: Option<Decline>,
    failure: Option<Known<Failure>>,
    redirect: Option<Redirect>,
    poll_after: Option<u64>,
    needs_review: Option<bool>,
}

impl From<PaymentMessage> for PaymentView {
    fn from(from: PaymentMessage) -> Self {
        Self {
            id: from.id.0,
            state: from
                .state
                .0
                .filter(|state| state.charged().is_none() || state.charged() == from.charged)
                .unwrap_or(PaymentState::Processing),
            amount: Amount::of(from.amount.0, from.currency.0),
            card: from.card.map(|card| card.0),
            decline: from.decline,
            failure: from.failure.and_then(|failure| failure.0),
            redirect: from.redirect,
            poll_after: from.poll_after,
            needs_review: from.needs_review.unwrap_or_default(),
        }
    }
}

#[derive(Deserialize)]
struct DeclineMessage {
    reason: Known<DeclineReason>,
    retry: Known<Retry>,
}

impl From<DeclineMessage> for Decline {
    fn from(from: DeclineMessage) -> Self {
        let reason = from.reason.0.unwrap_or(DeclineReason::Refused);
        let retry = from.retry.0.unwrap_or(reason.retry());
        Self { reason, retry }
    }
}

#[derive(Deserialize)]
struct RedirectMessage {
    url: String,
    expires_at: Option<i64>,
    kind: Known<RedirectKind>,
    cancellable: Option<bool>,
}

impl From<RedirectMessage> for Redirect {
    fn from(from: RedirectMessage) -> Self {
        Self {
            url: from.url,
            expires_at: from.expires_at,
            kind: from.kind.0.unwrap_or(RedirectKind::Authentication),
            cancellable: from.cancellable.unwrap_or_default(),
        }
    }
}
