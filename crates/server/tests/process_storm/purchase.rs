//! A purchase: an order, its customer's stored card at one of the providers, a session.

use fastrand::Rng;
use oneclick_sandbox::{Behaviour, Rule, SandboxProvider};
use serde_json::{Value, json};

use crate::calls::Caller;
use crate::configuration::ORIGIN;

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
        let stored = json!({
            "provider": word, "brand": "visa", "last_four": "4242", "month": 5, "year": 2039,
            "holder": "Ada Lind", "security_code": "123",
        });
        let stored = caller
            .client
            .post(format!("{sandbox}/control/tokens"))
            .json(&stored);
        let stored: Value = stored.send().await.ok()?.json().await.ok()?;
        let import = json!({
            "provider": word, "token": stored.get("value")?, "brand": "visa",
            "last_four": "4242", "expiry": null,
            "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
        });
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
        let mut body = json!({
            "card": self.card, "amount": amount, "currency": self.currency,
            "previous_payment": previous,
        });
        if let (true, Some(members)) = (self.takes_code, body.as_object_mut()) {
            members.insert(String::from("cvc"), json!("123"));
        }
        body
    }

    /// Says what the provider decides about the order's money.
    fn rule(&self, caller: &Caller, provider: SandboxProvider, rng: &mut Rng) {
        let behaviour = match rng.u32(..100) {
            0..10 => Behaviour::Declined,
            10..13 => Behaviour::WrongCvc,
            13..19 => Behaviour::ThreeDSecure,
            19..24 => Behaviour::Pending,
            // CostPlus asks for it until somebody in its back office ends that.
            24..27 if provider != SandboxProvider::Costplus => Behaviour::CaptureRequested,
            _ => return,
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
