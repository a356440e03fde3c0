//! Metrics: at an address of their own, true once they are told, and in nobody's way.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use reqwest::Method;

use crate::stage::answer::{send, until};
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::{QUICK, SECRET_KEY};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

const SECTION: &str = "\n[metrics]\nlisten = \"127.0.0.1:0\"\n";

async fn watched() -> World {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let url = sandbox.url().to_owned();
    World::before_with(sandbox, &url, QUICK, |text| text + SECTION).await
}

/// Metrics as they are read.
async fn read(world: &World) -> String {
    let address = world.server.metrics_address().unwrap();
    let url = format!("http://{address}/metrics");
    let answer = world.client.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let format = answer.headers()["content-type"].to_str().unwrap();
    assert!(format.starts_with("application/openmetrics-text"));
    answer.text().await.unwrap()
}

/// Waits until a line is there.
async fn until_line(world: &World, line: &str) {
    until(line, async || {
        let text = read(world).await;
        text.lines().any(|shown| shown == line).then_some(())
    })
    .await;
}

#[tokio::test]
async fn payments_are_counted_once_and_what_is_open_is_told() {
    let world = watched().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("M-1", "c-1").await;
    for _ in 0..3 {
        let paid = send(page.post("one", &payment_body(&card, None, "123"))).await;
        assert_eq!(paid.status, 200, "{paid:?}");
    }
    page.until("succeeded").await;
    world.behave("M-2", Behaviour::AnswerLost);
    let page = world.session("M-2", "c-1").await;
    send(page.post("two", &payment_body(&card, None, "123"))).await;
    for line in [
        "oneclick_payments_total{provider=\"smart2pay\",state=\"created\",reason=\"none\"} 2",
        "oneclick_payments_total{provider=\"smart2pay\",state=\"sent\",reason=\"none\"} 2",
        "oneclick_charges_total{provider=\"smart2pay\",answer=\"lost\"} 1",
        "oneclick_provider_requests_total{provider=\"smart2pay\",request=\"move_money\",answer=\"answered\"} 1",
        "oneclick_breaker_open{provider=\"smart2pay\"} 0",
        "oneclick_store_up 1",
        "oneclick_store_closed 0",
    ] {
        until_line(&world, line).await;
    }
    let text = read(&world).await;
    for secret in [
        SECRET_KEY,
        "sandbox-key",
        VISA,
        &page.token,
        "M-1",
        "c-1",
        &card,
    ] {
        assert!(!text.contains(secret), "what nobody may know is told");
    }
    assert!(
        text.contains("route=\"/checkout/v1\",method=\"POST\""),
        "{text}"
    );
}

#[tokio::test]
async fn a_decline_is_counted_with_its_reason() {
    let world = watched().await;
    let card = world.card("c-1", VISA).await;
    world.behave("M-3", Behaviour::WrongCvc);
    let page = world.session("M-3", "c-1").await;
    send(page.post("one", &payment_body(&card, None, "123"))).await;
    page.until("declined").await;
    let text = read(&world).await;
    let declined = "oneclick_payments_total{provider=\"smart2pay\",state=\"declined\",reason=\"";
    let line = text.lines().find(|line| line.starts_with(declined));
    let line = line.unwrap_or_else(|| panic!("{text}"));
    assert!(
        line.ends_with("\"} 1") && !line.contains("\"none\""),
        "{line}"
    );
}

#[tokio::test]
async fn browsers_are_shown_no_metrics() {
    let world = watched().await;
    let public = send(world.request(Method::GET, "/metrics")).await;
    assert_eq!(public.status, 404);
    let address = world.server.metrics_address().unwrap();
    for path in ["/", "/health", "/v1/sessions"] {
        let url = format!("http://{address}{path}");
        let other = world.client.get(url).bearer_auth(SECRET_KEY).send().await;
        assert_eq!(other.unwrap().status(), 404, "{path}");
    }
}

#[tokio::test]
async fn metrics_are_read_while_another_process_writes() {
    if is_wanted() {
        return; // The write lock is a file's.
    }
    let world = watched().await;
    let file = world.folder.path().join("oneclick.sqlite");
    let other = rusqlite::Connection::open(file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let text = read(&world).await;
    assert!(text.contains("\noneclick_store_up 1\n"), "{text}");
    other.execute_batch("ROLLBACK").unwrap();
}
