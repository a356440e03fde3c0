//! The vault keys that a store needs.

use crate::config::Config;
use crate::store::{Store, sealed};

/// Fails for a card whose key is gone and which cannot pay: better at the start than at a click.
pub(super) async fn check_vault_keys(store: &Store, config: &Config) -> anyhow::Result<()> {
    let used = store.read(sealed::keys).await?;
    let missing = used
        .into_iter()
        .find(|id| config.vault_keys.iter().all(|key| key.id() != id));
    match missing {
        Some(id) => anyhow::bail!(
            "the store has what was sealed with the vault key \"{id}\", which is neither keys.vault nor in keys.older_vaults"
        ),
        None => Ok(()),
    }
}
