//! The intent of a movement: everything that is checked before money may move,
//! in one transaction with the row that says so.

use oneclick_providers::{
    Balance, Call, OperationKind, OperationRequest as Asked, OperationStatus, ProviderPayment,
};
use oneclick_rules::{Amount, Code, Violation};

use super::check::{build, check_state};
use super::compare::{before, left};
use super::settle::Event;
use super::{MoveRequest, MovementState, sums};
use crate::engine::state::State;
use crate::engine::{Configured, Engine, Refusal, milliseconds};
use crate::random;
use crate::store::attempts::{self, Attempt};
use crate::store::merchant_keys::{self, Key};
use crate::store::movements::{self, Movement, kind_word};

/// How often the intent is made again because the payment changed meanwhile.
const MOST_TRIES: usize = 5;

/// What is to become of a wish to move money.
pub(crate) enum Decision {
    /// The movement that the same request made before.
    Answer(String),
    Move(Box<Moving>),
}

/// A durable intent and its one call.
pub(crate) struct Moving {
    pub movement: Movement,
    pub configured: Configured,
    pub call: Call<OperationStatus>,
}

/// What is to move, of which payment of the provider's.
pub(crate) struct Wish<'a> {
    pub kind: OperationKind,
    pub provider_payment: &'a str,
    /// Minor units; `None` for all there is.
    pub amount: Option<u64>,
    pub description: Option<&'a str>,
    pub by: &'static str,
    /// The merchant's key; the engine's own movements have none.
    pub key: Option<Key<'a>>,
}

impl<'a> Wish<'a> {
    /// All of a payment back, by the engine itself.
    pub(crate) fn give_back(kind: OperationKind, provider_payment: &'a str) -> Self {
        Self {
            kind,
            provider_payment,
            amount: None,
            description: None,
            by: "engine",
            key: None,
        }
    }
}

impl Engine {
    pub(super) async fn intend_movement(&self, request: &MoveRequest) -> Result<Decision, Refusal> {
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
            let payment = attempt.provider_payment.as_deref();
            let wish = Wish {
                kind: request.kind,
                provider_payment: payment.ok_or(Refusal::PaymentState)?,
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
        self.check_idle(attempt, wish.provider_payment).await?;
        let payment = self.payment_at(attempt, wish.provider_payment);
        let totals = self
            .read_totals(configured, &payment)
            .await
            .map_err(|error| {
                tracing::warn!(payment = %attempt.id, %error, "the totals could not be read");
                Refusal::ProviderSilent
            })?;
        let own = attempt.provider_payment.as_deref() == Some(wish.provider_payment);
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
        // Every movement is an event of its attempt: with the same version,
        // none has come between the totals and here.
        if present.is_none_or(|present| present.version != attempt.version) {
            return Ok(None);
        }
        let made = movements::of_attempt(&mut writing, &attempt.id).await?;
        let there_is = left(
            wish.kind,
            attempt.amount,
            &totals,
            sums(&made, wish.provider_payment),
        );
        let movement = self.new_movement(attempt, wish, &totals, there_is)?;
        let call = build(configured, &movement, payment, totals)?;
        movements::insert(&mut writing, &movement)
            .await
            .map_err(busy)?;
        if let Some(key) = &wish.key {
            merchant_keys::insert(&mut writing, key, &movement.id, movement.created_at).await?;
        }
        let event = Event::of(&movement, wish.by, "");
        self.write_event(&mut writing, attempt, attempt.state, &event)
            .await?;
        writing.commit().await?;
        self.tell_change();
        Ok(Some(Decision::Move(Box::new(Moving {
            movement,
            configured: configured.clone(),
            call,
        }))))
    }

    fn configured(&self, attempt: &Attempt) -> Result<&Configured, Refusal> {
        let found = self.providers().find(&attempt.provider);
        found.ok_or_else(|| Refusal::Rules(vec![Violation::new(Code::ProviderUnknown, "provider")]))
    }

    async fn check_idle(&self, attempt: &Attempt, provider_payment: &str) -> Result<(), Refusal> {
        let mut store = self.store().reader().acquire().await?;
        let made = movements::of_attempt(&mut store, &attempt.id).await?;
        let unresolved = made.iter().any(|movement| {
            movement.provider_payment == provider_payment && movement.is_in_the_way()
        });
        if unresolved {
            return Err(Refusal::Busy);
        }
        Ok(())
    }

    fn new_movement(
        &self,
        attempt: &Attempt,
        wish: &Wish<'_>,
        totals: &Balance,
        there_is: u64,
    ) -> Result<Movement, Refusal> {
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
        let amount = Amount::new(minor, currency).map_err(|_| Refusal::MovementAmount)?;
        if minor > there_is {
            return Err(Refusal::MovementAmount);
        }
        let now = self.clock().now();
        let settings = &self.parts.settings;
        // Should this process end before the answer, the worker takes over.
        let takeover =
            milliseconds(settings.provider_timeout) + milliseconds(settings.first_look_up);
        Ok(Movement {
            id: random::movement_id()?,
            attempt: attempt.id.clone(),
            provider_payment: String::from(wish.provider_payment),
            kind: wish.kind,
            amount,
            reference: random::provider_reference()?,
            state: MovementState::Created,
            by: String::from(wish.by),
            description: wish.description.map(String::from),
            before: before(totals),
            provider_movement: None,
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

/// The movement as the provider is told it.
pub(super) fn asked(movement: &Movement, payment: ProviderPayment, totals: Balance) -> Asked {
    Asked {
        kind: movement.kind,
        payment,
        reference: movement.reference.clone(),
        amount: movement.amount,
        before: totals,
        description: movement.description.clone(),
    }
}

fn busy(error: sqlx::Error) -> Refusal {
    let taken = error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation);
    if taken { Refusal::Busy } else { error.into() }
}
