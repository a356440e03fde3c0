//! The vault's key is changed under what it sealed.

use oneclick_sandbox::Behaviour;
use oneclick_server::cards::sealing::CardTokens;
use oneclick_server::environment::Environment;
use oneclick_server::server::deployment;
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::send;
use crate::stage::card::until_deleted;
use crate::stage::configuration::{SECRET_KEY, read_config};
use crate::stage::page::payment_body;
use crate::stage::vault_keys::{NEW, NEW_AND_OLD, OLD};
use crate::stage::world::{MASTERCARD, VISA, World};

#[tokio::test]
async fn tokens_are_sealed_anew_and_the_old_key_can_go() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let removed = world.card("c-2", VISA).await;
    let path = format!("/v1/customers/c-2/cards/{removed}");
    world.merchant(Method::DELETE, &path, None).await;
    let stolen = world.card("c-3", MASTERCARD).await;
    world.behave("V-0", Behaviour::Stolen);
    let page = world.session("V-0", "c-3").await;
    page.pay("first", &payment_body(&stolen, None, "456")).await;
    let path = "/v1/customers/c-3";
    world.merchant(Method::DELETE, path, None).await;
    until_deleted(&world, &stolen).await;
    let file = world.folder.path().join("oneclick.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let both = text.replace(OLD, NEW_AND_OLD);
    let both = read_config(&both, &world.folder);
    let between = deployment(&both, Environment::real()).await.unwrap();
    assert_eq!(CardTokens::of(&between).rotate_keys().await.unwrap(), 2);
    assert_eq!(CardTokens::of(&between).rotate_keys().await.unwrap(), 0);
    // Without the old key: it starts, the card pays, a duplicate is found.
    let alone = text.replace(OLD, NEW);
    read_config(&alone, &world.folder);
    let replica = world.replica().await;
    let mut page = world.session("V-1", "c-1").await;
    page.base = format!("http://localhost:{}", replica.address().port());
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let again = json!({
        "provider": "smart2pay", "token": VISA, "brand": "visa", "last_four": "4242",
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    let url = format!("{}/v1/customers/c-1/cards", page.base);
    let request = world.client.post(url).bearer_auth(SECRET_KEY);
    let found = send(request.json(&again)).await;
    assert_eq!((found.status, found.text("id")), (200, card.as_str()));
    // Nor is a lock forgotten, whose card is.
    let mut locked = again.clone();
    locked["token"] = json!(MASTERCARD);
    let url = format!("{}/v1/customers/c-4/cards", page.base);
    let request = world.client.post(url).bearer_auth(SECRET_KEY);
    let kept = send(request.json(&locked)).await;
    assert_eq!((kept.status, &kept.body["locked"]), (201, &json!(true)));
}
