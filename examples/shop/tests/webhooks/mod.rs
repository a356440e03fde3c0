//! The shop believes webhooks that are signed, ships on them, and takes each once.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::stand_in::{Shop, WEBHOOK_KEY};

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

fn signature(key: &str, id: &str, at: u64, body: &str) -> String {
    let key = STANDARD
        .decode(key.strip_prefix("whsec_").unwrap())
        .unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// Sends a webhook; the status of the answer.
async fn tell(shop: &Shop, id: &str, at: u64, signature: &str, body: &str) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client
        .post(format!("{}/shop/webhooks", shop.url))
        .header("webhook-id", id)
        .header("webhook-timestamp", at)
        .header("webhook-signature", signature)
        .body(body.to_owned());
    request.send().await.unwrap().status().as_u16()
}

fn body(kind: &str, sequence: u64) -> String {
    let data = json!({ "payment": { "id": "pay_1", "order": "N-1", "charged": true } });
    json!({ "type": kind, "sequence": sequence, "data": data }).to_string()
}

async fn view(shop: &Shop) -> Value {
    shop.get("/shop/orders/N-1").await.json().await.unwrap()
}

#[tokio::test]
async fn ships_on_a_signed_webhook_once() {
    let shop = Shop::start("ships").await;
    let (status, _) = shop.post("/shop/orders", json!({ "order": "N-1" })).await;
    assert_eq!(status, 201);
    assert_eq!(view(&shop).await["shipped"], false);
    let (at, told) = (now(), body("payment.succeeded", 1));
    let signed = signature(WEBHOOK_KEY, "wh_1", at, &told);
    // Beside that of a key that this shop does not know yet.
    let rotated = format!("v1,{} {signed}", STANDARD.encode([7; 32]));
    for _ in 0..2 {
        assert_eq!(tell(&shop, "wh_1", at, &rotated, &told).await, 204);
    }
    let order = view(&shop).await;
    assert_eq!(order["shipped"], true);
    assert_eq!(order["webhooks"].as_array().unwrap().len(), 1);
    assert_eq!(order["webhooks"][0]["type"], "payment.succeeded");
}

#[tokio::test]
async fn believes_nothing_that_is_not_signed_for_it_now() {
    let shop = Shop::start("believes").await;
    shop.post("/shop/orders", json!({ "order": "N-1" })).await;
    let (at, told) = (now(), body("payment.succeeded", 1));
    let right = signature(WEBHOOK_KEY, "wh_1", at, &told);
    let other = format!("whsec_{}", STANDARD.encode([7; 32]));
    let old = signature(WEBHOOK_KEY, "wh_1", at - 1000, &told);
    for (id, at, signature, told) in [
        ("wh_1", at, "", told.as_str()),
        ("wh_1", at, "v1,", &told),
        ("wh_1", at, &right.replace("v1,", "v2,"), &told),
        ("wh_1", at, &signature(&other, "wh_1", at, &told), &told),
        ("wh_2", at, &right, &told),
        ("wh_1", at + 1, &right, &told),
        ("wh_1", at, &right, &told.replace("N-1", "N-2")),
        ("wh_1", at - 1000, &old, &told),
    ] {
        assert_eq!(
            tell(&shop, id, at, signature, told).await,
            401,
            "{signature}"
        );
    }
    assert_eq!(view(&shop).await["shipped"], false);
}
