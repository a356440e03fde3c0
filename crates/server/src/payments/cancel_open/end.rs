//! Asks the provider to end an open page, once, and lets look-ups decide.

use oneclick_providers::{Call, OpenPayment, OperationOutcome, OperationStatus};
use oneclick_rules::{ErrorCode, PaymentId, Violation};

use crate::environment::SendError;
use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::operations::OperationState;
use crate::payments::cancel_open::request::{EVENTS, EndRequest, OpenPages, SCOPE};
use crate::payments::look_up::LookUps;
use crate::payments::look_up::listed::ListedPayments;
use crate::payments::settle::Settling;
use crate::refusal::Refusal;
use crate::registry::Configured;
use crate::store::attempts::{self, Change};
use crate::store::idempotency_keys::{self, Kept, Key};
use crate::store::{self, Tx};

impl OpenPages {
    /// Has the payment ended in a task of its own, and waits for it as long as
    /// the settings say; the attempt as it stands then.
    pub(crate) async fn end_open(&self, request: EndRequest) -> Result<Attempt, Refusal> {
        let id = request.payment.clone();
        let ending = self
            .deployment
            .tasks
            .spawn(self.clone().ask_to_end(request));
        let patience = self.deployment.settings.answer_within;
        // A time-out is no outcome: the store knows.
        if let Some(ended) = self.deployment.environment.timeout(patience, ending).await {
            ended.map_err(|error| Refusal::Internal(error.into()))??;
        }
        self.find_attempt(&id).await
    }

    async fn ask_to_end(self, request: EndRequest) -> Result<(), Refusal> {
        let attempt = self.find_attempt(&request.payment).await?;
        let configured = self.deployment.providers.find(&attempt.provider);
        let configured = configured.ok_or_else(|| {
            Refusal::Rules(vec![Violation::new(ErrorCode::ProviderUnknown, "provider")])
        })?;
        if attempt.state != State::ActionRequired {
            return Ok(());
        }
        let attempt = self.see(configured, attempt).await?;
        let Some(call) = ending(configured, &attempt) else {
            return Ok(());
        };
        if self.intend_to_end(&request).await? {
            let answer = self.send_end(configured, call).await;
            self.note_end(&attempt, configured, &answer).await?;
            let seen = self.see(configured, attempt).await;
            // Only now: another request that read it as open before would ask again.
            let id = request.payment.clone();
            self.deployment
                .store
                .write(move |tx| attempts::note_cancel_answered(tx, &id))
                .await?;
            self.deployment.tell_change();
            if !seen.is_ok_and(|seen| seen.state != State::ActionRequired) {
                LookUps::of(&self.deployment)
                    .expedite(&request.payment, None)
                    .await?;
            }
            return Ok(());
        }
        self.wait_for_end(&request.payment).await
    }

    /// Looks the attempt up and takes what the provider says.
    async fn see(&self, configured: &Configured, attempt: Attempt) -> Result<Attempt, Refusal> {
        let found = ListedPayments::of(&self.deployment)
            .ask(configured, &attempt, None)
            .await;
        let found = found.map_err(|error| {
            tracing::warn!(payment = %attempt.id, %error, "what is to be ended could not be looked up");
            Refusal::ProviderSilent
        })?;
        Ok(Settling::of(&self.deployment)
            .settle(&attempt, &found.statuses, "look-up")
            .await?
            .attempt)
    }

    /// Makes the intent durable; false where there is nothing to end any more,
    /// or where somebody else is at it.
    async fn intend_to_end(&self, request: &EndRequest) -> Result<bool, Refusal> {
        let (this, request) = (self.clone(), request.clone());
        let first = self
            .deployment
            .store
            .write(move |tx| this.record_end_asked(tx, &request))
            .await?;
        if first {
            self.deployment.tell_change();
        }
        Ok(first)
    }

    fn record_end_asked(&self, tx: &Tx<'_>, request: &EndRequest) -> Result<bool, Refusal> {
        // Read behind the lock: the transaction before read an earlier time.
        let now = self.deployment.clock().now();
        let attempt = attempts::find(tx, &request.payment)?.ok_or(Refusal::Missing)?;
        if attempt.state != State::ActionRequired {
            return Ok(false);
        }
        if let Some(key) = &request.key()
            && !bind(tx, key, &attempt, now)?
        {
            return Ok(false);
        }
        let gone = self.gone();
        let first = attempts::note_cancel_asked(tx, &attempt.id, gone, now)?;
        if first {
            let change = Change {
                kind: "page_cancel_sent",
                by: request.by,
                detail: &request.words,
                ..Change::keeping(&attempt)
            };
            attempts::change(tx, &attempt, attempt.state, &change, now)?
                .ok_or(store::StoreError::Missing)?;
        }
        Ok(first)
    }

    async fn send_end(
        &self,
        configured: &Configured,
        call: Call<OperationStatus>,
    ) -> OperationStatus {
        let (outcome, why) = match self
            .deployment
            .change(configured.provider.name(), call)
            .await
        {
            Ok(received) => return received.answer,
            Err(SendError::NotBuilt(why) | SendError::NotSent(why)) => {
                (OperationOutcome::Refused, why)
            }
            Err(SendError::Lost(why)) => (OperationOutcome::Unknown, why),
        };
        OperationStatus {
            outcome,
            id: None,
            detail: String::from(why),
        }
    }

    /// Notes what the provider answered, beside the attempt's own history.
    async fn note_end(
        &self,
        attempt: &Attempt,
        configured: &Configured,
        answer: &OperationStatus,
    ) -> store::Result<()> {
        let told = OperationState::from(answer.outcome);
        let kind = format!("{EVENTS}{}", told.as_str());
        let by = configured.provider.name().as_str();
        let (id, detail) = (attempt.id.clone(), answer.detail.clone());
        let now = self.deployment.clock().now();
        let note = move |tx: &Tx<'_>| {
            let present = attempts::find(tx, &id)?.ok_or(store::StoreError::Missing)?;
            let change = Change {
                kind: &kind,
                by,
                detail: &detail,
                ..Change::keeping(&present)
            };
            attempts::change(tx, &present, present.state, &change, now).map(drop)
        };
        self.deployment.store.write(note).await
    }

    /// Waits until whoever is at it has an answer, as long as anybody waits.
    async fn wait_for_end(&self, id: &PaymentId) -> Result<(), Refusal> {
        let mut seen = self.deployment.changes.seen();
        let patience = self.deployment.settings.answer_within;
        let mut deadline = self.deployment.environment.timer(patience);
        loop {
            let under_way = self.is_being_ended(&self.find_attempt(id).await?);
            if !under_way
                || !self
                    .deployment
                    .wait_for_change(&mut seen, &mut deadline)
                    .await
            {
                return Ok(());
            }
        }
    }
}

/// Binds the merchant's key to the payment; false where the same request was
/// first.
fn bind(tx: &Tx<'_>, key: &Key<'_>, attempt: &Attempt, now: i64) -> Result<bool, Refusal> {
    match idempotency_keys::find(tx, SCOPE, key.key)? {
        None => {
            idempotency_keys::insert(tx, key, attempt.id.as_str(), now)?;
            Ok(true)
        }
        Some(Kept { fingerprint, .. }) if fingerprint == key.fingerprint => Ok(false),
        Some(_) => Err(Refusal::KeyReused),
    }
}

/// Returns the attempt as its provider is asked to end it.
fn open(attempt: &Attempt) -> OpenPayment {
    OpenPayment {
        provider_payment_id: attempt.provider_payment_id.clone(),
        reference: attempt.reference.clone(),
    }
}

/// Returns the call that ends it, where it is open and there is one.
pub(crate) fn ending(configured: &Configured, attempt: &Attempt) -> Option<Call<OperationStatus>> {
    (attempt.state == State::ActionRequired)
        .then(|| configured.provider.cancel_open(&open(attempt)))
        .flatten()
}
