//! The same at every provider: a place is a provider and what it takes.

use oneclick_sandbox::{Sandbox, SandboxProvider, SandboxSettings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::hosted::{choose, come_back, type_number};
use crate::stage::page::Page;
use crate::stage::world::{VISA, World};

/// A provider, a card that it keeps from the start, and an amount that it takes.
#[derive(Clone, Copy)]
pub struct Place {
    pub provider: SandboxProvider,
    pub name: &'static str,
    pub token: &'static str,
    pub amount: u64,
    pub currency: &'static str,
    /// Whether a charge carries the security code.
    takes_code: bool,
}

pub const SMART2PAY: Place = Place {
    provider: SandboxProvider::Smart2pay,
    name: "smart2pay",
    token: VISA,
    amount: 995,
    currency: "EUR",
    takes_code: true,
};

pub const CERTITRADE: Place = Place {
    provider: SandboxProvider::Certitrade,
    name: "certitrade",
    token: "40260868824",
    amount: 12_345,
    currency: "SEK",
    takes_code: false,
};

pub const COSTPLUS: Place = Place {
    provider: SandboxProvider::Costplus,
    name: "costplus",
    token: "3f0d6c52-9b7e-4a41-8c3d-5e2a7b90f142",
    amount: 995,
    currency: "EUR",
    takes_code: true,
};

pub const FINPAY: Place = Place {
    provider: SandboxProvider::Finpay,
    name: "finpay",
    token: "7d1f0b6ae25c4938b1c07a94d2e8f5631c9b04e7a86d4f2593be70d1f8a2c645",
    amount: 1_000_000,
    currency: "IDR",
    takes_code: false,
};

pub const PLACES: [Place; 4] = [SMART2PAY, CERTITRADE, COSTPLUS, FINPAY];

/// The sections of the providers besides Smart2Pay.
pub fn sections(sandbox: &Sandbox) -> String {
    include_str!("providers.toml").replace("PLACE", sandbox.url())
}

/// A server with every provider.
pub async fn everywhere(more: &str) -> World {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let url = sandbox.url().to_owned();
    let more = format!("{}{more}", sections(&sandbox));
    World::before_with(sandbox, &url, &more, name_smart2pay).await
}

/// The configuration with the provider named at which new cards are paid.
pub fn name_smart2pay(text: String) -> String {
    text.replace(
        "payments.cvc = \"required\"",
        "payments = { cvc = \"required\", provider = \"smart2pay\" }",
    )
}

impl Place {
    /// An order's name at this place.
    pub fn order(&self, name: &str) -> String {
        format!("{name}-{}", self.name)
    }

    /// A card that lives here, imported for the customer.
    pub async fn card(&self, world: &World, customer: &str) -> String {
        let card = json!({
            "provider": self.name, "token": self.token, "brand": "visa", "last_four": "4242",
            "expiry": null,
            "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
        });
        let path = format!("/v1/customers/{customer}/cards");
        let answer = world.merchant(Method::POST, &path, Some(card)).await;
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        answer.text("id").to_owned()
    }

    /// A session whose new cards are paid here.
    pub async fn session<'a>(&self, world: &'a World, order: &str, customer: &str) -> Page<'a> {
        let differs = json!({
            "amount": self.amount, "currency": self.currency, "provider": self.name,
            "cvc": if self.takes_code { "required" } else { "never" },
            "customer": {
                "id": customer, "email": "ada@example.com", "first_name": "Ada",
                "last_name": "Lind", "phone": "+46701234567",
            },
        });
        let answer = world.ask_session(order, customer, differs).await;
        world.page(&answer)
    }

    /// What the shopper saw, and the last attempt that the page has seen.
    pub fn seen(&self, after: Option<&str>) -> Value {
        json!({
            "amount": self.amount, "currency": self.currency, "previous_payment": after,
        })
    }

    /// Pays with a stored card, with its code where one is taken.
    pub async fn pay(&self, page: &Page<'_>, card: &str) -> Answer {
        let mut body = self.seen(None);
        body["card"] = json!(card);
        if self.takes_code {
            body["cvc"] = json!("123");
        }
        page.pay("first", &body).await
    }
}

impl Place {
    /// A number that the provider's page takes, and another.
    pub fn numbers(&self) -> [&'static str; 2] {
        match self.provider {
            SandboxProvider::Certitrade => ["123456789000", "4444333322220000"],
            SandboxProvider::Finpay | SandboxProvider::Costplus | SandboxProvider::Smart2pay => {
                ["4111111111111111", "5544330000000037"]
            }
        }
    }

    /// Begins with a new card; the payment waits for the shopper then.
    pub async fn begin(&self, page: &Page<'_>, keep: bool) -> Value {
        let mut body = self.seen(None);
        body["new_card"] = json!({ "save": null });
        if keep {
            body["new_card"]["save"] = json!({ "text": "keep-1", "language": "sv" });
        }
        let answer = page.pay("first", &body).await;
        assert_eq!(
            answer.text("state"),
            "action_required",
            "{}: {answer:?}",
            self.name
        );
        answer.body
    }

    /// Types a card, answers the bank, comes back to the merchant's page.
    pub async fn go_through(
        &self,
        world: &World,
        payment: &Value,
        number: &str,
        at_the_bank: &str,
    ) {
        let mut url = type_number(world, payment, number).await;
        if url.starts_with(world.sandbox.url()) {
            url = choose(world, &url, at_the_bank).await;
        }
        come_back(world, &url).await;
    }
}
