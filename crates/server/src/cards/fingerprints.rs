//! The key of the tokens' fingerprints: made once for a store, sealed by the vault.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oneclick_providers::Secret;

use crate::cards::sealing::CardTokens;
use crate::environment::Random;
use crate::fingerprint::FingerprintKey;
use crate::model::saving::Prepared;
use crate::store::{self, Store, Tx, sealed, tokens};
use crate::vault::{Owner, Sealed, Vault};

/// Stands in a card's place where the key is sealed.
const OWNER: Owner<'static> = Owner {
    provider: "",
    customer: "",
    card: "fingerprint_key",
};

/// Opens the store's key, or makes it where there is none.
///
/// # Errors
/// Fails if the database is unreachable, or the vault has not the key that sealed it.
pub async fn fingerprint_key(
    store: &Store,
    vault: &Vault,
    random: &Random,
) -> anyhow::Result<FingerprintKey> {
    let new = seal(vault, &FingerprintKey::new(random)?)?;
    let kept = store.write_patiently(move |tx| keep_first(tx, new)).await?;
    open(vault, &kept)
}

/// Writes the key where there is none; returns the one that stands.
fn keep_first(tx: &Tx<'_>, new: Prepared) -> store::Result<Prepared> {
    if let Some(kept) = sealed::fingerprint_key(tx)? {
        return Ok(kept);
    }
    sealed::put_fingerprint_key(tx, &new)?;
    Ok(new)
}

fn seal(vault: &Vault, key: &FingerprintKey) -> anyhow::Result<Prepared> {
    let Sealed { key_id, bytes } = vault.seal(&key.written(), OWNER)?;
    Ok(Prepared {
        key: key_id,
        sealed: URL_SAFE_NO_PAD.encode(bytes),
    })
}

fn open(vault: &Vault, kept: &Prepared) -> anyhow::Result<FingerprintKey> {
    let what = "the key of the fingerprints";
    let bytes = URL_SAFE_NO_PAD.decode(&kept.sealed).context(what)?;
    let key_id = kept.key.clone();
    let text = vault.open(&Sealed { key_id, bytes }, OWNER);
    FingerprintKey::read(&text.context(what)?).context(what)
}

impl CardTokens {
    /// Makes the fingerprint of a provider's token.
    pub(crate) fn fingerprint(&self, provider: &str, token: &Secret) -> String {
        self.deployment.fingerprints.of(provider, token)
    }

    /// Makes the fingerprints anew that a former version made.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn renew_fingerprints(&self) -> anyhow::Result<()> {
        let this = self.clone();
        let store = &self.deployment.store;
        let renewed = store.write_patiently(move |tx| this.adopt_former(tx));
        Ok(renewed.await?)
    }

    fn adopt_former(&self, tx: &Tx<'_>) -> store::Result<()> {
        for card in tokens::former(tx)? {
            match self.open_token(&card) {
                Ok(token) => {
                    let fingerprint = self.fingerprint(&card.provider, &token);
                    tokens::adopt(tx, &card, &fingerprint)?;
                }
                Err(error) => {
                    tracing::error!(card = %card.id, error = format!("{error:#}"), "a card's token does not open");
                }
            }
        }
        Ok(())
    }

    /// Seals the key with the vault's first key.
    pub(crate) async fn reseal_fingerprint_key(&self) -> anyhow::Result<()> {
        let sealed = seal(&self.deployment.vault, &self.deployment.fingerprints)?;
        let written = self
            .deployment
            .store
            .write(move |tx| sealed::put_fingerprint_key(tx, &sealed));
        Ok(written.await?)
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::environment::Environment;
    use crate::store::StoreError;
    use crate::vault::VaultKey;

    #[tokio::test]
    async fn a_start_waits_for_the_lock_when_requests_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("oneclick.sqlite");
        let store = Store::open_impatient(&file).await.unwrap();
        let random = Environment::real().random().clone();
        let key = VaultKey::new(String::from("1"), Zeroizing::new([1; 32]));
        let vault = Vault::new(random.clone(), key, Vec::new());
        let other = rusqlite::Connection::open(&file).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let mut starting = Box::pin(fingerprint_key(&store, &vault, &random));
        let queued = std::future::poll_fn(|context| {
            std::task::Poll::Ready(starting.as_mut().poll(context).is_pending())
        });
        assert!(queued.await);
        let request = store.write(|_| Ok::<_, StoreError>(())).await;
        assert!(matches!(request, Err(StoreError::Locked)));
        other.execute_batch("COMMIT").unwrap();
        starting.await.unwrap();
    }
}
