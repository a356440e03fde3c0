//! The same at every provider: a stored card is charged where it lives, by the
//! provider's own code against the sandbox's, both written from its documents.

use oneclick_providers::ProviderName;
use oneclick_sandbox::{Behaviour, Sandbox, SandboxProvider, SandboxSettings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::world::{Answer, Page, QUICK, VISA, World};

/// A provider, a card that it keeps from the start, and an amount that it takes.
#[derive(Clone, Copy)]
pub struct Place {
    pub provider: SandboxProvider,
    pub name: &'static str,
    token: &'static str,
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

/// The sandbox knows the providers by names of its own, which are the server's.
#[test]
fn the_sandbox_simulates_every_provider() {
    let mut simulated = PLACES.map(|place| place.provider.path());
    simulated.sort_unstable();
    let known = ProviderName::ALL.map(|name| format!("/{name}"));
    assert_eq!(simulated.as_slice(), known);
    let mut named = PLACES.map(|place| place.name);
    named.sort_unstable();
    assert_eq!(named, ProviderName::ALL.map(ProviderName::as_str));
}

/// The sections of the providers besides Smart2Pay.
pub fn sections(sandbox: &Sandbox) -> String {
    let certitrade = sandbox.base_url(SandboxProvider::Certitrade);
    let costplus = sandbox.base_url(SandboxProvider::Costplus);
    let finpay = sandbox.base_url(SandboxProvider::Finpay);
    format!(
        r#"
[providers.certitrade]
base_url = "{certitrade}/ctpsp/ws/2.0"
merchant_id = 12345
api_key = "certitradesandboxkey"
redirect_hosts = ["localhost"]
[providers.costplus]
base_url = "{costplus}/v1"
api_key = "costplus-sandbox-key"
redirect_hosts = ["localhost"]
[providers.finpay]
base_url = "{finpay}"
merchant_id = "FINPAY100"
merchant_key = "finpay-sandbox-key"
stored_cards_path = "/pg/payment/card/customer/{{customer}}/cards"
redirect_hosts = ["localhost"]
"#
    )
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

#[tokio::test]
async fn a_stored_card_is_charged_where_it_lives() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let order = place.order("P-1");
        let card = place.card(&world, "c-1").await;
        let page = place.session(&world, &order, "c-1").await;
        let answer = place.pay(&page, &card).await;
        let payment = world.payment(answer.text("id")).await;
        assert_eq!(answer.text("state"), "succeeded", "{payment}");
        assert_eq!(payment["provider"], place.name);
        assert_eq!(payment["charged"], true);
        assert_eq!(world.booked(&order), (1, 1), "{order}");
        let reference = payment["attempt_reference"].as_str().unwrap();
        let ledger = world.sandbox.ledger(Some(reference));
        assert_eq!(ledger[0].provider, place.provider);
    }
}

#[tokio::test]
async fn a_bank_that_says_no_is_a_decline_everywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let order = place.order("P-2");
        world.behave(&order, Behaviour::Declined);
        let card = place.card(&world, "c-1").await;
        let page = place.session(&world, &order, "c-1").await;
        let answer = place.pay(&page, &card).await;
        assert_eq!(answer.text("state"), "declined", "{answer:?}");
        assert_eq!(answer.body["charged"], false);
        assert_eq!(world.charged(&order), 0);
    }
}

#[tokio::test]
async fn a_lost_answer_is_found_out_and_charges_once_everywhere() {
    let world = everywhere(QUICK).await;
    let faults = [
        Behaviour::AnswerLost,
        Behaviour::Error500Booked,
        Behaviour::Garbage,
        Behaviour::Html,
        Behaviour::Truncated,
    ];
    for place in PLACES {
        for (number, fault) in faults.into_iter().enumerate() {
            let order = place.order(&format!("P-3-{number}"));
            world.behave_times(&order, fault, 1);
            let card = place.card(&world, "c-1").await;
            let page = place.session(&world, &order, "c-1").await;
            let answer = place.pay(&page, &card).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            page.until("succeeded").await;
            assert_eq!(world.charged(&order), 1, "{order} {fault:?}");
            assert_eq!(world.sandbox.ledger(Some(&order)).len(), 1, "{order}");
        }
    }
}

#[tokio::test]
async fn what_was_never_booked_is_given_up_everywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        for (number, fault) in [Behaviour::Dropped, Behaviour::Error500]
            .into_iter()
            .enumerate()
        {
            let order = place.order(&format!("P-4-{number}"));
            world.behave(&order, fault);
            let card = place.card(&world, "c-1").await;
            let page = place.session(&world, &order, "c-1").await;
            let answer = place.pay(&page, &card).await;
            assert_eq!(answer.text("state"), "processing", "{order} {answer:?}");
            page.until("not_found").await;
            assert_eq!(world.booked(&order).0, 0, "{order}");
        }
    }
}

#[tokio::test]
async fn a_card_whose_provider_cannot_take_the_order_is_shown_and_refused() {
    let world = everywhere(QUICK).await;
    let card = CERTITRADE.card(&world, "c-1").await;
    // CertiTrade takes no Kuwaiti dinar.
    let differs = json!({ "amount": 1_230, "currency": "KWD" });
    let answer = world.ask_session("P-5", "c-1", differs).await;
    let page = world.page(&answer);
    let shown = page.get("").await;
    assert_eq!(shown.body["cards"][0]["unusable"], "card.provider");
    let wish = json!({
        "card": card, "amount": 1_230, "currency": "KWD", "previous_payment": null,
    });
    let answer = page.pay("first", &wish).await;
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(world.booked("P-5"), (0, 0));
}
