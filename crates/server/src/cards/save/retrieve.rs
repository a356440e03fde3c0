//! Asks a provider for the card that a payment stored.

use anyhow::Context as _;
use oneclick_providers::{CardDetails, CardToSave, CardUses, ProviderCard, SavedCard};
use oneclick_rules::CustomerId;

use crate::cards::save::Saves;
use crate::cards::sealing::CardTokens;
use crate::cards::{Cards, Face};
use crate::model::attempt::Attempt;
use crate::model::saving::Saving;
use crate::payments::look_up::listed::ListedPayments;
use crate::registry::Configured;
use crate::store::{self, Tx};

impl Saves {
    /// Asks the provider for the card that the payment stored.
    pub(crate) async fn retrieve(
        &self,
        attempt: &Attempt,
        saving: &Saving,
        customer: &CustomerId,
    ) -> anyhow::Result<(SavedCard, Face)> {
        let configured = self.deployment.providers.find(&attempt.provider);
        let configured = configured.context("its provider is not configured")?;
        let prepared = saving.prepared.as_ref();
        let prepared = prepared
            .map(|prepared| {
                CardTokens::of(&self.deployment).open_prepared(attempt, customer, prepared)
            })
            .transpose()?;
        let payment = attempt.provider_payment_id.clone();
        let paid = CardToSave {
            provider_payment_id: payment
                .context("the provider's id of the payment is not known")?,
            reference: attempt.reference.clone(),
            customer: customer.clone(),
            keep: CardUses::of(&saving.uses),
            prepared,
            now: self.deployment.clock().seconds(),
        };
        let call = configured.provider.save_card(&paid);
        let call = call.map_err(|code| anyhow::anyhow!("the provider refuses: {code}"))?;
        let received = self.deployment.read(configured.provider.name(), call).await;
        let received =
            received.map_err(|error| anyhow::anyhow!("the provider did not answer: {error:?}"))?;
        let learned = received.answer?;
        self.pick(configured, attempt, customer, learned).await
    }

    /// Says which of the stored cards the payment was by, and what to show of it.
    async fn pick(
        &self,
        configured: &Configured,
        attempt: &Attempt,
        customer: &CustomerId,
        learned: Vec<SavedCard>,
    ) -> anyhow::Result<(SavedCard, Face)> {
        let this = self.clone();
        let (provider, owner) = (attempt.provider.clone(), customer.clone());
        let (mut new, mut known) = self
            .deployment
            .store
            .read(move |tx| this.part_known(tx, &provider, &owner, learned))
            .await?;
        // Told under this payment's own id; any other list may be of another's.
        let sure = new.iter().chain(&known).all(|card| {
            card.initial_transaction.is_some()
                && card.initial_transaction == attempt.provider_payment_id
                && card.details.last_four.is_some()
        });
        let paid = if sure {
            CardDetails::default()
        } else {
            self.paid_by(configured, attempt).await?
        };
        for cards in [&mut new, &mut known] {
            cards.retain(|card| may_be(&card.details, &paid));
        }
        let found = if new.is_empty() { known } else { new };
        let [card] = <[SavedCard; 1]>::try_from(found)
            .map_err(|found| anyhow::anyhow!("{} of its cards may be the one", found.len()))?;
        let face = self.face(attempt, customer, &card, paid).await;
        let face = face.context("the provider does not tell its last four digits")?;
        Ok((card, face))
    }

    /// Parts the cards that the customer does not have yet from those that are known.
    fn part_known(
        &self,
        tx: &Tx<'_>,
        provider: &str,
        customer: &CustomerId,
        learned: Vec<SavedCard>,
    ) -> store::Result<(Vec<SavedCard>, Vec<SavedCard>)> {
        let mut new = Vec::new();
        let mut known = Vec::new();
        for card in learned {
            match Cards::of(&self.deployment).find_same(tx, provider, customer, &card.token)? {
                Some(_) => known.push(card),
                None => new.push(card),
            }
        }
        Ok((new, known))
    }

    /// Returns what the provider tells of the card in the payment itself.
    async fn paid_by(
        &self,
        configured: &Configured,
        attempt: &Attempt,
    ) -> anyhow::Result<CardDetails> {
        let payment = attempt.provider_payment_id.as_ref();
        let answers = ListedPayments::of(&self.deployment)
            .ask(configured, attempt, None)
            .await?;
        let paid = answers
            .statuses
            .into_iter()
            .find(|answer| answer.provider_payment_id.as_ref() == payment);
        Ok(paid.map(|answer| answer.card).unwrap_or_default())
    }

    /// Returns what to show of the card, from whoever tells it: the list of cards, the
    /// payment, or the card itself.
    async fn face(
        &self,
        attempt: &Attempt,
        customer: &CustomerId,
        card: &SavedCard,
        paid: CardDetails,
    ) -> Option<Face> {
        let told = or(card.details.clone(), paid);
        if told.last_four.is_some() && told.expiry.is_some() && told.brand.is_some() {
            return Face::told(told);
        }
        let at = ProviderCard {
            token: card.token.clone(),
            customer: customer.clone(),
            initial_transaction: card.initial_transaction.clone(),
            now: self.deployment.clock().seconds(),
        };
        let read = Cards::of(&self.deployment)
            .read_card(&attempt.provider, &at)
            .await;
        Face::told(or(told, read.map(|read| read.details).unwrap_or_default()))
    }
}

/// Tells whether a stored card may be the one that paid: nothing that both tell
/// differs.
fn may_be(card: &CardDetails, paid: &CardDetails) -> bool {
    fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.is_some() && other.is_some() && one != other
    }
    !(differ(card.last_four.as_ref(), paid.last_four.as_ref())
        || differ(card.brand.as_ref(), paid.brand.as_ref())
        || differ(card.expiry.as_ref(), paid.expiry.as_ref()))
}

fn or(face: CardDetails, other: CardDetails) -> CardDetails {
    CardDetails {
        brand: face.brand.or(other.brand),
        last_four: face.last_four.or(other.last_four),
        expiry: face.expiry.or(other.expiry),
    }
}
