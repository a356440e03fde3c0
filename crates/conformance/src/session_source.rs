//! Where the sessions come from that are paid.

use core::fmt;
use core::pin::Pin;

/// What the first card of a session's checkout has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionCase {
    /// Its charge succeeds, with the code 123 or 1234 if it takes one.
    Paid,
    /// Its charge is declined.
    Declined,
    /// Its provider or bank asks the shopper on a page: `action_required`.
    Page,
    /// The answer to its charge is lost: `processing`, until it is looked up.
    Lost,
    /// There is no card: a guest.
    Guest,
    /// The session has ended, and nobody tried to pay its order.
    Ended,
}

impl SessionCase {
    /// Returns the word that the session command is given.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Declined => "declined",
            Self::Page => "page",
            Self::Lost => "lost",
            Self::Guest => "guest",
            Self::Ended => "ended",
        }
    }
}

/// The session that is needed.
#[derive(Clone, Debug)]
pub struct SessionWish {
    /// What its card does.
    pub case: SessionCase,
    /// The order's reference. Named twice, it is one order with two sessions.
    pub order: String,
    /// What the order costs, in minor units of whatever currency.
    pub amount: u64,
}

/// A session's client token. Printing it shows nothing.
#[derive(Clone)]
pub struct ShopperToken(String);

impl ShopperToken {
    /// Takes a token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Gives the token out, for a header.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Tells whether the element takes it: `A–Z a–z 0–9 _ - . ~ + /`, `=` at its end, and
    /// not the beginning of a session's id or of a secret key.
    pub fn is_well_formed(&self) -> bool {
        let body = self.0.trim_end_matches('=');
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.~+/".contains(&byte);
        !body.is_empty()
            && body.bytes().all(fits)
            && !body.starts_with("cs_")
            && !body.starts_with("sk_")
    }
}

impl fmt::Debug for ShopperToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShopperToken(…)")
    }
}

/// A session that is being made; `None` if that case is not offered.
pub type MakingSession<'source> =
    Pin<Box<dyn Future<Output = anyhow::Result<Option<ShopperToken>>> + Send + 'source>>;

/// Makes sessions at the endpoint that is checked.
pub trait SessionSource: Sync {
    /// Makes a session.
    ///
    /// # Errors
    /// Fails if the source itself does not work.
    fn make(&self, wish: SessionWish) -> MakingSession<'_>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_tokens_that_the_element_takes_and_shows_none() {
        for token in ["ct_a-b.c~d+e/f", "abc==", "0"] {
            assert!(ShopperToken::new(token).is_well_formed(), "{token}");
        }
        for token in ["", "=", "a b", "cs_1", "sk_test_1", "a=b", "ö"] {
            assert!(!ShopperToken::new(token).is_well_formed(), "{token}");
        }
        assert!(!format!("{:?}", ShopperToken::new("ct_1")).contains("ct_1"));
    }
}
