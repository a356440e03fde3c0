//! Spans as a collector is sent them, and what may not stand in them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use oneclick_sandbox::{Sandbox, SandboxSettings};
use tokio::net::TcpListener;

use crate::secrets::traces::Traces;
use crate::stage::answer::{send, until};
use crate::stage::configuration::{QUICK, SECRET_KEY};
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::receiver::{KEY, Receiver};
use crate::stage::world::AMERICAN_EXPRESS;

const TRACE: u128 = 0x3d7f_9a0c_51e2_b84d_6f10_a7c2_e95b_4831;
const PARENT: u64 = 0x9c24_e1b0_7f35_d680;
const CODE: &str = "7373";

type Came = Arc<Mutex<Vec<u8>>>;

/// Collects the bytes of all that is sent there.
async fn collector() -> (String, Came) {
    async fn take(State(came): State<Came>, headers: HeaderMap, body: Bytes) {
        assert_eq!(headers["content-type"], "application/x-protobuf");
        came.lock().unwrap().extend_from_slice(&body);
    }
    let came = Came::default();
    let router = Router::new().route("/v1/traces", post(take));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let router = router.with_state(Arc::clone(&came));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, came)
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn spans_reach_the_collector_and_tell_no_secret_and_nothing_of_the_shopper() {
    let (url, came) = collector().await;
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let more = format!(
        "[traces]\nendpoint = \"{url}\"\n{}{QUICK}",
        receiver.section("")
    );
    let mut program = Program::start(&sandbox, &more);
    let begun = program.begin("Order-of-Ada-1", AMERICAN_EXPRESS, "american_express");
    let (card, token) = begun.await;
    let body = payment_body(&card, None, CODE);
    let parent = format!("00-{TRACE:032x}-{PARENT:016x}-01");
    let paying = program.post(&token, "first", &body);
    let paid = send(paying.header("traceparent", parent)).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let told = receiver.until(1).await;
    let (_, rest) = told[0].head.split_once("\"traceparent\": \"00-").unwrap();
    let mut rest = rest.split('-');
    assert_eq!(rest.next().unwrap(), format!("{TRACE:032x}"));
    let webhook = u64::from_str_radix(rest.next().unwrap(), 16).unwrap();
    // The webhook's span ends with its answer.
    until("the webhook is taken", async || {
        let answer = send(program.get("/v1/webhooks?state=delivered")).await;
        let told = answer.body["webhooks"].as_array().unwrap();
        (!told.is_empty()).then_some(())
    })
    .await;
    program.signal("TERM");
    assert!(program.ends_well().await);

    let spans = came.lock().unwrap().clone();
    for part in [
        &TRACE.to_be_bytes()[..],
        &PARENT.to_be_bytes(),
        &webhook.to_be_bytes(),
        b"POST /checkout/v1",
        b"smart2pay move_money",
        b"webhook payment.succeeded",
        b"http.response.status_code",
        b"oneclick",
    ] {
        let shown = String::from_utf8_lossy(part);
        assert!(has(&spans, part), "{shown} is in no span");
    }
    let mut traces = Traces::default();
    traces.add_code("the security code", CODE);
    for (name, secret) in [
        ("the token at the provider", AMERICAN_EXPRESS),
        ("the client token", &token),
        ("the merchant's key", SECRET_KEY),
        ("the provider's key", "sandbox-key"),
        ("the webhooks' key", KEY.trim_start_matches("whsec_")),
        ("the order", "Order-of-Ada-1"),
        ("the card", &card),
        ("the payment", paid.text("id")),
    ] {
        traces.add(name, secret.as_bytes());
    }
    let found = traces.finder();
    let found = found.count_in(&spans);
    assert!(found.is_empty(), "{found:?}");
}
