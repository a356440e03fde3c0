//! The intent of an operation: everything that is checked before money may move,
//! in one transaction with the row that says so.

use oneclick_providers::{
    Balance, Call, OperationKind, OperationRequest as Asked, OperationStatus, ProviderPayment,
};
use oneclick_rules::{Amount, ErrorCode, Violation};

use super::check::{build, check_state};
use super::compare::{before, left};
use super::settle::Event;
use super::{MoveRequest, OperationState, sums};
use crate::engine::state::State;
use crate::engine::{Configured, Engine, Refusal, milliseconds};
use crate::store::attempts::{self, Attempt};
use crate::store::merchant_keys::{self, Key};
use crate::store::operations::{self, Operation, kind_word};

/// How often the intent is made again because the payment changed meanwhile.
const MOST_TRIES: usize = 5;

/// What is to become of a wish to move money.
pub(crate) enum Decision {
    /// The operation that the same request made before.
    Answer(String),
    Move(Box<Moving>),
}

/// A durable intent and its one call.
pub(crate) struct Moving {
    pub operation: Operation,
    pub configured: Configured,
    pub call: Call<OperationStatus>,
}

/// What is to move, of which payment of the provider's.
pub(crate) struct Wish<'a> {
    pub kind: OperationKind,
    pub provider_payment_id: &'a str,
    /// Minor units; `None` for all there is.
    pub amount: Option<u64>,
    pub description: Option<&'a str>,
    pub by: &'static str,
    /// The merchant's key; the engine's own operations have none.
    pub key: Option<Key<'a>>,
}

impl<'a> Wish<'a> {
    /// All of a payment back, by the engine itself.
    pub(crate) fn reverse(kind: OperationKind, provider_payment_id: &'a str) -> Self {
        Self {
            kind,
            provider_payment_id,
            amount: None,
            description: None,
            by: "engine",
            key: None,
        }
    }
}

impl Engine {
    pub(super) async fn intend_operation(
        &self,
        request: &MoveRequest,
    ) -> Result<Decision, Refusal> {
        let fingerprint = request.fingerprint();
        let key = Key {
            operation: kind_word(request.kind),
            key: request.key.as_str(),
            fingerprint: &fingerprint,
        };
        match self.intend_with(request, key).await {
            Err(refusal @ (Refusal::Internal(_) | Refusal::KeyReused)) => Err(refusal),
            // The same request may have been first, and be what stands in the way.
            Err(refusal) => {
                let mut store = self.store().reader().acquire().await?;
                let first = answered_before(&mut store, &key).await?;
                first.map(Decision::Answer).ok_or(refusal)
            }
            decided => decided,
        }
    }

    async fn intend_with(&self, request: &MoveRequest, key: Key<'_>) -> Result<Decision, Refusal> {
        for _ in 0..MOST_TRIES {
            let mut store = self.store().reader().acquire().await?;
            if let Some(id) = answered_before(&mut store, &key).await? {
                return Ok(Decision::Answer(id));
            }
            let attempt = attempts::find(&mut store, &request.payment).await?;
            drop(store);
            let attempt = attempt.ok_or(Refusal::Missing)?;
            let configured = self.configured(&attempt)?;
            check_state(request.kind, &attempt, configured)?;
            let payment = attempt.provider_payment_id.as_deref();
            let wish = Wish {
                kind: request.kind,
                provider_payment_id: payment.ok_or(Refusal::PaymentState)?,
                amount: request.amount,
                description: request.description.as_deref(),
                by: "merchant",
                key: Some(key),
            };
            if let Some(moving) = self.intend_to_move(&attempt, configured, &wish).await? {
                return Ok(moving);
            }
        }
        Err(Refusal::Busy)
    }

    /// Reads the totals and writes the intent; `None` where the attempt has
    /// changed since it was read.
    pub(crate) async fn intend_to_move(
        &self,
        attempt: &Attempt,
        configured: &Configured,
        wish: &Wish<'_>,
    ) -> Result<Option<Decision>, Refusal> {
        self.check_idle(attempt, wish.provider_payment_id).await?;
        let payment = self.payment_at(attempt, wish.provider_payment_id);
        let totals = self
            .read_totals(configured, &payment)
            .await
            .map_err(|error| {
                tracing::warn!(payment = %attempt.id, %error, "the totals could not be read");
                Refusal::ProviderSilent
            })?;
        let own = attempt.provider_payment_id.as_deref() == Some(wish.provider_payment_id);
        if own && self.note_totals(attempt, &totals).await?.version != attempt.version {
            return Ok(None);
        }
        let mut writing = self.store().begin().await?;
        if let Some(key) = &wish.key
            && let Some(id) = answered_before(&mut writing, key).await?
        {
            return Ok(Some(Decision::Answer(id)));
        }
        let present = attempts::find(&mut writing, &attempt.id).await?;
        // Every operation is an event of its attempt: with the same version,
        // none has come between the totals and here.
        if present.is_none_or(|present| present.version != attempt.version) {
            return Ok(None);
        }
        let made = operations::of_attempt(&mut writing, &attempt.id).await?;
        let there_is = left(
            wish.kind,
            attempt.amount,
            &totals,
            sums(&made, wish.provider_payment_id),
        );
        let operation = self.new_operation(attempt, wish, &totals, there_is)?;
        let call = build(configured, &operation, payment, totals)?;
        operations::insert(&mut writing, &operation)
            .await
            .map_err(busy)?;
        if let Some(key) = &wish.key {
            merchant_keys::insert(&mut writing, key, &operation.id, operation.created_at).await?;
        }
        let event = Event::of(&operation, wish.by, "");
        self.write_event(&mut writing, attempt, attempt.state, &event)
            .await?;
        writing.commit().await?;
        self.tell_change();
        Ok(Some(Decision::Move(Box::new(Moving {
            operation,
            configured: configured.clone(),
            call,
        }))))
    }

    fn configured(&self, attempt: &Attempt) -> Result<&Configured, Refusal> {
        let found = self.providers().find(&attempt.provider);
        found.ok_or_else(|| {
            Refusal::Rules(vec![Violation::new(ErrorCode::ProviderUnknown, "provider")])
        })
    }

    async fn check_idle(
        &self,
        attempt: &Attempt,
        provider_payment_id: &str,
    ) -> Result<(), Refusal> {
        let mut store = self.store().reader().acquire().await?;
        let made = operations::of_attempt(&mut store, &attempt.id).await?;
        let unresolved = made.iter().any(|operation| {
            operation.provider_payment_id == provider_payment_id && operation.is_in_the_way()
        });
        if unresolved {
            return Err(Refusal::Busy);
        }
        Ok(())
    }

    fn new_operation(
        &self,
        attempt: &Attempt,
        wish: &Wish<'_>,
        totals: &Balance,
        there_is: u64,
    ) -> Result<Operation, Refusal> {
        if there_is == 0 {
            let open = wish.kind == OperationKind::Refund && attempt.state == State::Authorised;
            return Err(if open {
                Refusal::NotCaptured
            } else {
                Refusal::PaymentState
            });
        }
        let minor = wish.amount.unwrap_or(there_is);
        let currency = attempt.amount.currency();
        let amount = Amount::new(minor, currency).map_err(|_| Refusal::OperationAmount)?;
        if minor > there_is {
            return Err(Refusal::OperationAmount);
        }
        let random = self.environment().random();
        let now = self.clock().now();
        let settings = &self.parts.settings;
        // Should this process end before the answer, the worker takes over.
        let takeover =
            milliseconds(settings.provider_timeout) + milliseconds(settings.first_look_up);
        Ok(Operation {
            id: random.operation_id()?,
            attempt: attempt.id.clone(),
            provider_payment_id: String::from(wish.provider_payment_id),
            kind: wish.kind,
            amount,
            reference: random.provider_reference()?,
            state: OperationState::Created,
            by: String::from(wish.by),
            description: wish.description.map(String::from),
            before: before(totals),
            provider_operation_id: None,
            created_at: now,
            version: 1,
            look_up_at: Some(now + takeover),
            look_ups: 0,
            expedites: 0,
            unmoved_since: None,
            pending_since: None,
        })
    }
}

impl MoveRequest {
    /// What the key is bound to.
    pub(crate) fn fingerprint(&self) -> String {
        let amount = self
            .amount
            .map_or(String::from("all"), |minor| minor.to_string());
        let description = self.description.as_deref().unwrap_or_default();
        format!("{} {amount} {description}", self.payment)
    }
}

async fn answered_before(
    store: &mut sqlx::SqliteConnection,
    key: &Key<'_>,
) -> Result<Option<String>, Refusal> {
    match merchant_keys::find(store, key.operation, key.key).await? {
        None => Ok(None),
        Some(kept) if kept.fingerprint == key.fingerprint => Ok(Some(kept.subject)),
        Some(_) => Err(Refusal::KeyReused),
    }
}

/// The operation as the provider is told it.
pub(super) fn asked(operation: &Operation, payment: ProviderPayment, totals: Balance) -> Asked {
    Asked {
        kind: operation.kind,
        payment,
        reference: operation.reference.clone(),
        amount: operation.amount,
        before: totals,
        description: operation.description.clone(),
    }
}

fn busy(error: sqlx::Error) -> Refusal {
    let taken = error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation);
    if taken { Refusal::Busy } else { error.into() }
}
