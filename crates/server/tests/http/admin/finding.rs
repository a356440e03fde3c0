//! Orders, payments and breakers are found at the operator's page.

use oneclick_sandbox::{Sandbox, SandboxSettings};

use crate::stage::answer::until;
use crate::stage::between::{Between, Fault};
use crate::stage::configuration::LASTING;
use crate::stage::lost_answer::lost;
use crate::stage::operator::{SECTION, operated};
use crate::stage::world::World;
use crate::webhooks::delivery::pay;

#[tokio::test]
async fn an_order_and_its_payment_are_found_by_every_name_that_they_have() {
    let world = operated().await;
    let order = "F-1.a_b";
    let id = pay(&world, order).await;
    let payment = world.payment(&id).await;
    let ada = world.operator("Ada").await;
    let link = format!("href=\"/operator/payments/{id}\"");
    for name in [
        id.as_str(),
        payment["attempt_reference"].as_str().unwrap(),
        payment["provider_payment_id"].as_str().unwrap(),
    ] {
        let found = ada.get(&format!("/operator/payments?name=+{name}+")).await;
        assert_eq!(found.status, 200);
        assert!(found.text.contains(&link), "{name}: {found:?}");
    }
    let found = ada.get(&format!("/operator/payments?name={order}")).await;
    let address = format!("/operator/orders/{order}");
    assert!(
        found.text.contains(&format!("href=\"{address}\"")),
        "{found:?}"
    );
    let shown = ada.get(&address).await;
    assert_eq!(shown.status, 200);
    for part in [link.as_str(), "9.95 EUR", order, "c-1"] {
        assert!(shown.text.contains(part), "{part}: {shown:?}");
    }
    let none = ada.get("/operator/payments?name=nobodys").await;
    assert!(
        none.text.contains("There is no order and no payment"),
        "{none:?}"
    );
    for path in [
        "/operator/orders/nobodys",
        "/operator/orders/a%20b",
        "/operator/orders",
    ] {
        assert_eq!(ada.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn payments_are_listed_by_their_state() {
    let world = operated().await;
    let id = pay(&world, "G-1").await;
    let ada = world.operator("Ada").await;
    let listed = ada.get("/operator/payments?state=captured").await;
    assert!(listed.text.contains(&id), "{listed:?}");
    let listed = ada.get("/operator/payments?state=declined&name=").await;
    assert!(!listed.text.contains(&id), "{listed:?}");
    assert!(listed.text.contains("There is none."), "{listed:?}");
    for (query, status) in [
        ("", 200),
        ("?state=paid", 400),
        ("?state=captured&after=1", 400),
        ("?state=captured&after=1.pay_x", 200),
        ("?state=captured&state=captured", 400),
        ("?page=2", 400),
    ] {
        let answer = ada.get(&format!("/operator/payments{query}")).await;
        assert_eq!(answer.status, status, "{query}");
    }
}

#[tokio::test]
async fn a_breaker_is_shown_as_it_is() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let world = World::before(sandbox, &between.url, &format!("{LASTING}{SECTION}")).await;
    let ada = world.operator("Ada").await;
    let shown = ada.get("/operator/providers").await;
    assert!(shown.text.contains("closed: it answers"), "{shown:?}");
    between.spoil("GET", "", Fault::Dropped, usize::MAX);
    lost(&world, "H-1").await;
    until("the breaker is open", async || {
        let shown = ada.get("/operator/providers").await;
        shown
            .text
            .contains("open: it does not answer")
            .then_some(())
    })
    .await;
}
