//! The keys from which the references and return tokens of attempts, and the tokens of pay
//! pages, are derived.

use anyhow::Context as _;
use hmac::{Hmac, Mac as _};
use oneclick_providers::{AttemptReference, Secret};
use oneclick_rules::{OrderReference, SessionId};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::environment::in_letters;
use crate::fingerprint::FingerprintKey;
use crate::vault::associated;

/// Set them apart from each other, and from every other use of the store's key.
const REFERENCES: &str = "attempt references";
const RETURN_TOKENS: &str = "return tokens";
const PAGE_TOKENS: &str = "page tokens";
/// How many letters of five bits each has.
const LENGTH: usize = 26;

/// Derives the references and return tokens of attempts, which nobody without the key can
/// guess: a store that was taken back to a copy finds those again that it has lost, and
/// whoever was told their addresses finds it.
#[derive(Debug)]
pub struct ReferenceKey {
    references: FingerprintKey,
    return_tokens: FingerprintKey,
    page_tokens: FingerprintKey,
}

impl ReferenceKey {
    /// Derives the keys from the one that a store has for its life.
    pub fn of(key: &FingerprintKey) -> Self {
        Self {
            references: key.derived(REFERENCES),
            return_tokens: key.derived(RETURN_TOKENS),
            page_tokens: key.derived(PAGE_TOKENS),
        }
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
        let letters = letters(&self.references, order, number);
        AttemptReference::parse(&letters).context("26 letters are a reference")
    }

    /// Derives the return token of an order's attempt by its number among them: the
    /// unguessable part of its return and notification addresses, `a–z 2–7`, 130 bits. It
    /// tells nothing of the reference, nor that of it.
    pub fn return_token(&self, order: &OrderReference, number: i64) -> String {
        letters(&self.return_tokens, order, number)
    }

    /// Derives the token of a session's pay page: the session's id, a full stop and
    /// `a–z 2–7`, 130 bits, which nobody can tell from the id.
    pub fn page_token(&self, session: &SessionId) -> Secret {
        let mut mac = self.page_tokens.mac();
        mac.update(&associated([session.as_str()]));
        Secret::new(format!("{session}.{}", in_letters_of(mac)))
    }

    /// Returns the session that a page token opens; `None` for one of no session.
    pub fn session_of(&self, page_token: &str) -> Option<SessionId> {
        let (id, _) = page_token.rsplit_once('.')?;
        let session = SessionId::parse(id).ok()?;
        let token = self.page_token(&session);
        let is_its = page_token.as_bytes().ct_eq(token.expose().as_bytes());
        bool::from(is_its).then_some(session)
    }
}

fn letters(key: &FingerprintKey, order: &OrderReference, number: i64) -> String {
    let mut mac = key.mac();
    mac.update(&associated([order.as_str(), &number.to_string()]));
    in_letters_of(mac)
}

fn in_letters_of(mac: Hmac<Sha256>) -> String {
    let bytes = mac.finalize().into_bytes();
    in_letters(bytes.iter().copied().take(LENGTH))
}

#[cfg(test)]
mod tests {
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
        let token = one.return_token(&order("N-1"), 1);
        assert_eq!(token, again.return_token(&order("N-1"), 1));
        assert_ne!(token, reference.as_str());
        for differs in [
            one.return_token(&order("N-1"), 2),
            other.return_token(&order("N-1"), 1),
        ] {
            assert_ne!(token, differs);
        }
    }

    /// A later version has to find what this one made.
    #[test]
    fn what_is_derived_stays_what_it_is() {
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        let key = FingerprintKey::read(&Secret::new(String::from(key))).unwrap();
        let key = ReferenceKey::of(&key);
        let reference = key.reference(&order("N-1001"), 1);
        assert_eq!(reference.unwrap().as_str(), "l5ninf3upkft2wgrj2mu3dw5ue");
        let token = key.return_token(&order("N-1001"), 1);
        assert_eq!(token, "23iu7wb2gnu77ryyaosouj6yw4");
    }

    #[test]
    fn a_page_token_opens_its_session_alone() {
        let random = Environment::real().random().clone();
        let key = ReferenceKey::of(&FingerprintKey::new(&random).unwrap());
        let sessions = [(); 2].map(|()| random.session_id().unwrap());
        let [token, other] = sessions.each_ref().map(|session| key.page_token(session));
        let token = token.expose();
        assert_eq!(key.session_of(token).as_ref(), sessions.first());
        let (_, others) = other.expose().rsplit_once('.').unwrap();
        let (id, letters) = token.rsplit_once('.').unwrap();
        for wrong in [
            String::new(),
            String::from(id),
            format!("{id}."),
            format!("{id}.{others}"),
            format!("{id}.{letters}a"),
            format!("{id}.{}", letters.to_uppercase()),
            format!(".{letters}"),
        ] {
            assert_eq!(key.session_of(&wrong), None, "{wrong}");
        }
        let elsewhere = ReferenceKey::of(&FingerprintKey::new(&random).unwrap());
        assert_eq!(elsewhere.session_of(token), None);
    }

    #[test]
    fn a_key_is_not_shown() {
        let key = FingerprintKey::new(Environment::real().random()).unwrap();
        let shown = format!("{:?}", ReferenceKey::of(&key));
        assert_eq!(
            shown,
            "ReferenceKey { references: FingerprintKey(…), return_tokens: FingerprintKey(…), \
             page_tokens: FingerprintKey(…) }"
        );
    }
}
