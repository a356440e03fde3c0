//! The intent of an operation: everything that is checked before money may move,
//! in one transaction with the row that says so.

use std::sync::Arc;

use oneclick_providers::{Balance, Call, OperationKind, OperationStatus, ProviderPayment};
use oneclick_rules::{Amount, ErrorCode, Violation};

use crate::deployment::{Deployment, milliseconds};
use crate::model::attempt::Attempt;
use crate::model::operation::Operation;
use crate::model::state::State;
use crate::operations::check::{build, check_state};
use crate::operations::compare::{before, left};
use crate::operations::follow_up::FollowUps;
use crate::operations::settle::{OperationEvent, SettledOperations};
use crate::operations::{MoveRequest, OperationState, RequestedOperation, sums};
use crate::refusal::Refusal;
use crate::registry::Configured;
use crate::store::{self, Tx, attempts, operations, recovery};

/// How often the intent is made again because the payment changed meanwhile.
const MOST_TRIES: usize = 5;

/// Says what becomes of a request to move money.
pub(crate) enum OperationDecision {
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

/// Holds a request that was judged, with what was read for it.
#[derive(Clone)]
struct Planned {
    attempt: Attempt,
    configured: Configured,
    requested: RequestedOperation,
    payment: ProviderPayment,
    balance: Balance,
}

/// Captures, cancels and refunds payments.
///
/// Its methods stand in `operations.rs`, here, in `send.rs` and `resolve.rs`.
#[derive(Clone, Debug)]
pub struct Operations {
    pub(crate) deployment: Arc<Deployment>,
}

impl Operations {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    pub(crate) async fn intend_operation(
        &self,
        request: &MoveRequest,
    ) -> Result<OperationDecision, Refusal> {
        match self.intend_with(request).await {
            Err(refusal @ (Refusal::Internal(_) | Refusal::KeyReused)) => Err(refusal),
            // The same request may have been first, and be what stands in the way.
            Err(refusal) => {
                let request = request.clone();
                let reading = move |tx: &Tx<'_>| request.answered_before(tx);
                let first = self.deployment.store.read(reading).await?;
                first.map(OperationDecision::Answer).ok_or(refusal)
            }
            decided => decided,
        }
    }

    /// Makes the intent again where the payment changed meanwhile.
    async fn intend_with(&self, request: &MoveRequest) -> Result<OperationDecision, Refusal> {
        for _ in 0..MOST_TRIES {
            let asked = request.clone();
            let reading = move |tx: &Tx<'_>| -> Result<_, Refusal> {
                Ok(match asked.answered_before(tx)? {
                    Some(id) => (Some(id), None),
                    None => (None, attempts::find(tx, &asked.payment)?),
                })
            };
            let (first, attempt) = self.deployment.store.read(reading).await?;
            if let Some(id) = first {
                return Ok(OperationDecision::Answer(id));
            }
            let attempt = attempt.ok_or(Refusal::Missing)?;
            let configured = self.configured(&attempt)?;
            check_state(request.kind, &attempt, configured)?;
            let requested = RequestedOperation::of_merchant(request, &attempt)?;
            if let Some(moving) = self
                .intend_to_move(&attempt, configured, &requested)
                .await?
            {
                return Ok(moving);
            }
        }
        Err(Refusal::Busy)
    }

    /// Reads the balance and writes the intent; `None` where the attempt has
    /// changed since it was read.
    pub(crate) async fn intend_to_move(
        &self,
        attempt: &Attempt,
        configured: &Configured,
        requested: &RequestedOperation,
    ) -> Result<Option<OperationDecision>, Refusal> {
        self.check_idle(attempt, &requested.provider_payment_id)
            .await?;
        let payment =
            FollowUps::of(&self.deployment).payment_at(attempt, &requested.provider_payment_id);
        let balance = FollowUps::of(&self.deployment)
            .read_balance(configured, &payment)
            .await
            .map_err(|error| {
                tracing::warn!(payment = %attempt.id, %error, "the balance could not be read");
                Refusal::ProviderSilent
            })?;
        let own =
            attempt.provider_payment_id.as_deref() == Some(requested.provider_payment_id.as_str());
        if own
            && FollowUps::of(&self.deployment)
                .note_balance(attempt, &balance)
                .await?
                .version
                != attempt.version
        {
            return Ok(None);
        }
        let planned = Planned {
            attempt: attempt.clone(),
            configured: configured.clone(),
            requested: requested.clone(),
            payment,
            balance,
        };
        let this = self.clone();
        let decision = self
            .deployment
            .store
            .write(move |tx| this.record_operation(tx, planned))
            .await?;
        if matches!(decision, Some(OperationDecision::Move(_))) {
            self.deployment.tell_change();
        }
        Ok(decision)
    }

    /// Writes the intent; `None` where the attempt has changed since it was read.
    fn record_operation(
        &self,
        tx: &Tx<'_>,
        planned: Planned,
    ) -> Result<Option<OperationDecision>, Refusal> {
        let Planned {
            attempt,
            configured,
            requested,
            payment,
            balance,
        } = planned;
        if let Some(request) = &requested.request
            && let Some(id) = request.answered_before(tx)?
        {
            return Ok(Some(OperationDecision::Answer(id)));
        }
        if recovery::is_closed(tx)? {
            return Err(Refusal::Recovering);
        }
        let present = attempts::find(tx, &attempt.id)?;
        // Every operation is an event of its attempt: with the same version,
        // none has come between the balance and here.
        if present.is_none_or(|present| present.version != attempt.version) {
            return Ok(None);
        }
        let made = operations::of_attempt(tx, &attempt.id)?;
        let sums = sums(&made, &requested.provider_payment_id);
        let there_is = left(requested.kind, attempt.amount, &balance, sums);
        let operation = self.new_operation(&attempt, &requested, &balance, there_is)?;
        let call = build(&configured, &operation, payment, balance)?;
        operations::insert(tx, &operation).map_err(busy)?;
        if let Some(request) = &requested.request {
            request.bind_key(tx, &operation)?;
        }
        let event = OperationEvent::of(&operation, requested.by, "");
        SettledOperations::of(&self.deployment).write_event(tx, &attempt, attempt.state, &event)?;
        Ok(Some(OperationDecision::Move(Box::new(Moving {
            operation,
            configured,
            call,
        }))))
    }

    fn configured(&self, attempt: &Attempt) -> Result<&Configured, Refusal> {
        let found = self.deployment.providers.find(&attempt.provider);
        found.ok_or_else(|| {
            Refusal::Rules(vec![Violation::new(ErrorCode::ProviderUnknown, "provider")])
        })
    }

    async fn check_idle(
        &self,
        attempt: &Attempt,
        provider_payment_id: &str,
    ) -> Result<(), Refusal> {
        let id = attempt.id.clone();
        let reading = move |tx: &Tx<'_>| operations::of_attempt(tx, &id);
        let made = self.deployment.store.read(reading).await?;
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
        requested: &RequestedOperation,
        balance: &Balance,
        there_is: u64,
    ) -> Result<Operation, Refusal> {
        if there_is == 0 {
            let open =
                requested.kind == OperationKind::Refund && attempt.state == State::Authorised;
            return Err(if open {
                Refusal::NotCaptured
            } else {
                Refusal::PaymentState
            });
        }
        let minor = requested.amount.unwrap_or(there_is);
        let currency = attempt.amount.currency();
        let amount = Amount::new(minor, currency).map_err(|_| Refusal::OperationAmount)?;
        if minor > there_is {
            return Err(Refusal::OperationAmount);
        }
        let random = self.deployment.environment.random();
        let now = self.deployment.clock().now();
        let settings = &self.deployment.settings;
        // Should this process end before the answer, the worker takes over.
        let takeover =
            milliseconds(settings.provider_timeout) + milliseconds(settings.first_look_up);
        Ok(Operation {
            id: random.operation_id()?,
            attempt: attempt.id.clone(),
            provider_payment_id: requested.provider_payment_id.clone(),
            kind: requested.kind,
            amount,
            reference: random.operation_reference()?,
            state: OperationState::Created,
            by: String::from(requested.by),
            description: requested.description.clone(),
            before: before(balance),
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

fn busy(error: store::StoreError) -> Refusal {
    if error.is_unique() {
        Refusal::Busy
    } else {
        error.into()
    }
}
