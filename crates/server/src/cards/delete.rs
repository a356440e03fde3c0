//! Deletes removed cards at their providers, by lease: a token goes with the last card
//! that has it, and not while a payment by it is under way.

use std::sync::Arc;

use oneclick_providers::{CardDeletion, ProviderCard};

use crate::cards::Cards;
use crate::cards::sealing::CardTokens;
use crate::deployment::{Deployment, milliseconds};
use crate::jobs::job::{Job, LeaseEnd};
use crate::payments::look_up_times::LookUpTimes;
use crate::store;
use crate::store::cards::{self, Deletion};
use crate::store::queue::{Lease, Queue};

/// Deletes removed cards at their providers.
#[derive(Clone, Debug)]
pub(crate) struct Deletions {
    pub(crate) deployment: Arc<Deployment>,
}

impl Job for Deletions {
    type Row = Deletion;
    const NAME: &'static str = "removed cards";
    const QUEUE: &'static Queue<Deletion> = cards::DELETIONS;

    async fn carry_out(self, deletion: Deletion, _lease: Lease) -> LeaseEnd {
        let id = deletion.card.id.clone();
        let done = self.delete_once(deletion).await;
        let noted = done.inspect_err(|error| {
            tracing::error!(card = %id, %error, "what became of a removed card could not be noted");
        });
        LeaseEnd::to_free_if(noted.is_ok())
    }
}

impl Deletions {
    /// Works for this deployment.
    pub(crate) fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    async fn delete_once(&self, deletion: Deletion) -> store::Result<()> {
        let card = deletion.card.clone();
        let clock = self.deployment.clock().clone();
        let later = milliseconds(self.deployment.settings.longest_pause);
        let begun = self
            .deployment
            .store
            .write(move |tx| cards::begin_deletion(tx, &card, clock.now(), later))
            .await?;
        if !begun {
            return Ok(());
        }
        let done = self.ask_to_delete(&deletion).await;
        let now = self.deployment.clock().now();
        let id = deletion.card.id;
        match done {
            Ok(()) => {
                self.deployment
                    .store
                    .write(move |tx| cards::note_deleted(tx, &id, now))
                    .await
            }
            Err(error) => {
                tracing::warn!(card = %id, error = format!("{error:#}"), "a removed card is not deleted at its provider yet");
                let spacing = milliseconds(self.deployment.settings.look_up_spacing);
                let next = now
                    + LookUpTimes::of(&self.deployment)
                        .pause(deletion.tries)
                        .max(spacing);
                self.deployment
                    .store
                    .write(move |tx| cards::delete_later(tx, &id, next))
                    .await
            }
        }
    }

    /// Asks the provider to delete the card. Asks again only if the provider says that
    /// it still has the card: a call whose answer was lost may have been heard.
    async fn ask_to_delete(&self, deletion: &Deletion) -> anyhow::Result<()> {
        let card = &deletion.card;
        let configured = self.deployment.providers.find(&card.provider);
        let provider = &configured
            .ok_or_else(|| anyhow::anyhow!("its provider is not configured"))?
            .provider;
        let at = ProviderCard {
            token: CardTokens::of(&self.deployment).open_token(card)?,
            customer: card.customer.clone(),
            initial_transaction: card.initial_transaction.clone(),
            now: self.deployment.clock().seconds(),
        };
        let Some(call) = provider.delete_card(&at) else {
            return Ok(()); // It has no such call: deleted here alone.
        };
        if deletion.tries > 0
            && provider.retrieve_card(&at).is_some()
            && !Cards::of(&self.deployment)
                .read_card(&card.provider, &at)
                .await?
                .usable
        {
            return Ok(());
        }
        let received = self.deployment.change(provider.name(), call).await;
        let received =
            received.map_err(|error| anyhow::anyhow!("the provider did not answer: {error:?}"))?;
        match received.answer {
            CardDeletion::Done => Ok(()),
            CardDeletion::Unknown(why) => anyhow::bail!("the provider's answer is unclear: {why}"),
        }
    }
}
