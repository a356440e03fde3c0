//! The fingerprints by which a token is known again, whoever's card it is.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use oneclick_providers::Secret;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::environment::Random;
use crate::vault::associated;

/// The key of the fingerprints: one for the life of a store, so that a lock
/// outlives every change of the vault's key.
pub struct FingerprintKey(Zeroizing<[u8; 32]>);

impl core::fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("FingerprintKey(…)")
    }
}

impl FingerprintKey {
    /// Makes a new key.
    ///
    /// # Errors
    /// Fails if the operating system has no randomness to give.
    pub fn new(random: &Random) -> anyhow::Result<Self> {
        Ok(Self(Zeroizing::new(random.bytes()?)))
    }

    /// Reads what [`FingerprintKey::written`] wrote.
    ///
    /// # Errors
    /// Fails if it was never written by that.
    pub fn read(text: &Secret) -> anyhow::Result<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text.expose())?);
        let key = <[u8; 32]>::try_from(bytes.as_slice());
        Ok(Self(Zeroizing::new(key.context("not of 32 bytes")?)))
    }

    /// Writes the key as a text, to be sealed.
    pub fn written(&self) -> Secret {
        Secret::new(URL_SAFE_NO_PAD.encode(*self.0))
    }

    /// Makes the fingerprint of a provider's token. It says nothing of the token
    /// to whoever has not the key.
    pub fn of(&self, provider: &str, token: &Secret) -> String {
        let mut mac = self.mac();
        mac.update(&associated([provider, token.expose()]));
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    /// Derives a key for something else, which tells nothing of this one: no provider is
    /// named as it is.
    pub(crate) fn derived(&self, purpose: &str) -> Self {
        let mut mac = self.mac();
        mac.update(&associated(["derived key", purpose]));
        Self(Zeroizing::new(mac.finalize().into_bytes().into()))
    }

    pub(crate) fn mac(&self) -> Hmac<Sha256> {
        let mut block = [0_u8; 64];
        block
            .iter_mut()
            .zip(&*self.0)
            .for_each(|(to, from)| *to = *from);
        // HMAC pads a key with zeros to the block, so this is the key itself.
        let mac = <Hmac<Sha256> as hmac::Mac>::new(&block.into());
        zeroize::Zeroize::zeroize(&mut block);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;

    #[test]
    fn knows_a_token_again_at_its_provider_alone() {
        let token = Secret::new(String::from("5A9D0C3E7B1F42688E6A1D7C90B3F254"));
        let environment = Environment::real();
        let key = FingerprintKey::new(environment.random()).unwrap();
        let same = FingerprintKey::read(&key.written()).unwrap();
        let print = key.of("smart2pay", &token);
        assert_eq!(print, same.of("smart2pay", &token));
        assert_ne!(print, key.of("finpay", &token));
        assert_ne!(print, key.of("smart2pay", &Secret::new(String::from("5A"))));
        let other = FingerprintKey::new(environment.random()).unwrap();
        assert_ne!(print, other.of("smart2pay", &token));
        assert_eq!(format!("{key:?}"), "FingerprintKey(…)");
        assert!(FingerprintKey::read(&token).is_err());
    }
}
