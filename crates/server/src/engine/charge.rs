//! A charge: sent once, in a task of its own.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oneclick_providers::{
    Answer, Attempt as Asked, Charge, HttpRequest, Initiator, Outcome, Secret,
};
use oneclick_rules::{Customer, Cvc, CvcPolicy, StoredCard};

use super::state::State;
use super::{Configured, Engine, milliseconds};
use crate::provider_client::SendError;
use crate::store::attempts::{self, Attempt, Change};
use crate::store::cards::Card;
use crate::store::sessions::Session;
use crate::vault::{Owner, Sealed};

/// How long the shopper may use a redirect, minutes.
const REDIRECT_MINUTES: u32 = 10;

/// A durable intent and what its one request needs.
pub(crate) struct Charging {
    pub attempt: Attempt,
    pub session: Session,
    pub customer: Option<Customer>,
    pub card: Card,
    pub terms: StoredCard,
    pub cvc: Option<Cvc>,
    pub configured: Configured,
}

impl Engine {
    /// Sends the charge and makes its outcome durable.
    pub(crate) async fn charge(self: Arc<Self>, charging: Charging) {
        let id = charging.attempt.id.clone();
        if let Err(error) = self.send_once(charging).await {
            // Durable as `created` or `sent`: the worker goes on from there.
            tracing::error!(payment = %id, error = format!("{error:#}"), "a charge was interrupted");
        }
    }

    async fn send_once(&self, charging: Charging) -> anyhow::Result<()> {
        let request = match self.request(&charging) {
            Ok(request) => request,
            Err(error) => {
                tracing::error!(payment = %charging.attempt.id, error = format!("{error:#}"), "a charge could not be built");
                return self
                    .never_sent(&charging.attempt, "the request could not be built")
                    .await;
            }
        };
        let Some(sent) = self.mark_sent(&charging.attempt).await? else {
            return Ok(()); // Given up by the worker: nothing may be sent any more.
        };
        drop(charging.cvc);
        // The last moment before the socket: an intent that has waited too long
        // may have been given up as not found by then.
        let deadline = sent.created_at + milliseconds(self.parts.settings.provider_timeout);
        let answer = if self.clock().now() > deadline {
            not_taken("too late to send")
        } else {
            match self.client.send(request).await {
                Ok(received) => charging
                    .configured
                    .provider
                    .read_charge(received.as_response()),
                Err(SendError::NotSent(why)) => not_taken(why),
                Err(SendError::Lost(why)) => Answer::unknown(why),
            }
        };
        self.settle_surely(&sent, vec![answer], "charge").await
    }

    fn request(&self, charging: &Charging) -> anyhow::Result<HttpRequest> {
        let Charging {
            attempt,
            session,
            customer,
            card,
            terms,
            cvc,
            configured,
        } = charging;
        let token = self.open_token(card)?;
        let return_url = format!(
            "{}/return/{}",
            self.parts.public_url, attempt.return_reference
        );
        let notification_url = format!(
            "{}/notifications/{}/{}",
            self.parts.public_url,
            configured.provider.name(),
            attempt.return_reference
        );
        let charge = Charge {
            attempt: Asked {
                reference: &attempt.reference,
                purchase: session.purchase(attempt.amount, customer.as_ref(), configured),
                return_url: &return_url,
                notification_url: &notification_url,
                redirect_minutes: REDIRECT_MINUTES,
                now: self.clock().seconds(),
            },
            initiator: Initiator::Shopper,
            token: &token,
            cvc: cvc.as_ref(),
            hosted_cvc: terms.cvc == CvcPolicy::Hosted,
        };
        configured
            .provider
            .charge(&charge)
            .map_err(|code| anyhow::anyhow!("the provider cannot express it: {code}"))
    }

    fn open_token(&self, card: &Card) -> anyhow::Result<Secret> {
        let bytes = URL_SAFE_NO_PAD
            .decode(&card.token_sealed)
            .context("a sealed token is not base64url")?;
        let sealed = Sealed {
            key_id: card.token_key.clone(),
            bytes,
        };
        let owner = Owner {
            provider: &card.provider,
            customer: card.customer.as_str(),
            card: card.id.as_str(),
        };
        self.vault().open(&sealed, owner)
    }

    async fn mark_sent(&self, attempt: &Attempt) -> sqlx::Result<Option<Attempt>> {
        let change = Change {
            kind: "sent",
            by: "engine",
            look_up_at: attempt.look_up_at,
            ..Change::default()
        };
        let mut writing = self.store().begin().await?;
        let sent = attempts::change(
            &mut writing,
            attempt,
            State::Sent,
            &change,
            self.clock().now(),
        )
        .await?;
        writing.commit().await?;
        Ok(sent)
    }

    async fn never_sent(&self, attempt: &Attempt, why: &'static str) -> anyhow::Result<()> {
        self.settle_surely(attempt, vec![not_taken(why)], "engine")
            .await
    }

    /// Makes the outcome durable, however long the store takes to answer: an
    /// outcome that is known must not be lost.
    pub(crate) async fn settle_surely(
        &self,
        attempt: &Attempt,
        answers: Vec<Answer>,
        by: &'static str,
    ) -> anyhow::Result<()> {
        let mut pause = Duration::from_millis(50);
        for _ in 0..12 {
            match self.settle(attempt, &answers, by).await {
                Ok(_) => return Ok(()),
                Err(error) => {
                    tracing::error!(payment = %attempt.id, %error, "an outcome could not be written yet");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
            }
        }
        anyhow::bail!("the outcome could not be written")
    }
}

fn not_taken(why: &'static str) -> Answer {
    Answer {
        outcome: Outcome::NotTaken,
        ..Answer::unknown(why)
    }
}
