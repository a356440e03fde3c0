//! The provider's own example, where its page is at hand.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::merchant::SandboxMerchant;
use crate::shape::members;

/// The request and the answer of the page, if it is there.
fn example() -> Option<(Value, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let page = std::fs::read_dir(folder).ok()?.find_map(|file| {
        let text = std::fs::read_to_string(file.ok()?.path()).ok()?;
        text.contains("s2ptest_i4").then_some(text)
    })?;
    let mut objects = page.match_indices("\n{").map(|(start, _)| {
        let mut values = serde_json::Deserializer::from_str(&page[start..]).into_iter::<Value>();
        values.next().unwrap().unwrap()
    });
    Some((objects.next()?, objects.next()?))
}

#[tokio::test]
async fn answers_the_providers_own_example_with_the_same_members() {
    let Some((request, expected)) = example() else {
        return;
    };
    let merchant = SandboxMerchant::new().await;
    let token = request["Payment"]["CreditCardToken"].clone();
    let card = json!({
        "value": token["Value"], "security_code": token["SecurityCode"], "brand": "visa",
        "last_four": "1111", "month": 2, "year": 2031, "holder": "John Doe",
    });
    assert_eq!(merchant.post("/control/tokens", &card).await.status(), 200);
    let response = merchant
        .request(Method::POST, "/v1/payments")
        .json(&request)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(
        response.headers()["content-type"],
        "application/json; charset=utf-8"
    );
    let answer: Value = response.json().await.unwrap();
    assert_eq!(members(&answer), members(&expected));
    let mut answer = answer;
    for differs in [
        "/Payment/ID",
        "/Payment/Created",
        "/Payment/Card/ExpirationYear",
    ] {
        *answer.pointer_mut(differs).unwrap() = expected.pointer(differs).unwrap().clone();
    }
    assert_eq!(answer, expected);
}
