//! 3-D Secure: the shopper goes to the bank and comes back.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::send;
use crate::stage::configuration::QUICK;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// A payment that must go on at the bank: its page, and the payment.
async fn at_the_bank(world: &World, order: &str) -> Value {
    world.behave(order, Behaviour::ThreeDSecure);
    let card = world.card("c-1", VISA).await;
    let page = world.session(order, "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "action_required", "{answer:?}");
    assert_eq!(answer.body["charged"], Value::Null);
    assert!(answer.body["poll_after"].is_u64());
    let url = answer.body["redirect"]["url"].as_str().unwrap();
    assert!(url.starts_with(world.sandbox.url()));
    assert!(answer.body["redirect"]["expires_at"].is_u64());
    answer.body
}

/// Chooses at the bank; where the shopper is sent then.
async fn choose(world: &World, payment: &Value, choice: &str) -> String {
    let url = payment["redirect"]["url"].as_str().unwrap();
    let body = format!("choice={choice}");
    let request = world.client.post(url).body(body);
    let answer = send(request.header("Content-Type", "application/x-www-form-urlencoded")).await;
    assert_eq!(answer.status, 303);
    answer.headers["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_approval_at_the_bank_is_a_payment() {
    let world = World::new().await;
    let payment = at_the_bank(&world, "R-1").await;
    assert_eq!(world.charged("R-1"), 0);
    let back = choose(&world, &payment, "approve").await;
    assert!(
        back.starts_with(&format!("{}/return/", world.base)),
        "{back}"
    );
    let answer = send(world.client.get(&back)).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.headers["location"], "http://localhost:8080/?order=1");
    let page = world.session("R-1", "c-1").await;
    let paid = page.get("").await;
    assert_eq!(paid.body["payment"]["state"], "succeeded");
    assert_eq!(paid.body["payment"]["redirect"], Value::Null);
    assert_eq!(world.booked("R-1"), (1, 1));
}

#[tokio::test]
async fn a_refusal_at_the_bank_frees_the_order() {
    let world = World::new().await;
    let payment = at_the_bank(&world, "R-2").await;
    let back = choose(&world, &payment, "fail").await;
    assert_eq!(send(world.client.get(&back)).await.status, 303);
    let page = world.session("R-2", "c-1").await;
    let declined = page.until("declined").await;
    assert_eq!(declined["charged"], false);
    world.behave("R-2", Behaviour::Paid);
    let card = world.card("c-1", VISA).await;
    let again = page
        .pay(
            "second",
            &payment_body(&card, payment["id"].as_str(), "123"),
        )
        .await;
    assert_eq!(again.text("state"), "succeeded", "{again:?}");
    assert_eq!(world.charged("R-2"), 1);
}

#[tokio::test]
async fn a_shopper_at_the_bank_holds_the_order_and_is_offered_the_same_way_again() {
    let world = World::new().await;
    let payment = at_the_bank(&world, "R-3").await;
    let page = world.session("R-3", "c-1").await;
    let card = world.card("c-1", VISA).await;
    let again = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(
        (again.text("id"), &again.body["redirect"]),
        (payment["id"].as_str().unwrap(), &payment["redirect"])
    );
    let back = choose(&world, &payment, "close").await;
    assert_eq!(send(world.client.get(&back)).await.status, 303);
    let current = page.get("").await;
    assert_eq!(current.body["payment"]["state"], "action_required");
    assert_eq!(world.booked("R-3"), (1, 1));
}

#[tokio::test]
async fn a_lie_in_the_return_address_changes_nothing() {
    let world = World::new().await;
    let payment = at_the_bank(&world, "R-4").await;
    let back = choose(&world, &payment, "close").await;
    let lie = back.replace("data=7", "data=2");
    let comings: Vec<_> = (0..3)
        .map(|_| tokio::spawn(send(world.client.get(&lie))))
        .collect();
    for coming in comings {
        assert_eq!(coming.await.unwrap().status, 303);
    }
    let page = world.session("R-4", "c-1").await;
    let current = page.get("").await;
    assert_eq!(current.body["payment"]["state"], "action_required");
}

#[tokio::test]
async fn an_unknown_return_address_leads_nowhere_and_asks_nobody() {
    let world = World::new().await;
    for path in ["/return/abc", "/return/aaaaaaaaaaaaaaaaaaaaaaaaaa?data=2"] {
        let answer = send(world.request(Method::GET, path)).await;
        assert_eq!(answer.status, 404);
        assert!(!answer.headers.contains_key("location"));
    }
    assert_eq!(world.sandbox.requests(None).look_ups, 0);
}

#[tokio::test]
async fn a_redirect_to_a_host_that_is_not_listed_is_never_shown() {
    let hosts = "redirect_hosts = [\"bank.example\"]";
    let sandbox = oneclick_sandbox::Sandbox::start(oneclick_sandbox::SandboxSettings::default())
        .await
        .unwrap();
    let url = sandbox.url().to_owned();
    let world = World::before_with(sandbox, &url, QUICK, |text| {
        text.replace("redirect_hosts = [\"localhost\"]", hosts)
    })
    .await;
    world.behave("R-5", Behaviour::ThreeDSecure);
    let card = world.card("c-1", VISA).await;
    let page = world.session("R-5", "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.body["redirect"], Value::Null, "{answer:?}");
    assert_ne!(answer.body["charged"], json!(false));
}
