//! A change of the vault's key: everything is sealed anew with the first one.

use anyhow::Context as _;

use crate::cards::save::Saves;
use crate::cards::sealing::CardTokens;
use crate::model::attempt::Attempt;
use crate::model::card::Card;
use crate::store::sealed;

/// How much is read at once.
const BATCH: i64 = 100;

impl CardTokens {
    /// Seals every token with the vault's first key; how many it were. May run
    /// beside servers that know both keys, and again after it broke off. What
    /// cannot be read or opened keeps no other from being sealed.
    ///
    /// # Errors
    /// Fails if the database is unreachable; names the first that could not be
    /// sealed, once all others are: the old key must stay then.
    pub async fn rotate_keys(&self) -> anyhow::Result<usize> {
        let key = self.deployment.vault.newest();
        let mut done = 0;
        let mut failed = None;
        let mut after = String::new();
        loop {
            let (newest, from) = (String::from(key), after.clone());
            let cards = self
                .deployment
                .store
                .read(move |tx| sealed::other_cards(tx, &newest, &from, BATCH))
                .await?;
            let Some((last, _)) = cards.last() else { break };
            after.clone_from(last);
            for (id, card) in cards {
                let sealed = match card {
                    Ok(card) => self.reseal_card(card).await,
                    Err(error) => Err(error.into()),
                };
                match sealed.with_context(|| format!("the card {id}")) {
                    Ok(()) => done += 1,
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
        }
        after.clear();
        loop {
            let (newest, from) = (String::from(key), after.clone());
            let attempts = self
                .deployment
                .store
                .read(move |tx| sealed::other_attempts(tx, &newest, &from, BATCH))
                .await?;
            let Some((last, _)) = attempts.last() else {
                break;
            };
            after.clone_from(last);
            for (id, attempt) in attempts {
                let sealed = match attempt {
                    Ok(attempt) => self.reseal_prepared(&attempt).await,
                    Err(error) => Err(error.into()),
                };
                match sealed.with_context(|| format!("what was prepared for {id}")) {
                    Ok(()) => done += 1,
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
        }
        self.reseal_fingerprint_key().await?;
        match failed {
            None => Ok(done),
            Some(error) => Err(error.context("not everything was sealed anew; keep the old key")),
        }
    }

    async fn reseal_card(&self, card: Card) -> anyhow::Result<()> {
        let token = self.open_token(&card)?;
        let sealed = self.seal_token(&card.provider, &card.customer, &card.id, &token)?;
        let written = self
            .deployment
            .store
            .write(move |tx| sealed::put_token(tx, &card.id, &card.token_sealed, &sealed));
        Ok(written.await?)
    }

    async fn reseal_prepared(&self, attempt: &Attempt) -> anyhow::Result<()> {
        let keep = attempt.saving.as_ref();
        let Some(before) = keep.and_then(|keep| keep.prepared.as_ref()) else {
            return Ok(());
        };
        let customer = Saves::of(&self.deployment).owner(attempt).await?;
        let prepared = self.open_prepared(attempt, &customer, before)?;
        let sealed = self.seal_prepared(attempt, &customer, &prepared)?;
        let (id, before) = (attempt.id.clone(), before.sealed.clone());
        let written = self
            .deployment
            .store
            .write(move |tx| sealed::put_prepared(tx, &id, &before, &sealed));
        Ok(written.await?)
    }
}
