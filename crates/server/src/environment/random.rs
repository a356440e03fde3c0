//! Makes what must not be guessable: ids, tokens, references.

use core::fmt::Debug;
use std::sync::Arc;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oneclick_providers::{AttemptReference, Secret};
use oneclick_rules::{CardId, IdempotencyKey, PaymentId, SessionId};

use crate::client_token;

const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Gives bytes that nobody can guess.
pub trait RandomSource: Debug + Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// Fails if there is no randomness to give.
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()>;
}

/// Makes what must not be guessable.
#[derive(Clone, Debug)]
pub struct Random {
    source: Arc<dyn RandomSource>,
}

impl Random {
    /// Takes its bytes from `source`.
    pub(super) fn new(source: Arc<dyn RandomSource>) -> Self {
        Self { source }
    }

    /// Returns `N` random bytes.
    ///
    /// # Errors
    /// Fails if the operating system has no randomness to give.
    pub fn bytes<const N: usize>(&self) -> anyhow::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.source.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn opaque<const N: usize>(&self, prefix: &str) -> anyhow::Result<String> {
        Ok(format!(
            "{prefix}{}",
            URL_SAFE_NO_PAD.encode(self.bytes::<N>()?)
        ))
    }

    /// Returns a new session's id: `cs_` and 128 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn session_id(&self) -> anyhow::Result<SessionId> {
        Ok(SessionId::parse(&self.opaque::<16>(SessionId::PREFIX)?)?)
    }

    /// Returns a new attempt's id: `pay_` and 128 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn payment_id(&self) -> anyhow::Result<PaymentId> {
        Ok(PaymentId::parse(&self.opaque::<16>(PaymentId::PREFIX)?)?)
    }

    /// Returns a new card's id: `card_` and 128 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn card_id(&self) -> anyhow::Result<CardId> {
        Ok(CardId::parse(&self.opaque::<16>(CardId::PREFIX)?)?)
    }

    /// Returns a new operation's id: `op_` and 128 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn operation_id(&self) -> anyhow::Result<String> {
        self.opaque::<16>("op_")
    }

    /// Returns what the leases of a process name it by: 128 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn lease_owner(&self) -> anyhow::Result<String> {
        self.opaque::<16>("")
    }

    /// Returns a new session's client token: `ct_` and 256 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn client_token(&self) -> anyhow::Result<Secret> {
        self.opaque::<32>(client_token::PREFIX).map(Secret::new)
    }

    /// Returns what a browser shows whose operator has signed in: 256 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn operator_cookie(&self) -> anyhow::Result<Secret> {
        self.opaque::<32>("").map(Secret::new)
    }

    /// Returns the idempotency key of a page that is shown: 128 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn page_key(&self) -> anyhow::Result<IdempotencyKey> {
        Ok(IdempotencyKey::parse(&self.opaque::<16>("page_")?)?)
    }

    /// Makes the reference of an operation: 26 of `a–z 2–7`, 130 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn operation_reference(&self) -> anyhow::Result<AttemptReference> {
        AttemptReference::parse(&self.letters::<26>()?).context("26 letters are a reference")
    }

    /// Returns what names one answer of this server in its log: 80 bits.
    ///
    /// # Errors
    /// Fails as [`Self::bytes`] does.
    pub fn request_id(&self) -> anyhow::Result<String> {
        self.letters::<16>()
    }

    /// Returns `N` letters of five random bits each.
    fn letters<const N: usize>(&self) -> anyhow::Result<String> {
        Ok(in_letters(self.bytes::<N>()?))
    }
}

/// Writes five bits of each byte as one of `a–z 2–7`.
pub(crate) fn in_letters(bytes: impl IntoIterator<Item = u8>) -> String {
    let letters = bytes.into_iter();
    let letters = letters.filter_map(|byte| LETTERS.get(usize::from(byte % 32)));
    letters.map(|letter| char::from(*letter)).collect()
}
