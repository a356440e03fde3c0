//! A payment as the operator sees it: read in one state of the store.

use std::sync::Arc;

use oneclick_rules::{Brand, CustomerId, LastFour, PaymentId};

use crate::deployment::Deployment;
use crate::http::app::App;
use crate::model::attempt::Attempt;
use crate::model::duplicate::DuplicateState;
use crate::model::operation::Operation;
use crate::model::webhook::Webhook;
use crate::payments::review::{ReviewItem, Reviews};
use crate::refusal::Refusal;
use crate::store::attempts::{self, Event};
use crate::store::{Tx, cards, operations, orders, webhooks};

/// How many webhooks are shown.
const MOST_WEBHOOKS: usize = 100;

/// A payment as the operator sees it.
#[derive(Debug)]
pub struct SeenPayment {
    /// The payment.
    pub attempt: Attempt,
    /// Whose order it is to pay, if that is known.
    pub customer: Option<CustomerId>,
    /// What is shown of its card, if that is or was stored.
    pub card: Option<(Brand, LastFour)>,
    /// Every change, the oldest first.
    pub events: Vec<Event>,
    /// Captures, cancels and refunds, the oldest first.
    pub operations: Vec<Operation>,
    /// The provider's ids of charges beyond the one of the order.
    pub duplicates: Vec<(String, DuplicateState)>,
    /// What the merchant is told of it, the oldest first; the first hundred.
    pub webhooks: Vec<Webhook>,
    /// What waits for a person.
    pub waiting: Vec<ReviewItem>,
    /// When it was read, Unix milliseconds.
    pub now: i64,
}

impl SeenPayment {
    /// Reads a payment.
    ///
    /// # Errors
    /// Fails with [`Refusal::Missing`] if there is none, or if the database is unreachable.
    pub async fn find(app: &App, id: &PaymentId) -> Result<Self, Refusal> {
        let (deployment, id) = (Arc::clone(&app.deployment), id.clone());
        let reading = move |tx: &Tx<'_>| Self::read(&deployment, tx, &id);
        app.deployment.store().read(reading).await
    }

    fn read(deployment: &Arc<Deployment>, tx: &Tx<'_>, id: &PaymentId) -> Result<Self, Refusal> {
        let attempt = attempts::find(tx, id)?.ok_or(Refusal::Missing)?;
        let order = orders::find(tx, &attempt.order)?;
        let card = attempt.card.as_ref();
        let card = card.map(|card| cards::shown(tx, card)).transpose()?;
        Ok(Self {
            customer: order.and_then(|order| order.customer),
            card: card.flatten(),
            events: attempts::events(tx, id)?,
            operations: operations::of_attempt(tx, id)?,
            duplicates: attempts::duplicate_states(tx, id)?,
            webhooks: webhooks::of_subject(tx, id.as_str(), 0, MOST_WEBHOOKS)?,
            waiting: Reviews::of(deployment).waiting(tx, &attempt)?,
            now: deployment.clock().now(),
            attempt,
        })
    }
}
