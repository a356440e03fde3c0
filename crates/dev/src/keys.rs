//! The secrets of one start.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// The secrets of one demo.
#[derive(Clone)]
pub struct DemoKeys {
    /// What the shop's backend shows to the server.
    pub secret: String,
    /// What the server encrypts card tokens with, in base64.
    pub vault: String,
    /// What webhooks to the shop are signed with.
    pub webhooks: String,
    /// What opens the operator's page.
    pub admin: String,
}

impl std::fmt::Debug for DemoKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DemoKeys(..)")
    }
}

impl DemoKeys {
    /// New keys, or those of a database that is kept; `secret`, where it is given, is the
    /// secret key.
    ///
    /// # Errors
    /// When the system has no randomness, or the keys cannot be kept.
    pub fn of(database: Option<&Path>, secret: Option<String>) -> Result<Self> {
        let keys = match database {
            Some(database) => Self::kept_beside(database)?,
            None => Self::make()?,
        };
        Ok(match secret {
            Some(secret) => Self { secret, ..keys },
            None => keys,
        })
    }

    fn make() -> Result<Self> {
        Ok(Self {
            secret: format!("sk_test_{}", URL_SAFE_NO_PAD.encode(random()?)),
            vault: STANDARD.encode(random()?),
            webhooks: format!("whsec_{}", STANDARD.encode(random()?)),
            admin: format!("admin_{}", URL_SAFE_NO_PAD.encode(random()?)),
        })
    }

    /// The keys of a database that is kept, made at its first start: with others its cards
    /// could not be read again.
    fn kept_beside(database: &Path) -> Result<Self> {
        let mut file = database.as_os_str().to_owned();
        file.push(".keys");
        let file = Path::new(&file);
        if !file.exists() {
            let keys = Self::make()?;
            let text = json!({ "secret": keys.secret, "vault": keys.vault }).to_string();
            write_privately(file, &text)?;
            return Ok(keys);
        }
        let wrong = || format!("{} does not hold the demo's keys", file.display());
        let json: Value = serde_json::from_str(&std::fs::read_to_string(file).with_context(wrong)?)
            .with_context(wrong)?;
        let text = |name: &str| {
            json.get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .with_context(wrong)
        };
        Ok(Self {
            secret: text("secret")?,
            vault: text("vault")?,
            // Kept by nobody: the shop starts with the server.
            ..Self::make()?
        })
    }
}

/// Writes a file that only its owner may read: it holds keys.
///
/// # Errors
/// Fails if the file cannot be written; names it.
pub fn write_privately(file: &Path, text: &str) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
        .open(file)
        .and_then(|mut open| open.write_all(text.as_bytes()))
        .with_context(|| format!("could not write {}", file.display()))
}

fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the system has no randomness")?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_keys_of_a_kept_database() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("shop.sqlite");
        let first = DemoKeys::of(Some(&database), None).unwrap();
        let second = DemoKeys::of(Some(&database), None).unwrap();
        assert_eq!(first.secret, second.secret);
        assert_eq!(first.vault, second.vault);
        assert_ne!(first.secret, DemoKeys::of(None, None).unwrap().secret);
    }

    #[test]
    fn takes_the_secret_key_that_it_is_given() {
        let keys = DemoKeys::of(None, Some("sk_test_given".into())).unwrap();
        assert_eq!(keys.secret, "sk_test_given");
    }

    #[test]
    fn shows_no_key() {
        let keys = DemoKeys::of(None, None).unwrap();
        assert!(!format!("{keys:?}").contains(&keys.secret));
    }
}
