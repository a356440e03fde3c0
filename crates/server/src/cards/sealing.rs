//! Tokens and what was prepared: sealed for the store, opened for a request.

use std::sync::Arc;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oneclick_providers::Secret;
use oneclick_rules::{CardId, CustomerId};

use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::model::card::Card;
use crate::model::saving::Prepared;
use crate::vault::{Owner, Sealed};

/// Seals and opens what stands for a card at its provider.
///
/// Its methods stand here, in `fingerprints.rs` and `rotate.rs`.
#[derive(Clone, Debug)]
pub struct CardTokens {
    pub(crate) deployment: Arc<Deployment>,
}

impl CardTokens {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Seals a card's token for its row alone.
    ///
    /// # Errors
    /// Fails if the operating system has no randomness to give.
    pub(crate) fn seal_token(
        &self,
        provider: &str,
        customer: &CustomerId,
        card: &CardId,
        token: &Secret,
    ) -> anyhow::Result<Prepared> {
        let owner = Owner {
            provider,
            customer: customer.as_str(),
            card: card.as_str(),
        };
        let sealed = self.deployment.vault.seal(token, owner)?;
        Ok(Prepared {
            key: sealed.key_id,
            sealed: URL_SAFE_NO_PAD.encode(sealed.bytes),
        })
    }

    /// Returns the card's token, opened.
    ///
    /// # Errors
    /// Fails if it was not sealed with any of the vault's keys, or not for this card.
    pub(crate) fn open_token(&self, card: &Card) -> anyhow::Result<Secret> {
        let owner = Owner {
            provider: &card.provider,
            customer: card.customer.as_str(),
            card: card.id.as_str(),
        };
        self.open(&card.token_key, &card.token_sealed, owner)
    }

    /// Seals what was prepared for an attempt, for its row alone.
    ///
    /// # Errors
    /// Fails if the operating system has no randomness to give.
    pub(crate) fn seal_prepared(
        &self,
        attempt: &Attempt,
        customer: &CustomerId,
        prepared: &Secret,
    ) -> anyhow::Result<Prepared> {
        let sealed = self
            .deployment
            .vault
            .seal(prepared, prepared_owner(attempt, customer))?;
        Ok(Prepared {
            key: sealed.key_id,
            sealed: URL_SAFE_NO_PAD.encode(sealed.bytes),
        })
    }

    /// Returns what was prepared for an attempt, opened.
    ///
    /// # Errors
    /// Fails as [`CardTokens::open_token`] does.
    pub(crate) fn open_prepared(
        &self,
        attempt: &Attempt,
        customer: &CustomerId,
        prepared: &Prepared,
    ) -> anyhow::Result<Secret> {
        let owner = prepared_owner(attempt, customer);
        self.open(&prepared.key, &prepared.sealed, owner)
    }

    pub(crate) fn open(&self, key: &str, sealed: &str, owner: Owner<'_>) -> anyhow::Result<Secret> {
        let bytes = URL_SAFE_NO_PAD
            .decode(sealed)
            .context("what was sealed is not base64url")?;
        let key_id = String::from(key);
        self.deployment.vault.open(&Sealed { key_id, bytes }, owner)
    }
}

/// Names the attempt in the card's place: there is none yet.
fn prepared_owner<'a>(attempt: &'a Attempt, customer: &'a CustomerId) -> Owner<'a> {
    Owner {
        provider: &attempt.provider,
        customer: customer.as_str(),
        card: attempt.id.as_str(),
    }
}
