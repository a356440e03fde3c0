//! What a person does at the provider, past us: told and counted as ours is.

use oneclick_providers::{
    AttemptReference, Call, CallStep, HttpResponse, OperationKind, OperationRequest,
    ProviderPayment,
};
use oneclick_rules::{Amount, Currency};
use oneclick_sandbox::SandboxProvider;
use oneclick_server::config::Config;
use oneclick_server::registry::Registry;
use reqwest::Method;
use serde_json::{Value, json};

use crate::operations::capture_cancel_refund::{do_it, paid, refunds, sums};
use crate::payments::at_every_provider::{CERTITRADE, COSTPLUS, Place, SMART2PAY, everywhere};
use crate::stage::world::{LASTING, World, send, until};

/// A person at the provider's back office.
pub struct BackOffice {
    registry: Registry,
    client: reqwest::Client,
    now: i64,
}

impl BackOffice {
    pub fn of(world: &World) -> Self {
        let file = world.folder.path().join("oneclick.toml");
        let config = Config::read(&file, &|_| None).unwrap();
        Self {
            registry: Registry::new(&config.providers),
            client: world.client.clone(),
            now: world.clock.seconds(),
        }
    }

    /// Moves money of the payment, as the merchant sees it, by the provider's
    /// own call.
    pub async fn moves(&self, payment: &Value, kind: OperationKind, minor: u64) {
        let provider = payment["provider"].as_str().unwrap();
        let provider = &self.registry.find(provider).unwrap().provider;
        let currency = Currency::parse(payment["currency"].as_str().unwrap()).unwrap();
        let reference =
            AttemptReference::parse(payment["attempt_reference"].as_str().unwrap()).unwrap();
        let at = ProviderPayment {
            id: payment["provider_payment_id"].as_str().unwrap().to_owned(),
            reference,
            amount: Amount::new(payment["amount"].as_u64().unwrap(), currency).unwrap(),
            now: self.now,
        };
        let mut call = provider.balance(&at);
        let before = loop {
            match self.send(call).await.1 {
                CallStep::Done(totals) => break totals.unwrap(),
                CallStep::Next(next) => call = next,
            }
        };
        // Another one for another amount, or it counts once.
        let digit =
            |digit: char| char::from(b'a' + u8::try_from(digit.to_digit(10).unwrap()).unwrap());
        let letters: String = minor.to_string().chars().map(digit).collect();
        let own = format!("backoffice{letters:x>16}");
        let operation = OperationRequest {
            kind,
            payment: at,
            reference: AttemptReference::parse(&own).unwrap(),
            amount: Amount::new(minor, currency).unwrap(),
            before,
            description: None,
        };
        let (status, answer) = self.send(provider.operation(&operation).unwrap()).await;
        assert!((200..300).contains(&status), "{answer:?}");
    }

    async fn send<T>(&self, call: Call<T>) -> (u16, T) {
        let (request, reader) = call.into_parts();
        let method = match request.method {
            oneclick_providers::HttpMethod::Get => Method::GET,
            oneclick_providers::HttpMethod::Post => Method::POST,
            oneclick_providers::HttpMethod::Put => Method::PUT,
            oneclick_providers::HttpMethod::Delete => Method::DELETE,
        };
        let mut sending = self.client.request(method, request.url.expose());
        for (name, value) in &request.headers {
            sending = sending.header(*name, value.expose());
        }
        let answer = sending.body(request.body.to_vec()).send().await.unwrap();
        let status = answer.status().as_u16();
        let kind = answer.headers().get("content-type").cloned();
        let kind = kind.map_or(String::new(), |kind| String::from(kind.to_str().unwrap()));
        let body = answer.bytes().await.unwrap();
        let read = reader.read(HttpResponse {
            status,
            content_type: Some(kind.as_str()),
            body: &body,
        });
        (status, read)
    }
}

/// The provider tells of the payment.
pub async fn notify(world: &World, payment: &Value) {
    let told = format!("{}/notifications/smart2pay", world.base);
    world.sandbox.notify_at(&told);
    let reference = payment["attempt_reference"].as_str().unwrap();
    let url = format!("{}/control/notify/{reference}", world.sandbox.url());
    let told = send(world.client.post(url).json(&json!({}))).await;
    assert_eq!(told.status, 204, "{told:?}");
}

/// Has the provider tell of the payment until `what` is there.
pub async fn until_told(
    world: &World,
    id: &str,
    what: &str,
    is_it: impl Fn(&Value) -> bool,
) -> Value {
    notify(world, &world.payment(id).await).await;
    until(what, async || {
        Some(world.payment(id).await).filter(|payment| is_it(payment))
    })
    .await
}

/// The events of this kind that the provider is said to have made.
pub fn by_provider<'a>(payment: &'a Value, kind: &str) -> Vec<&'a str> {
    let events = payment["events"].as_array().unwrap();
    let found = events
        .iter()
        .filter(|event| event["kind"] == kind && event["by"] == "provider");
    found
        .map(|event| event["detail"].as_str().unwrap())
        .collect()
}

/// A payment by a new card, of which every provider tells, that is captured;
/// its id.
pub async fn captured(world: &World, place: Place, order: &str) -> String {
    let page = place.session(world, order, "c-1").await;
    let begun = place.begin(&page, false).await;
    let id = begun["id"].as_str().unwrap().to_owned();
    let number = place.numbers()[0];
    place.go_through(world, &begun, number, "approve").await;
    page.until("succeeded").await;
    if world.payment(&id).await["attempt_state"] != "captured" {
        world.sandbox.advance(24 * 3_600_000);
        world.until_detail(&id, "captured").await;
    }
    id
}

#[tokio::test]
async fn what_the_back_office_gives_back_is_told_once_and_counts() {
    let world = everywhere(LASTING).await;
    for place in [SMART2PAY, COSTPLUS, CERTITRADE] {
        let id = captured(&world, place, &place.order("O-1")).await;
        let office = BackOffice::of(&world);
        let payment = world.payment(&id).await;
        office.moves(&payment, OperationKind::Refund, 200).await;
        let found = until_told(&world, &id, "the refund is found", |payment| {
            payment["operations"][0]["amount"] == 200
        })
        .await;
        if place.provider == SandboxProvider::Certitrade {
            assert_eq!(found["operations"][0]["state"], "pending");
            world.sandbox.advance(24 * 3_600_000);
        }
        let found = until_told(&world, &id, "it is done", |payment| {
            payment["refunded"] == 200
        })
        .await;
        assert_eq!(
            (&found["state"], &found["charged"]),
            (&json!("succeeded"), &json!(true))
        );
        assert_eq!(sums(&found), (place.amount, 200), "{found}");
        office.moves(&payment, OperationKind::Refund, 100).await;
        let found = until_told(
            &world,
            &id,
            &format!("the second at {}", place.name),
            |payment| payment["operations"].as_array().unwrap().len() == 2,
        )
        .await;
        assert_eq!(found["operations"][1]["amount"], 100, "{found}");
        let more = json!({ "amount": place.amount - 299 });
        let more = do_it(&world, &id, "refund", &format!("more-{}", place.name), more).await;
        assert_eq!(more.problem(), (422, "operation.amount"), "{}", place.name);
        let rest = do_it(
            &world,
            &id,
            "refund",
            &format!("rest-{}", place.name),
            json!({}),
        )
        .await;
        assert_eq!(rest.body["amount"], place.amount - 300, "{rest:?}");
        world.sandbox.advance(24 * 3_600_000);
        let all = until_told(&world, &id, "all is back", |payment| {
            payment["state"] == "refunded"
        })
        .await;
        assert_eq!(sums(&all), (place.amount, place.amount), "{all}");
        assert_eq!(all["operations"].as_array().unwrap().len(), 3, "{all}");
        let told = by_provider(&all, "refunded").len() + by_provider(&all, "refund_pending").len();
        assert_eq!(told, 2, "{all}");
    }
}

#[tokio::test]
async fn a_refund_that_nobody_told_of_is_found_before_the_next() {
    let world = World::with(LASTING).await;
    let id = paid(&world, "O-2", "automatic").await;
    let payment = world.payment(&id).await;
    let office = BackOffice::of(&world);
    office.moves(&payment, OperationKind::Refund, 300).await;
    let rest = do_it(&world, &id, "refund", "rest", json!({})).await;
    assert_eq!(
        (rest.text("state"), &rest.body["amount"]),
        ("succeeded", &json!(695))
    );
    let payment = world.payment(&id).await;
    assert_eq!(by_provider(&payment, "refunded"), ["3.00 EUR"]);
    assert_eq!(
        (&payment["state"], sums(&payment)),
        (&json!("refunded"), (995, 995))
    );
    assert_eq!(refunds(&world, &id).await, [300, 695]);
}

#[tokio::test]
async fn what_the_back_office_gives_back_whole_ends_the_payment() {
    let world = World::with(LASTING).await;
    let id = paid(&world, "O-3", "automatic").await;
    let payment = world.payment(&id).await;
    let office = BackOffice::of(&world);
    office.moves(&payment, OperationKind::Refund, 995).await;
    let all = until_told(&world, &id, "all is back", |payment| {
        payment["state"] == "refunded"
    })
    .await;
    assert_eq!(by_provider(&all, "refunded"), ["9.95 EUR"]);
    assert_eq!(sums(&all), (995, 995));
    assert_eq!(all["charged"], false);
}

#[tokio::test]
async fn what_the_back_office_captures_is_told_and_is_what_can_be_reversed() {
    let world = World::with(LASTING).await;
    let office = BackOffice::of(&world);
    let id = paid(&world, "O-4", "manual").await;
    let payment = world.payment(&id).await;
    office.moves(&payment, OperationKind::Capture, 600).await;
    let part = until_told(&world, &id, "it is captured", |payment| {
        payment["attempt_state"] == "captured"
    })
    .await;
    assert_eq!(
        (by_provider(&part, "captured"), sums(&part)),
        (vec!["6.00 EUR"], (600, 0))
    );
    let more = do_it(&world, &id, "refund", "more", json!({ "amount": 601 })).await;
    assert_eq!(more.problem(), (422, "operation.amount"));
    let back = do_it(&world, &id, "refund", "back", json!({})).await;
    assert_eq!(back.body["amount"], 600, "{back:?}");
    assert_eq!(sums(&world.payment(&id).await), (600, 600));
    let id = paid(&world, "O-5", "manual").await;
    let payment = world.payment(&id).await;
    office.moves(&payment, OperationKind::Cancel, 995).await;
    let back = until_told(&world, &id, "it is cancelled", |payment| {
        payment["state"] == "cancelled"
    })
    .await;
    assert_eq!((&back["charged"], sums(&back)), (&json!(false), (0, 0)));
}
