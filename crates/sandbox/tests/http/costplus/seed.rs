//! The provider's own examples, where its page is at hand.

use std::path::Path;

use serde_json::{Value, json};

use super::{CostplusShop, page};

/// The two requests of the page, and the transaction of its answer, if it is
/// there.
fn examples() -> Option<[Value; 3]> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let text = std::fs::read_dir(folder).ok()?.find_map(|file| {
        let text = std::fs::read_to_string(file.ok()?.path()).ok()?;
        text.contains("first_authorised_transaction_id")
            .then_some(text)
    })?;
    let mut objects = text.match_indices("\n{").map(|(start, _)| {
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        values.next().unwrap().unwrap()
    });
    Some([objects.next()?, objects.next()?, objects.next()?])
}

#[tokio::test]
async fn takes_the_providers_own_examples() {
    let Some([first, stored, mut one_click]) = examples() else {
        return;
    };
    let shop = CostplusShop::new().await;
    let order = shop.order(&first).await;
    let url = page(&order).to_owned();
    shop.card(&url, "4111111111111111").await;
    let (_, back) = shop.submit(&url, &[("choice", "approve")]).await;
    assert!(back.starts_with("https://www.example.com"), "{back}");
    let paid = shop.now(&order).await;
    let details = &paid["transactions"][0]["payment_method_details"];
    for name in stored["payment_method_details"].as_object().unwrap().keys() {
        assert!(details[name].is_string(), "{name}");
    }
    one_click["transactions"][0]["vault_token"] = details["vault_token"].clone();
    let order = shop.order(&one_click).await;
    assert_eq!(order["status"], "completed");
    one_click["transactions"][0]["cvc"] = json!("123");
    assert_eq!(shop.order(&one_click).await["status"], "completed");
}
