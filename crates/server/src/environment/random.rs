//! What must not be guessable: ids, tokens, references. From the operating
//! system's generator alone.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oneclick_providers::{AttemptReference, Secret};
use oneclick_rules::{CardId, PaymentId, SessionId};

/// What a client token begins with.
pub const CLIENT_TOKEN_PREFIX: &str = "ct_";

const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// `N` random bytes.
///
/// # Errors
/// The operating system has no randomness to give.
pub fn bytes<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).context("the operating system gives no random bytes")?;
    Ok(bytes)
}

fn opaque<const N: usize>(prefix: &str) -> anyhow::Result<String> {
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes::<N>()?)))
}

/// A new session's id: `cs_` and 128 bits.
///
/// # Errors
/// As [`bytes()`].
pub fn session_id() -> anyhow::Result<SessionId> {
    Ok(SessionId::parse(&opaque::<16>(SessionId::PREFIX)?)?)
}

/// A new attempt's id: `pay_` and 128 bits.
///
/// # Errors
/// As [`bytes()`].
pub fn payment_id() -> anyhow::Result<PaymentId> {
    Ok(PaymentId::parse(&opaque::<16>(PaymentId::PREFIX)?)?)
}

/// A new card's id: `card_` and 128 bits.
///
/// # Errors
/// As [`bytes()`].
pub fn card_id() -> anyhow::Result<CardId> {
    Ok(CardId::parse(&opaque::<16>(CardId::PREFIX)?)?)
}

/// A new operation's id: `mov_` and 128 bits.
///
/// # Errors
/// As [`bytes()`].
pub fn operation_id() -> anyhow::Result<String> {
    opaque::<16>("op_")
}

/// What the leases of a process name it by: 128 bits.
///
/// # Errors
/// As [`bytes()`].
pub fn lease_owner() -> anyhow::Result<String> {
    opaque::<16>("")
}

/// A new session's client token: `ct_` and 256 bits.
///
/// # Errors
/// As [`bytes()`].
pub fn client_token() -> anyhow::Result<Secret> {
    opaque::<32>(CLIENT_TOKEN_PREFIX).map(Secret::new)
}

/// A new attempt's reference at the provider: 26 of `a–z 2–7`, 130 bits.
///
/// # Errors
/// As [`bytes()`].
pub fn provider_reference() -> anyhow::Result<AttemptReference> {
    AttemptReference::parse(&letters::<26>()?).context("26 letters are a reference")
}

/// A new attempt's reference in its return address, in the same form: 130 bits.
///
/// # Errors
/// As [`bytes()`].
pub fn return_token() -> anyhow::Result<String> {
    letters::<26>()
}

/// What names one answer of this server in its log: 80 bits.
///
/// # Errors
/// As [`bytes()`].
pub fn request_id() -> anyhow::Result<String> {
    letters::<16>()
}

/// `N` letters of five random bits each.
fn letters<const N: usize>() -> anyhow::Result<String> {
    Ok(bytes::<N>()?
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_what_the_rules_accept_and_never_the_same_twice() {
        assert_ne!(session_id().unwrap(), session_id().unwrap());
        assert_ne!(payment_id().unwrap(), payment_id().unwrap());
        assert_ne!(card_id().unwrap(), card_id().unwrap());
        assert_ne!(provider_reference().unwrap(), provider_reference().unwrap());
        assert_ne!(return_token().unwrap(), return_token().unwrap());
        assert_eq!(request_id().unwrap().len(), 16);
        assert_eq!(client_token().unwrap().expose().len(), 3 + 43);
    }
}
