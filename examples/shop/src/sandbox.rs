//! The sandbox's control calls: the demo's only part that a real shop has not.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::refusal::Refusal;
use crate::scenario::Behaviour;

/// The simulated payment provider, as its control calls reach it.
pub struct Sandbox {
    http: reqwest::Client,
    base: String,
}

/// A card that the simulated provider shall know.
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

#[derive(Deserialize)]
struct Token {
    value: String,
}

impl Sandbox {
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
    /// That the sandbox refused or could not be reached.
    pub async fn behave(&self, order: &str, behaviour: &Behaviour) -> Result<(), Refusal> {
        let body = json!({
            "order": order,
            "do": behaviour.name,
            "times": behaviour.times,
            "milliseconds": behaviour.milliseconds,
        });
        self.post("/control/behaviours", &body).await.map(|_| ())
    }

    /// A fresh token of a test card.
    ///
    /// # Errors
    ///
    /// That the sandbox refused or could not be reached.
    pub async fn token(&self, card: &SandboxCard) -> Result<String, Refusal> {
        let answer = self.post("/control/tokens", card).await?;
        answer
            .json::<Token>()
            .await
            .map(|token| token.value)
            .map_err(|error| Refusal::unreadable("POST /control/tokens", error))
    }

    async fn post(&self, path: &str, body: &impl Serialize) -> Result<reqwest::Response, Refusal> {
        self.http
            .post(format!("{}{path}", self.base))
            .json(body)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(|error| Refusal::unreachable("sandbox", error))
    }
}
