//! Stored cards: removed, brought back, unlocked; customers erased.

pub mod change;
pub(crate) mod delete;
pub(crate) mod fingerprints;
pub(crate) mod import;
pub(crate) mod rotate;
pub(crate) mod save;
pub mod sealing;

use std::sync::Arc;

use oneclick_providers::{CardDetails, ProviderCard, RetrievedCard, Secret};
use oneclick_rules::{Brand, CardId, CardUse, CustomerId, Expiry, LastFour};

pub(crate) use crate::cards::import::Renewal;

use crate::deployment::{Deployment, milliseconds};
use crate::model::card::Card;
use crate::model::consent::Consent;
use crate::refusal::Refusal;
use crate::store::cards::{self, Recorded};
use crate::store::{self, Tx, tokens};

/// Holds what is shown of a card.
#[derive(Clone, Debug)]
pub struct Face {
    /// The brand.
    pub brand: Brand,
    /// The last four digits.
    pub last_four: LastFour,
    /// When it ends; `None` where nobody tells.
    pub expiry: Option<Expiry>,
}

impl Face {
    /// Returns what a provider tells; `None` without the last four digits.
    pub(crate) fn told(face: CardDetails) -> Option<Self> {
        Some(Self {
            brand: face.brand.unwrap_or(Brand::Unknown),
            last_four: face.last_four?,
            expiry: face.expiry,
        })
    }
}

/// A card to be saved, every member judged.
#[derive(Clone, Debug)]
pub struct NewCard {
    /// The provider that keeps it.
    pub provider: String,
    /// Its token there.
    pub token: Secret,
    /// What is shown of it; `None` asks the provider.
    pub face: Option<Face>,
    /// Whether it is picked at first; `None` leaves that as it is.
    pub default: Option<bool>,
    /// The consent on record.
    pub consent: Consent,
    /// The uses that its owner agreed to.
    pub uses: Vec<CardUse>,
    /// The provider's id of the payment that first stored it.
    pub initial_transaction: Option<String>,
}

/// Imports, shows, removes and deletes stored cards.
///
/// Its methods stand here, in `cards/import.rs` and in `cards/change.rs`.
#[derive(Clone, Debug)]
pub struct Cards {
    pub(crate) deployment: Arc<Deployment>,
}

impl Cards {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Returns the customer's cards as the merchant sees them.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn cards(&self, customer: &CustomerId) -> store::Result<Vec<Card>> {
        let customer = customer.clone();
        self.deployment
            .store
            .read(move |tx| cards::of_customer(tx, &customer))
            .await
    }

    /// Returns what its provider says of a stored card now.
    ///
    /// # Errors
    /// Fails with why that is not known; names no token.
    pub(crate) async fn read_card(
        &self,
        provider: &str,
        card: &ProviderCard,
    ) -> anyhow::Result<RetrievedCard> {
        let configured = self.deployment.providers.find(provider);
        let provider = &configured
            .ok_or_else(|| anyhow::anyhow!("its provider is not configured"))?
            .provider;
        let call = provider
            .retrieve_card(card)
            .ok_or_else(|| anyhow::anyhow!("its provider has no such call"))?;
        let received = self.deployment.read(provider.name(), call).await;
        let received =
            received.map_err(|error| anyhow::anyhow!("the provider did not answer: {error:?}"))?;
        Ok(received.answer?)
    }

    /// Returns every consent by which the card was ever saved, the oldest first.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn consents(&self, card: &CardId) -> store::Result<Vec<Recorded>> {
        let card = card.clone();
        self.deployment
            .store
            .read(move |tx| cards::consents(tx, &card))
            .await
    }

    /// Removes a card: unusable from now on, deleted at its provider when
    /// the settings' time has passed.
    ///
    /// # Errors
    /// Fails with [`Refusal::CardUnknown`].
    pub async fn remove_card(&self, customer: &CustomerId, id: &CardId) -> Result<(), Refusal> {
        let this = self.clone();
        let (customer, id) = (customer.clone(), id.clone());
        self.deployment
            .store
            .write(move |tx| {
                let removed = this.record_removal(tx, &customer, &id)?;
                removed.then_some(()).ok_or(Refusal::CardUnknown)
            })
            .await?;
        self.deployment.wake.notify_one();
        Ok(())
    }

    /// Records a removal; `false` where the customer has no such card.
    fn record_removal(
        &self,
        tx: &Tx<'_>,
        customer: &CustomerId,
        id: &CardId,
    ) -> store::Result<bool> {
        let now = self.deployment.clock().now();
        let delete_at = now + milliseconds(self.deployment.settings.delete_after);
        cards::remove(tx, id, customer, delete_at, now)
    }

    /// Brings a removed card back; one that is there stays.
    ///
    /// # Errors
    /// Fails with [`Refusal::CardUnknown`]; [`Refusal::CardDeleted`] where it is too late.
    pub async fn restore_card(&self, customer: &CustomerId, id: &CardId) -> Result<Card, Refusal> {
        let this = self.clone();
        let (customer, id) = (customer.clone(), id.clone());
        self.deployment
            .store
            .write(move |tx| this.record_restoration(tx, &customer, &id))
            .await
    }

    fn record_restoration(
        &self,
        tx: &Tx<'_>,
        customer: &CustomerId,
        id: &CardId,
    ) -> Result<Card, Refusal> {
        cards::restore(tx, id, customer, self.deployment.clock().now())?;
        match cards::find(tx, id, customer)? {
            Some(card) => Ok(card),
            None if cards::is_known(tx, id, customer)? => Err(Refusal::CardDeleted),
            None => Err(Refusal::CardUnknown),
        }
    }

    /// Lifts the lock of a card's token, on the merchant's word; with it of every
    /// card that has the token.
    ///
    /// # Errors
    /// Fails with [`Refusal::CardUnknown`].
    pub async fn unlock_card(&self, customer: &CustomerId, id: &CardId) -> Result<Card, Refusal> {
        let (customer, id) = (customer.clone(), id.clone());
        let (card, was_locked) = self
            .deployment
            .store
            .write(move |tx| unlock(tx, &customer, &id))
            .await?;
        if was_locked {
            tracing::info!(card = %card.id, "unlocked by the merchant");
        }
        Ok(card)
    }

    /// Removes the customer's cards without a way back, and what is known of
    /// the person; ends their sessions. Nothing is to do for one that is not known.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn erase_customer(&self, customer: &CustomerId) -> Result<(), Refusal> {
        let clock = self.deployment.clock().clone();
        let customer = customer.clone();
        self.deployment
            .store
            .write(move |tx| cards::erase_customer(tx, &customer, clock.now()))
            .await?;
        self.deployment.wake.notify_one();
        Ok(())
    }
}

/// Lifts the lock of a card's token; returns the card and whether it was locked.
fn unlock(tx: &Tx<'_>, customer: &CustomerId, id: &CardId) -> Result<(Card, bool), Refusal> {
    let card = cards::find(tx, id, customer)?;
    let mut card = card.ok_or(Refusal::CardUnknown)?;
    let was_locked = card.locked_at.take().is_some();
    if was_locked {
        tokens::unlock(tx, &card)?;
    }
    Ok((card, was_locked))
}
