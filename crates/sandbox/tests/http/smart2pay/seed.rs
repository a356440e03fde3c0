//! The provider's own example, where its page is at hand.

use std::collections::BTreeSet;
use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::merchant::Merchant;

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

/// Every member's path, and what kind of value it has.
fn members(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Object(object) => {
            for (name, value) in object {
                members(value, &format!("{path}.{name}"), found);
            }
            return;
        }
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
    };
    found.insert(format!("{path}: {kind}"));
}

#[tokio::test]
async fn answers_the_providers_own_example_with_the_same_members() {
    let Some((request, expected)) = example() else {
        return;
    };
    let merchant = Merchant::new().await;
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
    let [mut own, mut documented] = [BTreeSet::new(), BTreeSet::new()];
    members(&answer, "", &mut own);
    members(&expected, "", &mut documented);
    assert_eq!(own, documented);
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
