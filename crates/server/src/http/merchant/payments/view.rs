//! A payment as the merchant sees it.

mod example;

use std::sync::Arc;

use oneclick_providers::Dispute;
use oneclick_rules::wire::PaymentView;
use oneclick_rules::{CardUse, CustomerId, OrderReference, SessionId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::deployment::Deployment;
use crate::http::merchant::operations::OperationView;
use crate::model::attempt::Attempt;
use crate::model::described_words;
use crate::model::operation::kind_word;
use crate::model::saving::Saving;
use crate::operations::told;
use crate::payments::review::{ReviewItem, Reviews};
use crate::payments::view::PaymentViews;
use crate::store::attempts::{self, Event};
use crate::store::operations::of_attempt;
use crate::store::{self, Tx, orders};

/// A payment as the merchant sees it: what the shopper sees, and all that is
/// known beside it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MerchantPayment)]
pub struct MerchantPaymentView {
    #[serde(flatten)]
    payment: PaymentView,
    #[schema(schema_with = described_words::dispute)]
    dispute: Option<&'static str>,
    card_use: CardUse,
    /// What is captured, minor units, as far as known.
    captured: u64,
    /// What is given back, minor units, as far as known.
    refunded: u64,
    save: Option<SaveView>,
    operations: Vec<OperationView>,
    order: OrderReference,
    customer: Option<CustomerId>,
    session: Option<SessionId>,
    provider: String,
    /// The server's name of the attempt, sent to the provider.
    attempt_reference: String,
    /// The provider's name of the payment.
    provider_payment_id: Option<String>,
    #[schema(schema_with = described_words::attempt_state)]
    attempt_state: &'static str,
    /// The provider's ids of charges beyond the order's one.
    duplicates: Vec<String>,
    /// What waits for a person.
    review: Vec<WaitingView>,
    /// Unix seconds.
    created_at: i64,
    /// Every change, the oldest first.
    events: Vec<EventView>,
}

/// Says how saving the new card stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CardSaving)]
struct SaveView {
    #[schema(schema_with = described_words::save_state)]
    state: &'static str,
    uses: Vec<CardUse>,
}

/// A line of the payment's history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentEvent)]
struct EventView {
    /// Unix seconds.
    at: i64,
    /// What happened; more kinds may follow.
    kind: String,
    from: Option<String>,
    to: String,
    by: String,
    detail: String,
}

/// Says what waits for a person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
#[schema(as = ReviewItem)]
enum WaitingView {
    Payment,
    Operation {
        operation: String,
        #[schema(schema_with = described_words::operation_kind)]
        kind: &'static str,
        amount: u64,
    },
    Duplicate {
        duplicate: Option<String>,
    },
}

/// Reads all that there is of a payment.
pub fn view_of(
    deployment: &Arc<Deployment>,
    tx: &Tx<'_>,
    attempt: &Attempt,
) -> store::Result<MerchantPaymentView> {
    let order = orders::find(tx, &attempt.order)?;
    let history = attempts::events(tx, &attempt.id)?;
    let made = of_attempt(tx, &attempt.id)?;
    let told = told(attempt, &made);
    let waiting = Reviews::of(deployment).waiting(tx, attempt)?;
    Ok(MerchantPaymentView {
        dispute: attempt.dispute.map(Dispute::as_str),
        card_use: attempt.card_use,
        captured: told.captured,
        refunded: told.refunded,
        save: attempt.saving.as_ref().map(SaveView::of),
        operations: made.iter().map(OperationView::of).collect(),
        order: attempt.order.clone(),
        customer: order.and_then(|order| order.customer),
        session: attempt.session.clone(),
        provider: attempt.provider.clone(),
        attempt_reference: String::from(attempt.reference.as_str()),
        provider_payment_id: attempt.provider_payment_id.clone(),
        attempt_state: attempt.state.as_str(),
        duplicates: attempts::duplicates(tx, &attempt.id)?,
        review: waiting.into_iter().map(WaitingView::of).collect(),
        created_at: attempt.created_at / 1000,
        events: history.into_iter().map(EventView::of).collect(),
        payment: PaymentViews::of(deployment).merchants_view(tx, attempt)?,
    })
}

impl SaveView {
    fn of(saving: &Saving) -> Self {
        Self {
            state: saving.state.as_str(),
            uses: saving.uses.clone(),
        }
    }
}

impl EventView {
    fn of(event: Event) -> Self {
        Self {
            at: event.at / 1000,
            kind: event.kind,
            from: event.from,
            to: event.to,
            by: event.by,
            detail: event.detail,
        }
    }
}

impl WaitingView {
    fn of(waiting: ReviewItem) -> Self {
        match waiting {
            ReviewItem::Payment => Self::Payment,
            ReviewItem::Operation(operation) => Self::Operation {
                kind: kind_word(operation.kind),
                amount: operation.amount.minor(),
                operation: operation.id,
            },
            ReviewItem::Duplicate(duplicate) => Self::Duplicate { duplicate },
        }
    }
}
