//! The description of both APIs, as it is served, and the routes that it describes.

use reqwest::Method;
use serde_json::Value;

use crate::stage::answer::send;
use crate::stage::configuration::SECRET_KEY;
use crate::stage::world::World;

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
