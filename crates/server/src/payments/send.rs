//! From a durable intent to the one request that leaves, and back.

pub(crate) mod new_card;
pub(crate) mod retries;
pub(crate) mod stored_card;

use std::sync::Arc;

use oneclick_providers::{Call, FailureReason, Outcome, PaymentStatus};

use crate::deployment::{Deployment, milliseconds};
use crate::environment::SendError;
use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::payments::look_up::listed::ListedPayments;
use crate::payments::look_up_times::LookUpTimes;
use crate::payments::send::retries::OutcomeRetries;
use crate::payments::settle::Settling;
use crate::registry::Configured;
use crate::store::attempts::{self, Change, LookedUp, Schedule};
use crate::store::{self, Tx};

/// Sends an intent, once, and makes its outcome durable.
///
/// Its methods stand here, in `send/stored_card.rs` and `send/new_card.rs`.
#[derive(Clone, Debug)]
pub struct Sending {
    pub(crate) deployment: Arc<Deployment>,
}

impl Sending {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Sends the intent's request once and makes the outcome durable. What is
    /// interrupted is durable as `created` or `sent`: the worker goes on there.
    pub(crate) async fn send_surely(
        &self,
        attempt: &Attempt,
        configured: &Configured,
        call: anyhow::Result<Call<PaymentStatus>>,
    ) {
        if let Err(error) = self.send_once(attempt, configured, call).await {
            tracing::error!(payment = %attempt.id, error = format!("{error:#}"), "a charge was interrupted");
        }
    }

    async fn send_once(
        &self,
        attempt: &Attempt,
        configured: &Configured,
        call: anyhow::Result<Call<PaymentStatus>>,
    ) -> anyhow::Result<()> {
        self.deployment
            .watches
            .since(attempt.id.as_str(), self.deployment.clock());
        let call = match call {
            Ok(call) => call,
            Err(error) => {
                tracing::error!(payment = %attempt.id, error = format!("{error:#}"), "a charge could not be built");
                let never = vec![failed("the request could not be built")];
                return self.settle_surely(attempt, never, "engine").await;
            }
        };
        let Some(sent) = self.mark_sent(attempt).await? else {
            return Ok(()); // Given up by the worker: nothing may be sent any more.
        };
        // The last moment before the socket: an intent that has waited too long
        // may have been given up as not found by then.
        let Some(left) =
            LookUpTimes::of(&self.deployment).left_to_send(sent.id.as_str(), sent.created_at)
        else {
            let late = vec![failed("too late to send")];
            return self.settle_surely(&sent, late, "charge").await;
        };
        let name = configured.provider.name();
        let answer = self.deployment.move_money(name, call, left).await;
        let told = answer.as_ref().map(|received| &received.answer.outcome);
        self.deployment.metrics.charge_answered(name, told);
        let statuses = match answer {
            Ok(received) => {
                let status = received.answer;
                let status = if received.resent && matches!(status.outcome, Outcome::Failed(_)) {
                    // Says so of the second sending alone.
                    PaymentStatus::unknown(status.detail)
                } else {
                    status
                };
                self.confirmed(&sent, configured, status, received.resent)
                    .await?
            }
            Err(SendError::NotBuilt(why) | SendError::NotSent(why)) => vec![failed(why)],
            Err(SendError::Lost(why)) => vec![PaymentStatus::unknown(why)],
        };
        self.settle_surely(&sent, statuses, "charge").await
    }

    /// Confirms a refusal if the provider's refusals are not its last word: one stands
    /// only if a look-up does not contradict it. Nothing is freed before. A decline
    /// of what was sent again stands only if the look-up finds it alone: the
    /// first sending may have been a payment of its own.
    async fn confirmed(
        &self,
        attempt: &Attempt,
        configured: &Configured,
        status: PaymentStatus,
        resent: bool,
    ) -> anyhow::Result<Vec<PaymentStatus>> {
        let refused = matches!(status.outcome, Outcome::Declined(_) | Outcome::Failed(_));
        if !(refused && (resent || configured.provider.capabilities().confirm_refusals)) {
            return Ok(vec![status]);
        }
        let known = status.provider_payment_id.as_deref();
        let found = ListedPayments::of(&self.deployment)
            .ask(configured, attempt, known)
            .await;
        let now = self.deployment.clock().now();
        // It is a look-up too, and answers those who have asked for one meanwhile.
        let made = LookedUp {
            at: now,
            empty_since: None,
            next: Schedule::Keep,
            answered: match &found {
                Ok(found) if found.is_whole => attempt.expedites,
                Ok(_) | Err(_) => 0,
            },
            retry: now + milliseconds(self.deployment.settings.look_up_spacing),
        };
        let id = attempt.id.clone();
        self.deployment
            .store
            .write(move |tx| attempts::note_look_up(tx, &id, made))
            .await?;
        Ok(match found.map(|found| found.statuses) {
            Ok(statuses) if resent && statuses.is_empty() => {
                vec![PaymentStatus::unknown(status.detail)]
            }
            // None listed contradicts nothing: the refusal stands.
            Ok(statuses) if statuses.iter().all(agrees) => vec![status],
            Ok(statuses) => statuses,
            Err(error) => {
                tracing::warn!(payment = %attempt.id, %error, "a refusal could not be confirmed");
                let detail = format!("not confirmed: {}", status.detail);
                vec![PaymentStatus {
                    provider_payment_id: status.provider_payment_id,
                    ..PaymentStatus::unknown(detail)
                }]
            }
        })
    }

    async fn mark_sent(&self, attempt: &Attempt) -> store::Result<Option<Attempt>> {
        let (attempt, now) = (attempt.clone(), self.deployment.clock().now());
        let mark = move |tx: &Tx<'_>| {
            let change = Change {
                kind: "sent",
                by: "engine",
                ..Change::default()
            };
            attempts::change(tx, &attempt, State::Sent, &change, now)
        };
        self.deployment.store.write(mark).await
    }

    /// Makes the outcome durable, however long the store takes to answer: an
    /// outcome that is known must not be lost.
    pub(crate) async fn settle_surely(
        &self,
        attempt: &Attempt,
        statuses: Vec<PaymentStatus>,
        by: &'static str,
    ) -> anyhow::Result<()> {
        let settling = Settling::of(&self.deployment);
        let mut retries = OutcomeRetries::default();
        loop {
            let Err(error) = settling.settle(attempt, &statuses, by).await else {
                return Ok(());
            };
            tracing::error!(payment = %attempt.id, %error, "an outcome could not be written yet");
            let Some(pause) = retries.pause_after(&error) else {
                anyhow::bail!("the outcome could not be written");
            };
            self.deployment.environment.sleep(pause).await;
        }
    }
}

/// Tells whether what a look-up found bears a refusal out.
fn agrees(found: &PaymentStatus) -> bool {
    matches!(
        found.outcome,
        Outcome::Declined(_) | Outcome::Expired | Outcome::Cancelled
    )
}

fn failed(why: &'static str) -> PaymentStatus {
    PaymentStatus {
        outcome: Outcome::Failed(FailureReason::NotSent),
        ..PaymentStatus::unknown(why)
    }
}
