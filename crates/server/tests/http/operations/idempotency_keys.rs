//! Keys of captures, cancels and refunds: one key, one operation.

use oneclick_sandbox::{Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::{send, until};
use crate::stage::between::{Between, Fault, between};
use crate::stage::configuration::{LASTING, SECRET_KEY};
use crate::stage::hosted::begin;
use crate::stage::operation::{operate, paid};
use crate::stage::world::{World, many};

#[tokio::test]
async fn a_key_whose_operation_runs_says_so() {
    let (world, between) = between(LASTING).await;
    let id = paid(&world, "K-1", "automatic").await;
    between.spoil("POST", "/refunds", Fault::Held, 1);
    let first = {
        let request = world
            .request(Method::POST, &format!("/v1/payments/{id}/refund"))
            .bearer_auth(SECRET_KEY)
            .header("Idempotency-Key", format!("{:-<16}", "same"));
        tokio::spawn(send(request.json(&json!({ "amount": 200 }))))
    };
    until("the refund is at the provider", async || {
        (between.count("POST", "/refunds") == 1).then_some(())
    })
    .await;
    let body = json!({ "amount": 200 });
    let again = operate(&world, &id, "refund", "same", body.clone()).await;
    assert_eq!(again.problem(), (409, "payment.running"), "{again:?}");
    assert_eq!(again.text("payment"), id);
    let other = operate(&world, &id, "refund", "other", body.clone()).await;
    assert_eq!(other.problem(), (409, "payment.busy"));
    between.release();
    let first = first.await.unwrap();
    let again = operate(&world, &id, "refund", "same", body).await;
    assert_eq!((again.status, &again.body), (200, &first.body), "{again:?}");
    assert_eq!(again.headers["idempotent-replayed"], "true");
}

#[tokio::test]
async fn a_key_whose_cancel_of_an_open_page_runs_says_so() {
    let (world, between) = between(LASTING).await;
    let page = world.session("K-2", "c-1").await;
    let payment = begin(&page, "first", false).await;
    let id = payment["id"].as_str().unwrap();
    // Before it has arrived: a look-up must not find the page cancelled.
    between.spoil("POST", "/cancel", Fault::Delayed, 1);
    let first = {
        let request = world
            .request(Method::POST, &format!("/v1/payments/{id}/cancel"))
            .bearer_auth(SECRET_KEY)
            .header("Idempotency-Key", format!("{:-<16}", "same"));
        tokio::spawn(send(request.json(&json!({}))))
    };
    until("the cancel is at the provider", async || {
        (between.count("POST", "/cancel") == 1).then_some(())
    })
    .await;
    let again = operate(&world, id, "cancel", "same", json!({})).await;
    assert_eq!(again.problem(), (409, "payment.running"), "{again:?}");
    assert_eq!(again.text("payment"), id);
    between.release();
    let first = first.await.unwrap();
    assert_eq!(first.text("state"), "succeeded", "{first:?}");
    let again = operate(&world, id, "cancel", "same", json!({})).await;
    assert_eq!((again.status, &again.body), (200, &first.body), "{again:?}");
    assert_eq!(again.headers["idempotent-replayed"], "true");
}

#[tokio::test]
async fn one_key_from_everywhere_at_once_is_one_operation_and_no_other_conflict_than_running() {
    let world = World::with(LASTING).await;
    for round in 0..many(6) {
        let kind = ["refund", "cancel"][round % 2];
        let capture = ["automatic", "manual"][round % 2];
        let id = paid(&world, &format!("E-{round}"), capture).await;
        let asked: Vec<_> = (0..30)
            .map(|_| {
                let request = world
                    .request(Method::POST, &format!("/v1/payments/{id}/{kind}"))
                    .bearer_auth(SECRET_KEY)
                    .header(
                        "Idempotency-Key",
                        format!("{:-<16}", format!("one-{round}")),
                    );
                tokio::spawn(send(request.json(&json!({}))))
            })
            .collect();
        let mut ids = Vec::new();
        for answer in asked {
            let answer = answer.await.unwrap();
            if answer.problem() == (409, "payment.running") {
                assert_eq!(answer.text("payment"), id, "{kind}");
                continue;
            }
            assert_eq!(answer.status, 200, "{kind} {answer:?}");
            ids.push(answer.text("id").to_owned());
        }
        let again = operate(&world, &id, kind, &format!("one-{round}"), json!({})).await;
        assert_eq!(again.status, 200, "{kind} {again:?}");
        ids.push(again.text("id").to_owned());
        ids.dedup();
        assert_eq!(ids.len(), 1, "{kind}");
        let payment = world.payment(&id).await;
        assert_eq!(payment["operations"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_request_whose_balance_comes_too_late_answers_what_the_same_key_made() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let slow = format!("{LASTING}look_up_timeout_ms = 3000\n");
    let world = World::before(sandbox, &between.url, &slow).await;
    let id = paid(&world, "T-1", "automatic").await;
    between.spoil_all("GET ", Fault::Hangs);
    let before = between.came("GET ");
    let late = {
        let request = world
            .request(Method::POST, &format!("/v1/payments/{id}/refund"))
            .bearer_auth(SECRET_KEY)
            .header("Idempotency-Key", format!("{:-<16}", "same"));
        tokio::spawn(send(request.json(&json!({ "amount": 200 }))))
    };
    until("it reads the balance", async || {
        (between.came("GET ") > before).then_some(())
    })
    .await;
    between.heal();
    let first = operate(&world, &id, "refund", "same", json!({ "amount": 200 })).await;
    assert_eq!(first.text("state"), "succeeded", "{first:?}");
    let late = late.await.unwrap();
    assert_eq!((late.status, &late.body), (200, &first.body));
}
