//! The provider's own example, where its page is at hand.

use std::path::Path;

use serde_json::{Value, json};

use super::FinpayShop;
use crate::shape::members;

/// The request and the answer of the page, if it is there.
fn example() -> Option<(Value, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let text = std::fs::read_dir(folder).ok()?.find_map(|file| {
        let text = std::fs::read_to_string(file.ok()?.path()).ok()?;
        let whole = text.contains("pg/payment/card/payment") && text.contains("\n{\n");
        whole.then_some(text)
    })?;
    let mut objects = text.match_indices("\n{\n").map(|(start, _)| {
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        values.next().unwrap().unwrap()
    });
    Some((objects.next()?, objects.next()?))
}

#[tokio::test]
async fn answers_the_providers_own_example_with_the_same_members() {
    let Some((request, expected)) = example() else {
        return;
    };
    let shop = FinpayShop::new().await;
    let card = json!({
        "provider": "finpay", "value": request["card"]["token"], "brand": "mastercard",
        "last_four": "0008", "month": 2, "year": 2031, "holder": "Ann Example",
        "security_code": "123",
    });
    assert_eq!(shop.0.post("/control/tokens", &card).await.status(), 200);
    let (http, answer) = shop.post("/payment", &request).await;
    assert_eq!(http, 200, "{answer}");
    assert_eq!(members(&answer), members(&expected));
    for path in [
        "/responseCode",
        "/responseMessage",
        "/data/amount",
        "/data/type",
    ] {
        assert_eq!(answer.pointer(path), expected.pointer(path), "{path}");
    }
}
