//! The provider's own example, where its page is at hand.

use std::path::Path;

use serde_json::Value;

use super::client::CertitradeShop;
use crate::shape::members;

/// The page's requests and answers, in turn. Its trailing commas are misprints.
fn examples() -> Option<Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let page = std::fs::read_dir(folder).ok()?.find_map(|file| {
        let text = std::fs::read_to_string(file.ok()?.path()).ok()?;
        text.contains("ONE_CLICK_AUTH").then_some(text)
    })?;
    let mut page: String = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for (wrong, right) in [(", }", " }"), (", ]", " ]")] {
        page = page.replace(wrong, right);
    }
    let blocks = page.split("```").filter_map(|block| {
        let start = block.find('{')?;
        block.starts_with("http").then(|| &block[start..])
    });
    Some(
        blocks
            .map(|block| serde_json::from_str(block).unwrap())
            .collect(),
    )
}

#[tokio::test]
async fn answers_the_providers_own_example_with_the_same_members() {
    let Some(examples) = examples() else { return };
    let [new_account, account, request, payment] = examples.try_into().unwrap();
    let shop = CertitradeShop::new().await;
    let listener = crate::listener::Listener::answering(&[]).await;
    let paid = shop.paid_by(&listener, "123456789000").await;
    let mut new_account: Value = new_account;
    assert_eq!(new_account["payment"].take(), "11112");
    new_account["payment"] = paid.body["id"].clone();
    let made = shop.post("/payment_account", &new_account).await;
    assert_eq!(
        (made.http, made.content_type.as_str()),
        (201, "application/hal+json")
    );
    assert_eq!(members(&made.body), members(&account));
    let mut same: Value = made.body.clone();
    for differs in ["id", "created", "expiry_date", "masked_cardno", "_links"] {
        same[differs] = account[differs].clone();
    }
    assert_eq!(same, account);
    let made = shop.post("/payment", &request).await;
    assert_eq!(made.http, 201);
    assert_eq!(members(&made.body), members(&payment));
    let mut same: Value = made.body.clone();
    for differs in ["id", "created", "_links", "payment_attempts"] {
        same[differs] = payment[differs].clone();
    }
    assert_eq!(same, payment);
    let [own, shown] = [&made.body, &payment].map(|body| {
        let data = &body["payment_attempts"][0]["data"]["ONE_CLICK"];
        ["desc", "authcode", "respcode", "cardholder_name"].map(|name| data[name].clone())
    });
    assert_eq!(own, shown);
}
