//! A person at the provider's back office, past us.

use oneclick_providers::{
    AttemptReference, Call, CallStep, HttpResponse, OperationKind, OperationRequest,
    ProviderPayment,
};
use oneclick_rules::{Amount, Currency};
use oneclick_server::config::Config;
use oneclick_server::registry::Registry;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{send, until};
use crate::stage::place::Place;
use crate::stage::world::World;

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
                CallStep::Done(balance) => break balance.unwrap(),
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
