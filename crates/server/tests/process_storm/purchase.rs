//! A purchase: an order, its customer's stored card at one of the providers, a session.

use fastrand::Rng;
use oneclick_sandbox::{Rule, SandboxProvider};
use serde_json::{Value, json};

use crate::bodies;
use crate::calls::Caller;
use crate::configuration::ORIGIN;
use crate::decisions::decided;

/// A purchase that can be paid for.
#[derive(Clone)]
pub struct StormPurchase {
    pub order: String,
    pub amount: u64,
    pub client_token: String,
    customer: String,
    card: String,
    currency: &'static str,
    /// Whether a charge carries the security code.
    takes_code: bool,
}

/// What is paid at a provider: its word, the amount, the currency, whether with the code.
fn terms(provider: SandboxProvider) -> (&'static str, u64, &'static str, bool) {
    match provider {
        SandboxProvider::Smart2pay => ("smart2pay", 1_295, "EUR", true),
        SandboxProvider::Certitrade => ("certitrade", 24_900, "SEK", false),
        SandboxProvider::Costplus => ("costplus", 1_295, "EUR", true),
        SandboxProvider::Finpay => ("finpay", 2_500_000, "IDR", false),
    }
}

impl StormPurchase {
    /// The merchant prepares it; none if its calls are never answered.
    pub async fn prepare(caller: &Caller, number: u64, rng: &mut Rng) -> Option<Self> {
        let provider = *rng.choice(&SandboxProvider::ALL)?;
        let (word, amount, currency, takes_code) = terms(provider);
        let sandbox = caller.storm.sandbox.url();
        let stored = caller
            .client
            .post(format!("{sandbox}/control/tokens"))
            .json(&bodies::stored_card(word));
        let stored: Value = stored.send().await.ok()?.json().await.ok()?;
        let import = bodies::card_import(word, stored.get("value")?);
        let customer = format!("lind-{number}");
        let card = caller
            .insist(&format!("/v1/customers/{customer}/cards"), &import)
            .await?;
        let mut purchase = Self {
            order: format!("order-{number}"),
            amount,
            client_token: String::new(),
            customer,
            card: card.text("id").to_owned(),
            currency,
            takes_code,
        };
        purchase.client_token = purchase.session(caller).await?;
        purchase.rule(caller, provider, rng);
        Some(purchase)
    }

    /// Opens a session; its client token.
    pub async fn session(&self, caller: &Caller) -> Option<String> {
        let body = json!({
            "order": self.order, "amount": self.amount, "currency": self.currency,
            "return_url": format!("{ORIGIN}/?order=1"),
            "cvc": if self.takes_code { "required" } else { "never" },
            "customer": {
                "id": self.customer, "email": "ada@example.com", "first_name": "Ada",
                "last_name": "Lind", "phone": "+46701234567",
            },
        });
        let session = caller.insist("/v1/sessions", &body).await?;
        Some(session.text("client_token").to_owned())
    }

    /// The body of a press, by a page that has seen the payment `previous` last and
    /// shows `amount`.
    pub fn press(&self, previous: Option<&str>, amount: u64) -> Value {
        let shown = (amount, self.currency);
        bodies::press(&self.card, shown, previous, self.takes_code)
    }

    /// Says what the provider decides about the order's money.
    fn rule(&self, caller: &Caller, provider: SandboxProvider, rng: &mut Rng) {
        let Some(behaviour) = decided(provider, rng) else {
            return;
        };
        let rule = Rule {
            times: Some(rng.u32(1..3)),
            milliseconds: Some(rng.u64(500..5_000)),
            ..Rule::always(Some(&self.order), behaviour)
        };
        if let Err(refused) = caller.storm.sandbox.behave(rule) {
            caller.storm.wrong(refused);
        }
    }
}
