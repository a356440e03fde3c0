//! A small client of the checkout server's merchant calls.
//!
//! These few calls are all that a shop needs. Each carries the secret key,
//! which stays in this file.

use serde::{Deserialize, Serialize};

use crate::refusal::ShopRefusal;

/// The checkout server, as a merchant's backend talks to it.
pub struct CheckoutServer {
    http: reqwest::Client,
    base: String,
    secret_key: String,
}

/// What a checkout session is made from.
#[derive(Serialize)]
pub struct SessionRequest<'a> {
    /// The merchant's own reference of the order.
    pub order: &'a str,
    /// In minor units: 12900 with EUR is €129.00.
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: &'a str,
    /// Who buys; a guest has none, and sees no cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Buyer<'a>>,
    /// Where the bank sends the shopper back to.
    pub return_url: String,
    /// BCP 47 tag of the shopper's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<&'a str>,
    /// What is bought, for statements.
    pub description: &'a str,
    /// Whether the bank shall ask the shopper to confirm.
    pub three_d_secure: bool,
    /// Where a new card is paid and kept.
    pub provider: &'a str,
    /// What is done about the security code of a stored card.
    pub cvc: &'a str,
}

/// The customer of a session.
#[derive(Serialize)]
pub struct Buyer<'a> {
    /// The merchant's own id of the customer: whoever has it sees their cards.
    pub id: &'a str,
    /// For the provider's fraud checks.
    pub email: &'a str,
    /// Given name.
    pub first_name: &'a str,
    /// Family name.
    pub last_name: &'a str,
    /// With its country's code; one of the providers asks for it.
    pub phone: &'a str,
}

/// What of a session may change.
#[derive(Serialize)]
struct AmountChange {
    amount: i64,
}

/// A session just made.
#[derive(Deserialize)]
pub struct NewlyMade {
    /// Names the session; opens nothing.
    pub id: String,
    /// Goes to the browser of this shopper and nowhere else.
    pub client_token: String,
    /// The address of a page that needs no script: for this shopper, too.
    pub pay_url: String,
}

/// A session as the merchant reads it back.
#[derive(Deserialize)]
pub struct MerchantSession {
    /// The order's attempts, the newest first.
    #[serde(default)]
    pub payments: Vec<MerchantPayment>,
}

/// A payment as the merchant reads it; unknown members are ignored.
#[derive(Clone, Deserialize, Serialize)]
pub struct MerchantPayment {
    /// Names the payment.
    pub id: String,
    /// For people and logs; see docs/protocol.md.
    pub state: String,
    /// `true` is what a merchant ships on. `None` means that nobody knows yet.
    pub charged: Option<bool>,
}

/// A stored card that the merchant brings along.
#[derive(Serialize)]
pub struct ImportedCard<'a> {
    /// Whose token it is.
    pub provider: &'a str,
    /// The provider's token of the card.
    pub token: &'a str,
    /// `visa`, `mastercard`, …
    pub brand: &'a str,
    /// Printed on the card.
    pub last_four: &'a str,
    /// Good to the end of this month.
    pub expiry: CardExpiry,
    /// Whether this card is picked at first.
    pub default: bool,
    /// How the customer agreed to the card being kept.
    pub consent: CustomerConsent<'a>,
    /// What the customer agreed to.
    pub uses: [&'a str; 1],
}

/// The month to whose end a card is good.
#[derive(Clone, Copy, Serialize)]
pub struct CardExpiry {
    /// 1 to 12.
    pub month: u8,
    /// Four digits.
    pub year: u16,
}

/// The customer's consent to a card being kept.
#[derive(Serialize)]
pub struct CustomerConsent<'a> {
    /// Which text they agreed to.
    pub text: &'a str,
    /// In which language they read it.
    pub language: &'a str,
    /// When, in Unix seconds.
    pub given_at: u64,
}

impl CheckoutServer {
    /// The server at `base`, spoken to with the merchant's secret key.
    pub fn new(http: reqwest::Client, base: &str, secret_key: String) -> Self {
        Self {
            http,
            base: base.trim_end_matches('/').to_owned(),
            secret_key,
        }
    }

    /// What the element's `endpoint` attribute names.
    pub fn endpoint(&self) -> String {
        format!("{}/checkout/v1", self.base)
    }

    /// The one script that a merchant's page loads.
    pub fn script(&self) -> String {
        format!("{}/widget/v1/oneclick.js", self.base)
    }

    /// Makes a checkout session: one try to have an order paid.
    ///
    /// # Errors
    ///
    /// The server's own refusal, or that it could not be reached.
    pub async fn create_session(
        &self,
        session: &SessionRequest<'_>,
    ) -> Result<NewlyMade, ShopRefusal> {
        let answer = self.post("/v1/sessions", session).await?;
        read("POST /v1/sessions", answer).await
    }

    /// Reads a session back, and with it the payments of its order. The
    /// payments are those of `GET /v1/payments/{id}`.
    ///
    /// # Errors
    ///
    /// The server's own refusal, or that it could not be reached.
    pub async fn session(&self, id: &str) -> Result<MerchantSession, ShopRefusal> {
        let answer = self
            .http
            .get(format!("{}/v1/sessions/{id}", self.base))
            .bearer_auth(&self.secret_key)
            .send()
            .await
            .map_err(|error| ShopRefusal::unreachable("checkout server", error))?;
        read("GET /v1/sessions/{id}", answer).await
    }

    /// Changes what a session's order costs, while no attempt holds it.
    ///
    /// # Errors
    ///
    /// The server's own refusal, or that it could not be reached.
    pub async fn change_amount(&self, id: &str, amount: i64) -> Result<(), ShopRefusal> {
        let answer = self
            .http
            .patch(format!("{}/v1/sessions/{id}", self.base))
            .bearer_auth(&self.secret_key)
            .json(&AmountChange { amount })
            .send()
            .await
            .map_err(|error| ShopRefusal::unreachable("checkout server", error))?;
        let _session: MerchantSession = read("PATCH /v1/sessions/{id}", answer).await?;
        Ok(())
    }

    /// Resets the customer's declines, wrong codes and locks: faults that were
    /// tried. Only a server in test mode does.
    ///
    /// # Errors
    ///
    /// The server's own refusal, or that it could not be reached.
    pub async fn reset_limits(&self, customer: &str) -> Result<(), ShopRefusal> {
        let path = format!("/v1/customers/{customer}/reset_limits");
        let answer = self.post(&path, &()).await?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(ShopRefusal::problem("POST /v1/customers/{id}/reset_limits", answer).await)
    }

    /// Brings a stored card along for a customer.
    ///
    /// # Errors
    ///
    /// The server's own refusal, or that it could not be reached.
    pub async fn import_card(
        &self,
        customer: &str,
        card: &ImportedCard<'_>,
    ) -> Result<(), ShopRefusal> {
        let path = format!("/v1/customers/{customer}/cards");
        let answer = self.post(&path, card).await?;
        let _card: serde_json::Value = read("POST /v1/customers/{id}/cards", answer).await?;
        Ok(())
    }

    async fn post(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<reqwest::Response, ShopRefusal> {
        self.http
            .post(format!("{}{path}", self.base))
            .bearer_auth(&self.secret_key)
            .json(body)
            .send()
            .await
            .map_err(|error| ShopRefusal::unreachable("checkout server", error))
    }
}

/// Reads the answer to `call`, or the problem that stands in its place.
async fn read<T: serde::de::DeserializeOwned>(
    call: &str,
    answer: reqwest::Response,
) -> Result<T, ShopRefusal> {
    if answer.status().is_success() {
        return answer
            .json()
            .await
            .map_err(|error| ShopRefusal::unreadable(call, error));
    }
    Err(ShopRefusal::problem(call, answer).await)
}
