//! A token that the merchant already has, and the rules for importing it.

use oneclick_providers::Secret;
use oneclick_rules::{Brand, CardUse, Code, Expiry, LastFour, Violation};
use serde::Deserialize;

use super::new_session::noted;
use crate::http::App;
use crate::http::body::secret;
use crate::problem::Error;
use crate::store::cards::Consent;

/// The longest token that is taken, bytes.
const LONGEST_TOKEN: usize = 512;
/// The most characters of a text that is recorded.
const LONGEST_TEXT: usize = 200;

/// The body, every member still to be judged.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    provider: String,
    #[serde(deserialize_with = "secret")]
    token: Secret,
    brand: String,
    last_four: String,
    expiry: ExpiryBody,
    usual: Option<bool>,
    consent: Option<ConsentBody>,
    uses: Option<Vec<CardUse>>,
    initial_transaction: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpiryBody {
    month: u8,
    year: u16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentBody {
    text: String,
    language: String,
    given_at: i64,
}

/// A card to be kept, every member judged.
#[derive(Debug)]
pub struct NewCard {
    pub provider: String,
    pub token: Secret,
    pub brand: Brand,
    pub last_four: LastFour,
    pub expiry: Option<Expiry>,
    pub usual: bool,
    pub consent: Consent,
    pub uses: Vec<CardUse>,
    pub initial_transaction: Option<String>,
}

impl Body {
    /// Judges every member.
    pub fn check(self, app: &App) -> Result<NewCard, Error> {
        let mut broken = Vec::new();
        if app.engine.providers().find(&self.provider).is_none() {
            broken.push(Violation::new(Code::ProviderUnknown, "provider"));
        }
        if !is_token(self.token.expose()) {
            broken.push(Violation::new(Code::TextLength, "token"));
        }
        let brand = Brand::parse(&self.brand).ok_or(Code::BrandUnknown);
        let brand = noted(brand, "brand", &mut broken);
        let last_four = noted(LastFour::parse(&self.last_four), "last_four", &mut broken);
        let expiry = Expiry::new(self.expiry.month, self.expiry.year);
        let expiry = noted(expiry, "expiry", &mut broken);
        let now = app.engine.clock().seconds();
        let consent = noted(
            self.consent
                .map_or(Err(Code::CardConsent), |consent| consent.check(now)),
            "consent",
            &mut broken,
        );
        let uses = self.uses.unwrap_or_else(|| vec![CardUse::OneClick]);
        if uses.is_empty() {
            broken.push(Violation::new(Code::CardUse, "uses"));
        }
        let first = self.initial_transaction.filter(|id| !id.is_empty());
        if first
            .as_ref()
            .is_some_and(|id| id.chars().count() > LONGEST_TEXT)
        {
            broken.push(Violation::new(Code::TextLength, "initial_transaction"));
        }
        if first.is_none() && uses.iter().any(|one| *one != CardUse::OneClick) {
            broken.push(Violation::new(
                Code::CardInitialTransaction,
                "initial_transaction",
            ));
        }
        match (brand, last_four, expiry, consent) {
            (Some(brand), Some(last_four), Some(expiry), Some(consent)) if broken.is_empty() => {
                Ok(NewCard {
                    provider: self.provider,
                    token: self.token,
                    brand,
                    last_four,
                    expiry: Some(expiry),
                    usual: self.usual.unwrap_or(false),
                    consent,
                    uses,
                    initial_transaction: first,
                })
            }
            _ => Err(Error::Rules(broken)),
        }
    }
}

/// Tokens of every provider are printable ASCII without a space.
fn is_token(text: &str) -> bool {
    (1..=LONGEST_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl ConsentBody {
    /// Consent names a text and a language, and was not given in the future.
    fn check(self, now: i64) -> Result<Consent, Code> {
        let named = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT;
        if named(&self.text) && named(&self.language) && (1..=now + 86_400).contains(&self.given_at)
        {
            return Ok(Consent {
                text: self.text,
                language: self.language,
                given_at: self.given_at,
            });
        }
        Err(Code::CardConsent)
    }
}
