//! The description of both APIs, as it is served, and the routes that it describes.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send};
use crate::stage::configuration::{QUICK, SECRET_KEY};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

const COMMITTED: &str = include_str!("../../../../../docs/openapi.json");

#[tokio::test]
async fn the_description_is_served_to_everybody_and_is_the_committed_one() {
    let world = World::new().await;
    let answer = send(world.request(Method::GET, "/openapi.json")).await;
    assert_eq!(answer.status, 200);
    let header = |name: &str| answer.headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("cache-control"), "public, max-age=300");
    assert_eq!(header("access-control-allow-origin"), "*");
    let committed: Value = serde_json::from_str(COMMITTED).unwrap();
    assert_eq!(answer.body, committed);
}

/// A path with each variable part replaced by what fits it.
fn filled(path: &str, operation: &Value) -> String {
    let mut path = String::from(path);
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap();
        path = path.replace(&format!("{{{name}}}"), "card_0123456789abcdefghijkl");
    }
    path
}

#[tokio::test]
async fn every_described_call_is_there_and_asks_for_its_key() {
    let world = World::new().await;
    let description: Value = serde_json::from_str(COMMITTED).unwrap();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let request = || world.request(method.clone(), &filled(path, operation));
            let answer = send(request()).await;
            let code = answer.body["code"].as_str();
            let secured = &operation["security"][0];
            let expected = if secured.get("secret_key").is_some() {
                Some("secret_key.missing")
            } else if secured.get("client_token").is_some() {
                Some("token.missing")
            } else {
                None
            };
            assert_eq!(code, expected, "{method} {path}");
            // The other API's key is none here.
            if expected == Some("token.missing") {
                let answer = send(request().bearer_auth(SECRET_KEY)).await;
                assert_eq!(answer.text("code"), "token.unknown", "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn a_list_behind_a_webhook_that_is_not_there_is_refused_as_described() {
    let world = World::new().await;
    let path = "/v1/webhooks?after=";
    let answer = world.merchant(Method::GET, path, None).await;
    assert_eq!(
        (answer.status, answer.text("code")),
        (404, "webhook.unknown")
    );
    let description: Value = serde_json::from_str(COMMITTED).unwrap();
    let responses = &description["paths"]["/v1/webhooks"]["get"]["responses"];
    assert!(responses["404"].is_object());
}

/// Sends a body to a described call, with its key, about things that are there.
async fn ask(
    world: &World,
    call: (&str, &str, &Value),
    ids: &[(&str, &str)],
    body: &Value,
) -> Answer {
    let (method, path, operation) = call;
    let is_of_shop = operation["security"][0].get("secret_key").is_some();
    let mut path = path.replace("customers/{id}", "customers/c-77");
    let mut body = body.to_string();
    for (from, to) in ids {
        path = path.replace(from, to);
        body = body.replace(from, to);
    }
    let (key, method) = (
        ids[0].1,
        Method::from_bytes(method.to_uppercase().as_bytes()),
    );
    let id = operation["operationId"].as_str().unwrap();
    let request = world
        .request(method.unwrap(), &path)
        .bearer_auth(if is_of_shop { SECRET_KEY } else { key })
        .header("Origin", "http://localhost:8080")
        .header("Idempotency-Key", format!("example-{id}-{}", body.len()))
        .header("Content-Type", "application/json")
        .body(body);
    send(request).await
}

#[tokio::test]
async fn every_call_that_takes_a_body_shows_one_that_it_takes() {
    let world = World::with(QUICK).await;
    let card = world.card("c-77", VISA).await;
    let opened = world.ask_session("N-1", "c-77", json!({})).await;
    let page = world.page(&opened);
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let open = world.ask_session("N-2", "c-77", json!({})).await;
    let ids = [
        ("the client token", open.text("client_token")),
        ("card_0123456789abcdefghijkl", &card),
        ("pay_0123456789abcdefghijkl", paid.text("id")),
        ("sessions/{id}", &format!("sessions/{}", open.text("id"))),
        ("payments/{id}", &format!("payments/{}", paid.text("id"))),
    ];
    let description: Value = serde_json::from_str(COMMITTED).unwrap();
    let mut taken = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let content = &operation["requestBody"]["content"]["application/json"];
            let id = operation["operationId"].as_str().unwrap();
            if content.is_null() {
                continue;
            }
            let call = (method.as_str(), path.as_str(), operation);
            let example = &content["example"];
            let mut other = example.clone();
            other["unheard_of"] = json!(1);
            let refused = ask(&world, call, &ids, &other).await;
            assert_eq!(refused.status, 400, "{id}: {refused:?}");
            let answer = ask(&world, call, &ids, example).await;
            assert_ne!(answer.status, 400, "{id}: {answer:?}");
            if answer.status < 300 {
                taken.push(id);
            }
        }
    }
    taken.sort_unstable();
    // Others need a card that may be used so, or a payment in another state.
    let sure = [
        "change_session",
        "open_session",
        "redeliver_webhooks",
        "refund_payment",
    ];
    assert!(sure.iter().all(|id| taken.contains(id)), "{taken:?}");
}
