//! What Finpay tells by itself (after-payment/notification-callback).

use std::fmt::Write as _;

use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha512;

use super::{FinpayShop, payment};
use crate::listener::{HeardNotification, Listener};

/// A shop, its listener, and a payment that is told to it.
async fn told() -> (FinpayShop, Listener, Value) {
    let shop = FinpayShop::new().await;
    let listener = Listener::answering(&[200; 9]).await;
    let body = payment(&json!({ "url": { "callbackUrl": listener.url } }));
    (shop, listener, body)
}

/// The body without its signature, as it was sent, and the signature.
fn parts(told: &HeardNotification) -> (String, String) {
    let (members, signature) = told.body.rsplit_once(",\"signature\":\"").unwrap();
    let signature = signature.strip_suffix("\"}").unwrap();
    (format!("{members}}}"), signature.to_owned())
}

fn sign(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    let mut digits = String::new();
    for byte in mac.finalize().into_bytes() {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits
}

/// What PHP writes in the place of these members: they have one slash in
/// the bank's name and one letter that is not ASCII.
fn as_php(members: &str) -> String {
    members.replace('/', "\\/").replace('É', "\\u00c9")
}

#[tokio::test]
async fn it_is_signed_as_php_does_it() {
    let (shop, mut listener, body) = told().await;
    shop.post("/payment", &body).await;
    let told = listener.next().await;
    assert_eq!(told.headers["content-type"], "application/json");
    let (members, signature) = parts(&told);
    assert_ne!(members, as_php(&members));
    assert_eq!(signature, sign("finpay-sandbox-key", &as_php(&members)));
    let body: Value = serde_json::from_str(&told.body).unwrap();
    let order = &body["order"];
    assert_eq!(
        (&order["id"], &order["amount"]),
        (&json!("attempt-1"), &json!(10_000))
    );
    assert_eq!(body["result"]["payment"]["status"], "CAPTURED");
    assert_eq!(body["sourceOfFunds"], json!({ "type": "cc" }));
    assert_eq!(body["card"]["mask"], "411111xxxxxx4242");
}

#[tokio::test]
async fn it_can_be_signed_otherwise() {
    let (shop, mut listener, body) = told().await;
    let path = "/control/signature";
    let raw = json!({ "made": "raw" });
    assert_eq!(shop.0.post(path, &raw).await.status(), 204);
    shop.post("/payment", &body).await;
    let (members, signature) = parts(&listener.next().await);
    assert_eq!(signature, sign("finpay-sandbox-key", &members));
    let wrong = json!({ "made": "wrong" });
    assert_eq!(shop.0.post(path, &wrong).await.status(), 204);
    shop.post("/payment", &body).await;
    let (members, signature) = parts(&listener.next().await);
    for text in [as_php(&members), members] {
        assert_ne!(signature, sign("finpay-sandbox-key", &text));
    }
    let php = json!({ "made": "php" });
    assert_eq!(shop.0.post(path, &php).await.status(), 204);
    let forged = json!({ "forged": true });
    let path = "/control/notify/attempt-1";
    assert_eq!(shop.0.post(path, &forged).await.status(), 204);
    let (members, signature) = parts(&listener.next().await);
    assert_ne!(signature, sign("finpay-sandbox-key", &as_php(&members)));
}

#[tokio::test]
async fn what_is_open_is_told_once_it_is_decided() {
    let (shop, mut listener, body) = told().await;
    shop.0.behave("pending");
    shop.post("/payment", &body).await;
    shop.0.sandbox.advance(30_000);
    shop.0.behave("declined");
    shop.post("/payment", &body).await;
    for status in ["CAPTURED", "FAILURE"] {
        let body: Value = serde_json::from_str(&listener.next().await.body).unwrap();
        assert_eq!(body["result"]["payment"]["status"], status);
    }
}

#[tokio::test]
async fn a_change_of_mind_is_told_and_the_same_again_is_not() {
    let (shop, mut listener, body) = told().await;
    shop.post("/payment", &body).await;
    let path = "/control/payments/attempt-1/status";
    for status in ["REFUNDED", "REFUNDED", "PAID"] {
        let change = json!({ "status": status });
        assert_eq!(shop.0.post(path, &change).await.status(), 204);
    }
    for status in ["CAPTURED", "REFUNDED", "PAID"] {
        let body: Value = serde_json::from_str(&listener.next().await.body).unwrap();
        assert_eq!(body["result"]["payment"]["status"], status);
    }
    let unknown = json!({ "status": "DONE" });
    assert_eq!(shop.0.post(path, &unknown).await.status(), 422);
}
