//! What a webhook says, as docs/webhooks.md lists it: never more of a card than its
//! last four digits.

use oneclick_providers::Dispute;
use oneclick_rules::wire::Decline;
use oneclick_rules::{
    Amount, Brand, CardId, CardUse, CustomerId, DeclineReason, Expiry, Failure, LastFour, Mode,
    OrderReference, PaymentId, PaymentState, SessionId,
};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema as _, ToSchema};

use crate::model::attempt::Attempt;
use crate::model::card::Card;
use crate::model::described_words;
use crate::model::operation::{Operation, kind_word};
use crate::model::state::State;
use crate::model::webhook::told::{Concern, DuplicateChange};

/// The whole of a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookBody<'a> {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// When: RFC 3339, in UTC.
    pub timestamp: String,
    /// Whether real money moves: `test` or `live`.
    #[schema(value_type = Mode)]
    pub mode: &'a str,
    /// Its number among those of its payment or card, from 1.
    pub sequence: i64,
    /// What it happened to.
    pub data: &'a WebhookData<'a>,
}

/// What a webhook is about.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct WebhookData<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<PaymentTold<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<OperationTold<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate: Option<DuplicateTold<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<ResolutionTold<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardTold<'a>>,
}

/// Describes the whole of a webhook, with what it refers to.
pub(crate) fn webhook_schemas() -> Vec<(String, RefOr<Schema>)> {
    let mut all = vec![(WebhookBody::name().into_owned(), WebhookBody::schema())];
    WebhookBody::schemas(&mut all);
    all
}

/// A payment, as it was then.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookPayment)]
struct PaymentTold<'a> {
    id: &'a PaymentId,
    order: &'a OrderReference,
    session: Option<&'a SessionId>,
    state: PaymentState,
    charged: Option<bool>,
    #[schema(schema_with = described_words::attempt_state)]
    attempt_state: &'static str,
    #[serde(flatten)]
    amount: Amount,
    card: Option<&'a CardId>,
    card_use: CardUse,
    decline: Option<Decline>,
    failure: Option<Failure>,
    #[schema(schema_with = described_words::dispute)]
    dispute: Option<&'static str>,
    provider: &'a str,
    attempt_reference: &'a str,
    provider_payment_id: Option<&'a str>,
    created_at: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookOperation)]
struct OperationTold<'a> {
    id: &'a str,
    #[schema(schema_with = described_words::operation_kind)]
    kind: &'static str,
    #[serde(flatten)]
    amount: Amount,
    #[schema(schema_with = described_words::operation_state)]
    state: &'static str,
    by: &'a str,
    provider_payment_id: &'a str,
    provider_operation_id: Option<&'a str>,
    created_at: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDuplicate)]
struct DuplicateTold<'a> {
    provider_payment_id: Option<&'a str>,
    /// Where the payment is itself the duplicate.
    attempt_reference: Option<&'a str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookResolution)]
struct ResolutionTold<'a> {
    by: &'a str,
    why: &'a str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookCard)]
struct CardTold<'a> {
    id: &'a CardId,
    customer: &'a CustomerId,
    provider: &'a str,
    brand: Brand,
    last_four: &'a LastFour,
    expiry: Option<Expiry>,
    uses: &'a [CardUse],
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<&'a PaymentId>,
}

impl<'a> WebhookData<'a> {
    /// Tells of a payment, as it is after the change, and what the change is about.
    pub(crate) fn of_payment(attempt: &'a Attempt, concern: Concern<'a>) -> Self {
        let mut told = Self {
            payment: Some(PaymentTold::of(attempt, concern)),
            ..Self::default()
        };
        match concern {
            Concern::Payment if attempt.state == State::Duplicate => {
                let id = attempt.provider_payment_id.as_deref();
                told.duplicate = Some(DuplicateTold::of(attempt, id));
            }
            Concern::Payment | Concern::Dispute(_) => {}
            Concern::Operation(operation) => told.operation = Some(OperationTold::of(operation)),
            Concern::Duplicate(id, _) => {
                told.duplicate = Some(DuplicateTold::of(attempt, Some(id)));
            }
            Concern::Resolution(by, why) => told.resolution = Some(ResolutionTold { by, why }),
        }
        told
    }

    /// Tells of a card, and of the payment by which it was saved.
    pub(crate) fn of_card(card: &'a Card, payment: Option<&'a PaymentId>) -> Self {
        Self {
            card: Some(CardTold {
                id: &card.id,
                customer: &card.customer,
                provider: &card.provider,
                brand: card.brand,
                last_four: &card.last_four,
                expiry: card.expiry,
                uses: &card.uses,
                payment,
            }),
            ..Self::default()
        }
    }
}

impl<'a> DuplicateTold<'a> {
    /// Tells of a duplicate by the provider's id of it; the payment's own has its reference
    /// too, by which it is found where the provider gave no id.
    fn of(attempt: &'a Attempt, provider_payment_id: Option<&'a str>) -> Self {
        let is_own = attempt.state == State::Duplicate
            && attempt.provider_payment_id.as_deref() == provider_payment_id;
        Self {
            provider_payment_id,
            attempt_reference: is_own.then(|| attempt.reference.as_str()),
        }
    }
}

impl<'a> PaymentTold<'a> {
    fn of(attempt: &'a Attempt, concern: Concern<'_>) -> Self {
        let is_back = attempt.state == State::Duplicate
            && matches!(concern, Concern::Duplicate(_, DuplicateChange::Reversed));
        let state = if is_back {
            PaymentState::Refunded
        } else {
            attempt.state.seen()
        };
        let reason = attempt.decline_reason.unwrap_or(DeclineReason::Refused);
        Self {
            id: &attempt.id,
            order: &attempt.order,
            session: attempt.session.as_ref(),
            state,
            charged: state.charged(),
            attempt_state: attempt.state.as_str(),
            amount: attempt.amount,
            card: attempt.card.as_ref(),
            card_use: attempt.card_use,
            decline: (state == PaymentState::Declined).then(|| Decline {
                reason,
                retry: reason.retry(),
            }),
            failure: attempt.state.failure(),
            dispute: attempt.dispute.map(Dispute::as_str),
            provider: &attempt.provider,
            attempt_reference: attempt.reference.as_str(),
            provider_payment_id: attempt.provider_payment_id.as_deref(),
            created_at: attempt.created_at / 1000,
        }
    }
}

impl<'a> OperationTold<'a> {
    fn of(operation: &'a Operation) -> Self {
        Self {
            id: &operation.id,
            kind: kind_word(operation.kind),
            amount: operation.amount,
            state: operation.state.seen(),
            by: &operation.by,
            provider_payment_id: &operation.provider_payment_id,
            provider_operation_id: operation.provider_operation_id.as_deref(),
            created_at: operation.created_at / 1000,
        }
    }
}
