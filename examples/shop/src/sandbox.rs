//! The sandbox's control calls: the demo's only part that a real shop has not.

use serde::{Deserialize, Serialize};

use crate::refusal::ShopRefusal;
use crate::scenario::Scenario;

/// The simulated payment provider, as its control calls reach it.
pub struct SandboxClient {
    http: reqwest::Client,
    base: String,
}

/// A card that a simulated provider shall know.
#[derive(Serialize)]
pub struct SandboxCard {
    /// `visa`, `mastercard`, …
    pub brand: &'static str,
    /// Printed on the card.
    pub last_four: &'static str,
    /// 1 to 12.
    pub month: u8,
    /// Four digits.
    pub year: u16,
    /// Name on the card.
    pub holder: &'static str,
    /// The code that this test card takes.
    pub security_code: &'static str,
}

#[derive(Serialize)]
struct CardAt<'a> {
    provider: &'a str,
    #[serde(flatten)]
    card: &'a SandboxCard,
}

#[derive(Serialize)]
struct Instruction<'a> {
    order: &'a str,
    #[serde(flatten)]
    scenario: &'a Scenario,
}

#[derive(Deserialize)]
struct Token {
    value: String,
}

impl SandboxClient {
    /// The sandbox at `base`.
    pub fn new(http: reqwest::Client, base: &str) -> Self {
        Self {
            http,
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    /// Says what shall happen to the charges of one order.
    ///
    /// # Errors
    ///
    /// That the sandbox knows no such behaviour, with the list of those that
    /// it knows, or that it could not be reached.
    pub async fn behave(&self, order: &str, scenario: &Scenario) -> Result<(), ShopRefusal> {
        let instruction = Instruction { order, scenario };
        let answer = self.post("/control/behaviours", &instruction).await?;
        if answer.status().is_success() {
            return Ok(());
        }
        let detail = answer.text().await.unwrap_or_default();
        Err(ShopRefusal::bad_request("scenario.unknown", detail))
    }

    /// A fresh token of a test card at one of the providers.
    ///
    /// # Errors
    ///
    /// That the sandbox refused or could not be reached.
    pub async fn token(&self, provider: &str, card: &SandboxCard) -> Result<String, ShopRefusal> {
        let card = CardAt { provider, card };
        let answer = self.post("/control/tokens", &card).await?;
        answer
            .error_for_status()
            .map_err(|error| ShopRefusal::unreadable("POST /control/tokens", error))?
            .json::<Token>()
            .await
            .map(|token| token.value)
            .map_err(|error| ShopRefusal::unreadable("POST /control/tokens", error))
    }

    async fn post(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<reqwest::Response, ShopRefusal> {
        self.http
            .post(format!("{}{path}", self.base))
            .json(body)
            .send()
            .await
            .map_err(|error| ShopRefusal::unreachable("sandbox", error))
    }
}
