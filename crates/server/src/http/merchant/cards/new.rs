//! A token that the merchant already has, and the rules for importing it.

use oneclick_providers::{CardUses, Secret};
use oneclick_rules::{Brand, CardUse, ErrorCode, Expiry, LastFour, Violation};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::check_line;
use crate::cards::{Face, NewCard};
use crate::http::app::App;
use crate::http::body::{RequestBody, secret};
use crate::http::error::Error;
use crate::http::merchant::judging::noted;
use crate::model::consent::Consent;
use crate::registry::Configured;

/// The longest token that is taken, bytes.
const LONGEST_TOKEN: usize = 512;

/// A token that the merchant has, every member still to be judged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRequest {
    /// Where the token lives.
    provider: String,
    /// The provider's token of the card: no answer ever has it.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, write_only, pattern = "^[!-~]{1,512}$")]
    token: Secret,
    #[schema(value_type = Option<Brand>)]
    brand: Option<String>,
    #[schema(value_type = Option<LastFour>)]
    last_four: Option<String>,
    expiry: Option<ExpiryBody>,
    /// Whether it is the card to pick at first.
    #[schema(nullable = false)]
    default: Option<bool>,
    /// What the card's owner agreed to.
    #[schema(nullable = false, required = true)]
    consent: Option<ConsentBody>,
    /// What the card's owner agreed to; else `one_click`.
    #[schema(min_items = 1)]
    #[schema(nullable = false)]
    uses: Option<Vec<CardUse>>,
    /// What first stored the card, for other uses than `one_click`.
    initial_transaction: Option<String>,
}

// A use that is null is refused: what is granted is written out. A consent that
// is null is none, which has an error of its own.
impl RequestBody for ImportRequest {
    const NULLABLE: &'static [&'static str] = &[
        "brand",
        "last_four",
        "expiry",
        "consent",
        "initial_transaction",
    ];
}

/// The card's last month.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExpiryRequest)]
struct ExpiryBody {
    #[schema(minimum = 1, maximum = 12)]
    month: u8,
    #[schema(minimum = 2000, maximum = 2099)]
    year: u16,
}

/// What the card's owner agreed to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConsentRequest)]
struct ConsentBody {
    /// The id of the text that was agreed to.
    #[schema(min_length = 1, max_length = 200)]
    text: String,
    /// The language in which it was shown.
    #[schema(min_length = 1, max_length = 200)]
    language: String,
    /// Unix seconds, not in the future.
    #[schema(minimum = 1)]
    given_at: i64,
}

impl ImportRequest {
    /// Judges every member.
    pub fn check(self, app: &App) -> Result<NewCard, Error> {
        let mut broken = Vec::new();
        if app.deployment.providers.find(&self.provider).is_none() {
            broken.push(Violation::new(ErrorCode::ProviderUnknown, "provider"));
        }
        if !is_token(self.token.expose()) {
            broken.push(Violation::new(ErrorCode::TextLength, "token"));
        }
        let shown = (
            self.brand.as_deref(),
            self.last_four.as_deref(),
            self.expiry,
        );
        let face = face(shown, &self.provider, app, &mut broken)?;
        let now = app.deployment.clock().seconds();
        let consent = noted(
            self.consent.map_or(Err(ErrorCode::CardConsent), |given| {
                Consent::check(given.text, given.language, given.given_at, now)
            }),
            "consent",
            &mut broken,
        );
        let uses = self.uses.unwrap_or_else(|| vec![CardUse::OneClick]);
        if uses.is_empty() {
            broken.push(Violation::new(ErrorCode::CardUse, "uses"));
        }
        let first = self.initial_transaction.filter(|id| !id.trim().is_empty());
        if let Some(configured) = app.deployment.providers.find(&self.provider) {
            let keep = CardUses::of(&uses);
            let provider = &configured.provider;
            let line = first.as_deref().map_or(Ok(()), check_line);
            let judged =
                line.and_then(|()| provider.check_initial_transaction(first.as_deref(), keep));
            noted(judged, "initial_transaction", &mut broken);
        }
        match consent {
            Some(consent) if broken.is_empty() => Ok(NewCard {
                provider: self.provider,
                token: self.token,
                face,
                default: self.default,
                consent,
                uses,
                initial_transaction: first,
            }),
            _ => Err(Error::rules(broken)),
        }
    }
}

/// Tokens of every provider are printable ASCII without a space.
fn is_token(text: &str) -> bool {
    (1..=LONGEST_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns what is shown of the card; `None` where the provider is to be asked, which
/// it must be able to answer.
fn face(
    shown: (Option<&str>, Option<&str>, Option<ExpiryBody>),
    provider: &str,
    app: &App,
    broken: &mut Vec<Violation>,
) -> Result<Option<Face>, Error> {
    let (brand, last_four, expiry) = match shown {
        (None, None, None) => {
            let configured = app.deployment.providers.find(provider);
            let tells = |found: &Configured| found.provider.capabilities().retrieve_card.is_there();
            if configured.is_none_or(tells) {
                return Ok(None);
            }
            return Err(Error::Field(String::from("last_four")));
        }
        (brand, last_four, expiry) => (
            brand.ok_or_else(|| Error::Field(String::from("brand")))?,
            last_four.ok_or_else(|| Error::Field(String::from("last_four")))?,
            expiry,
        ),
    };
    let brand = Brand::parse(brand).ok_or(ErrorCode::BrandUnknown);
    let brand = noted(brand, "brand", broken);
    let last_four = noted(LastFour::parse(last_four), "last_four", broken);
    let expiry = expiry.map(|expiry| Expiry::new(expiry.month, expiry.year));
    let expiry = noted(expiry.transpose(), "expiry", broken);
    Ok(match (brand, last_four, expiry) {
        (Some(brand), Some(last_four), Some(expiry)) => Some(Face {
            brand,
            last_four,
            expiry,
        }),
        _ => None,
    })
}
