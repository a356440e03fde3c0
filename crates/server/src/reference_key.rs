//! The key from which the references of attempts are derived.

use anyhow::Context as _;
use hmac::Mac as _;
use oneclick_providers::AttemptReference;
use oneclick_rules::OrderReference;

use crate::environment::in_letters;
use crate::fingerprint::FingerprintKey;
use crate::vault::associated;

/// Sets it apart from every other use of the store's key.
const PURPOSE: &str = "attempt references";
/// How many letters a reference has.
const LENGTH: usize = 26;

/// Derives the references of attempts, which nobody without the key can guess: a store
/// that was taken back to a copy finds those again that it has lost.
#[derive(Debug)]
pub struct ReferenceKey(FingerprintKey);

impl ReferenceKey {
    /// Derives the key from the one that a store has for its life.
    pub fn of(key: &FingerprintKey) -> Self {
        Self(key.derived(PURPOSE))
    }

    /// Derives the reference of an order's attempt by its number among them.
    ///
    /// # Errors
    /// Never, with the HMAC that is used: it gives more bytes than a reference takes.
    pub fn reference(
        &self,
        order: &OrderReference,
        number: i64,
    ) -> anyhow::Result<AttemptReference> {
        let mut mac = self.0.mac();
        mac.update(&associated([order.as_str(), &number.to_string()]));
        let bytes = mac.finalize().into_bytes();
        let letters = in_letters(bytes.iter().copied().take(LENGTH));
        AttemptReference::parse(&letters).context("26 letters are a reference")
    }
}

#[cfg(test)]
mod tests {
    use oneclick_providers::Secret;

    use super::*;
    use crate::environment::Environment;

    fn order(reference: &str) -> OrderReference {
        OrderReference::parse(reference).unwrap()
    }

    #[test]
    fn the_same_attempt_has_the_same_reference_and_no_other_has_it() {
        let random = Environment::real().random().clone();
        let key = FingerprintKey::new(&random).unwrap();
        let [one, again] = [(); 2].map(|()| ReferenceKey::of(&key));
        let reference = one.reference(&order("N-1"), 1).unwrap();
        assert_eq!(reference, again.reference(&order("N-1"), 1).unwrap());
        let other = ReferenceKey::of(&FingerprintKey::new(&random).unwrap());
        for differs in [
            one.reference(&order("N-1"), 2),
            one.reference(&order("N-11"), 1),
            one.reference(&order("N-"), 11),
            other.reference(&order("N-1"), 1),
        ] {
            assert_ne!(reference, differs.unwrap());
        }
    }

    /// A later version has to find what this one made.
    #[test]
    fn references_stay_what_they_are() {
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        let key = FingerprintKey::read(&Secret::new(String::from(key))).unwrap();
        let reference = ReferenceKey::of(&key).reference(&order("N-1001"), 1);
        assert_eq!(reference.unwrap().as_str(), "l5ninf3upkft2wgrj2mu3dw5ue");
    }

    #[test]
    fn a_key_is_not_shown() {
        let key = FingerprintKey::new(Environment::real().random()).unwrap();
        let shown = format!("{:?}", ReferenceKey::of(&key));
        assert_eq!(shown, "ReferenceKey(FingerprintKey(…))");
    }
}
