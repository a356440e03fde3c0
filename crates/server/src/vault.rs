//! Provider tokens at rest: sealed with XChaCha20-Poly1305.

use anyhow::{Context as _, anyhow};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use oneclick_providers::Secret;
use zeroize::Zeroizing;

use crate::environment::Random;

/// Bytes of a nonce, which stands before the sealed bytes.
const NONCE: usize = 24;

/// A key of the vault, with the name that is stored beside what it sealed.
#[derive(Clone)]
pub struct VaultKey {
    id: String,
    key: Zeroizing<[u8; 32]>,
}

impl VaultKey {
    /// Returns the key `id`.
    pub fn new(id: String, key: Zeroizing<[u8; 32]>) -> Self {
        Self { id, key }
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl core::fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "VaultKey({} …)", self.id)
    }
}

/// Whose token it is. Sealed bytes open only for the same owner, so that a row
/// copied to another card or customer in the database opens nothing.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The provider's name.
    pub provider: &'a str,
    /// The merchant's id of the customer.
    pub customer: &'a str,
    /// Our id of the card.
    pub card: &'a str,
}

/// A sealed token as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The name of the key that sealed it.
    pub key_id: String,
    /// Nonce and sealed bytes.
    pub bytes: Vec<u8>,
}

/// Seals and opens tokens.
#[derive(Clone, Debug)]
pub struct Vault {
    random: Random,
    newest: VaultKey,
    older: Vec<VaultKey>,
}

impl Vault {
    /// Returns a vault that seals with `newest` and also opens what `older` sealed.
    pub fn new(random: Random, newest: VaultKey, older: Vec<VaultKey>) -> Self {
        Self {
            random,
            newest,
            older,
        }
    }

    /// Returns the name of the key that seals.
    pub fn newest(&self) -> &str {
        &self.newest.id
    }

    /// Seals `token` for `owner`, differently each time.
    ///
    /// # Errors
    /// Fails if the operating system has no randomness to give.
    pub fn seal(&self, token: &Secret, owner: Owner<'_>) -> anyhow::Result<Sealed> {
        let nonce = self.random.bytes::<NONCE>()?;
        let payload = Payload {
            msg: token.expose().as_bytes(),
            aad: &associated([owner.provider, owner.customer, owner.card]),
        };
        let sealed = cipher(&self.newest)
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| anyhow!("the token cannot be sealed"))?;
        let mut bytes = nonce.to_vec();
        bytes.extend_from_slice(&sealed);
        Ok(Sealed {
            key_id: self.newest.id.clone(),
            bytes,
        })
    }

    /// Opens what was sealed for `owner`.
    ///
    /// # Errors
    /// Fails if the key is not configured, the owner is another, or the bytes were changed.
    pub fn open(&self, sealed: &Sealed, owner: Owner<'_>) -> anyhow::Result<Secret> {
        let key = core::iter::once(&self.newest)
            .chain(&self.older)
            .find(|key| key.id == sealed.key_id)
            .with_context(|| format!("the vault key `{}` is not configured", sealed.key_id))?;
        let refused = || {
            anyhow!(
                "what was sealed for {} does not open with the vault key `{}`: that key has another value now, or the bytes were sealed for another owner or changed",
                owner.card,
                key.id
            )
        };
        let (nonce, message) = sealed.bytes.split_at_checked(NONCE).ok_or_else(refused)?;
        let payload = Payload {
            msg: message,
            aad: &associated([owner.provider, owner.customer, owner.card]),
        };
        let opened = cipher(key)
            .decrypt(XNonce::from_slice(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| refused())?;
        let text = core::str::from_utf8(&opened).map_err(|_| refused())?;
        Ok(Secret::new(String::from(text)))
    }
}

fn cipher(key: &VaultKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.key).into())
}

/// Returns the parts, each after its length: no two different lists read the same.
pub(crate) fn associated<const N: usize>(parts: [&str; N]) -> Zeroizing<Vec<u8>> {
    let size = parts.iter().map(|part| part.len() + 8).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    for part in parts {
        bytes.extend_from_slice(&part.len().to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;

    const OWNER: Owner<'_> = Owner {
        provider: "smart2pay",
        customer: "c-77",
        card: "card_1",
    };

    fn key(id: &str, byte: u8) -> VaultKey {
        VaultKey::new(String::from(id), Zeroizing::new([byte; 32]))
    }

    fn random() -> Random {
        Environment::real().random().clone()
    }

    fn vault() -> Vault {
        Vault::new(random(), key("new", 1), vec![key("old", 2)])
    }

    fn token() -> Secret {
        Secret::new(String::from("5A9D0C3E7B1F42688E6A1D7C90B3F254"))
    }

    #[test]
    fn opens_for_its_owner_alone() {
        let sealed = vault().seal(&token(), OWNER).unwrap();
        assert_eq!(vault().open(&sealed, OWNER).unwrap(), token());
        let others = [
            Owner {
                card: "card_2",
                ..OWNER
            },
            Owner {
                customer: "c-78",
                ..OWNER
            },
            Owner {
                provider: "finpay",
                ..OWNER
            },
            // The same letters, cut elsewhere.
            Owner {
                customer: "c-77c",
                card: "ard_1",
                ..OWNER
            },
        ];
        for owner in others {
            assert!(vault().open(&sealed, owner).is_err());
        }
    }

    #[test]
    fn refuses_changed_bytes() {
        let sealed = vault().seal(&token(), OWNER).unwrap();
        for at in 0..sealed.bytes.len() {
            let mut changed = sealed.clone();
            changed.bytes[at] ^= 1;
            assert!(vault().open(&changed, OWNER).is_err(), "byte {at}");
        }
        for length in [0, 23, 24, sealed.bytes.len() - 1] {
            let mut cut = sealed.clone();
            cut.bytes.truncate(length);
            assert!(vault().open(&cut, OWNER).is_err(), "length {length}");
        }
    }

    #[test]
    fn opens_what_an_older_key_sealed_and_names_a_key_that_is_gone() {
        let before = Vault::new(random(), key("old", 2), Vec::new());
        let sealed = before.seal(&token(), OWNER).unwrap();
        assert_eq!(vault().open(&sealed, OWNER).unwrap(), token());
        let after = Vault::new(random(), key("new", 1), Vec::new());
        let error = after.open(&sealed, OWNER).unwrap_err().to_string();
        assert_eq!(error, "the vault key `old` is not configured");
    }

    #[test]
    fn seals_differently_each_time() {
        let first = vault().seal(&token(), OWNER).unwrap();
        assert_ne!(first, vault().seal(&token(), OWNER).unwrap());
    }

    #[test]
    fn prints_no_key() {
        let shown = format!("{:?}", vault());
        assert!(!shown.contains("1, 1") && shown.contains("new"));
    }
}
