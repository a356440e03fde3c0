//! Captures and refunds whose outcome is not known: found out, never sent again.

use oneclick_sandbox::{Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::{send, until};
use crate::stage::between::{Between, Fault, between};
use crate::stage::configuration::{LASTING, QUICK};
use crate::stage::operation::{operate, paid, refunds, sums, until_operation};
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::world::VISA;

#[tokio::test]
async fn a_lost_answer_is_found_out_by_the_difference_and_never_sent_again() {
    let (world, between) = between(QUICK).await;
    let faults = [Fault::Lost, Fault::Error500, Fault::Garbage];
    for (number, fault) in faults.into_iter().enumerate() {
        let id = paid(&world, &format!("L-{number}"), "automatic").await;
        for amount in [200, 300] {
            let before = between.count("POST", "/refunds");
            between.spoil("POST", "/refunds", fault, 1);
            let body = json!({ "amount": amount });
            let key = format!("{amount}-{number}");
            let asked = operate(&world, &id, "refund", &key, body).await;
            assert_eq!(asked.text("state"), "processing", "{fault:?} {asked:?}");
            let found = until_operation(&world, &id, "succeeded").await;
            assert_eq!(found["amount"], amount);
            assert!(found["provider_operation_id"].is_string(), "{found}");
            assert_eq!(between.count("POST", "/refunds"), before + 1, "{fault:?}");
        }
        let captured = paid(&world, &format!("K-{number}"), "manual").await;
        between.spoil("POST", "/capture", fault, 1);
        let asked = operate(
            &world,
            &captured,
            "capture",
            &format!("c-{number}"),
            json!({}),
        )
        .await;
        assert_eq!(asked.text("state"), "processing", "{fault:?}");
        until_operation(&world, &captured, "succeeded").await;
        assert_eq!(world.payment(&captured).await["attempt_state"], "captured");
        assert_eq!(sums(&world.payment(&id).await), (995, 500));
    }
}

#[tokio::test]
async fn what_never_arrived_is_freed_only_after_its_time() {
    let (world, between) = between(QUICK).await;
    for (number, fault) in [Fault::Dropped, Fault::Error500Dropped]
        .into_iter()
        .enumerate()
    {
        let id = paid(&world, &format!("D-{number}"), "automatic").await;
        between.spoil("POST", "/refunds", fault, 1);
        let key = format!("one-{number}");
        let asked = operate(&world, &id, "refund", &key, json!({})).await;
        assert_eq!(asked.text("state"), "processing", "{fault:?}");
        let busy = operate(&world, &id, "refund", &format!("two-{number}"), json!({})).await;
        assert_eq!(busy.problem(), (409, "payment.busy"));
        until_operation(&world, &id, "failed").await;
        let again = operate(&world, &id, "refund", &format!("three-{number}"), json!({})).await;
        assert_eq!(again.text("state"), "succeeded", "{again:?}");
        assert_eq!(refunds(&world, &id).await, [995]);
    }
}

#[tokio::test]
async fn a_balance_that_cannot_be_read_lets_nothing_out() {
    let (world, between) = between(QUICK).await;
    let id = paid(&world, "T-1", "automatic").await;
    between.spoil("GET", "", Fault::Error500, 1);
    let refused = operate(&world, &id, "refund", "one", json!({})).await;
    assert_eq!(refused.problem(), (502, "provider.unreadable"));
    assert_eq!(between.count("POST", "/refunds"), 0);
    assert_eq!(world.payment(&id).await["operations"], json!([]));
    // Nothing was bound to the key.
    let again = operate(&world, &id, "refund", "one", json!({})).await;
    assert_eq!(again.text("state"), "succeeded", "{again:?}");
}

#[tokio::test]
async fn three_days_of_silence_are_for_a_person_who_decides() {
    let (world, between) = between(QUICK).await;
    let id = paid(&world, "S-1", "automatic").await;
    between.spoil("POST", "/refunds", Fault::Dropped, 1);
    operate(&world, &id, "refund", "one", json!({})).await;
    between.spoil("GET", "", Fault::Error500, usize::MAX);
    world.clock.advance(72 * 3_600_000 + 1000);
    until_operation(&world, &id, "needs_review").await;
    let busy = operate(&world, &id, "refund", "two", json!({})).await;
    assert_eq!(busy.problem(), (409, "payment.busy"));
    between.heal();
    let decision = json!({ "succeeded": false, "by": "Ada", "why": "not on the settlement" });
    let path = format!("/v1/payments/{id}/resolve");
    let resolved = world.merchant(Method::POST, &path, Some(decision)).await;
    assert_eq!(resolved.status, 200, "{resolved:?}");
    assert_eq!(resolved.body["operations"][0]["state"], "failed");
    let again = operate(&world, &id, "refund", "three", json!({})).await;
    assert_eq!(again.text("state"), "succeeded", "{again:?}");
    assert_eq!(refunds(&world, &id).await, [995]);
}

#[tokio::test]
async fn a_refund_that_a_kill_interrupts_is_found_after_the_restart() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let mut program = Program::start_before(&between.url, LASTING);
    let (card, token) = program.begin("X-1", VISA, "visa").await;
    let paid = send(program.post(&token, "first", &payment_body(&card, None, "123"))).await;
    let id = paid.text("id");
    between.spoil("POST", "/refunds", Fault::Held, 1);
    let path = format!("/v1/payments/{id}/refund");
    let refund = tokio::spawn(program.merchant_keyed(&path, "refund", &json!({})).send());
    until("the refund has arrived", async || {
        let arrived = sandbox.ledger(Some("X-1"));
        (arrived[0].status == "Refunded").then_some(())
    })
    .await;
    program.kill();
    assert!(refund.await.unwrap().is_err());
    program.start_again();
    let shown = until("the refund is found", async || {
        let shown = send(program.get(&format!("/v1/payments/{id}"))).await.body;
        (shown["state"] == "refunded").then_some(shown)
    })
    .await;
    assert_eq!(shown["operations"][0]["state"], "succeeded");
    let again = send(program.merchant_keyed(&path, "refund", &json!({}))).await;
    assert_eq!(again.body["id"], shown["operations"][0]["id"]);
    assert_eq!(between.count("POST", "/refunds"), 1);
}

#[tokio::test]
async fn a_balance_that_was_read_before_another_refund_counts_for_nothing() {
    // Long enough for an answer that is held.
    let more = QUICK.replace("provider_timeout_ms = 900", "provider_timeout_ms = 30000");
    let more = more.replace("not_found_after_ms = 1900", "not_found_after_ms = 70000");
    let (world, between) = between(&more).await;
    let id = paid(&world, "O-1", "automatic").await;
    between.spoil("GET", "/refunds", Fault::Held, 1);
    let body = json!({ "amount": 200 });
    let slow = operate(&world, &id, "refund", "slow", body.clone());
    let (slow, fast) = tokio::join!(slow, async {
        until("the slow one reads the balance", async || {
            (between.count("GET", "/refunds") == 1).then_some(())
        })
        .await;
        let fast = operate(&world, &id, "refund", "fast", body.clone()).await;
        between.spoil("POST", "/refunds", Fault::Dropped, 1);
        between.release();
        fast
    });
    assert_eq!(fast.text("state"), "succeeded", "{fast:?}");
    assert_eq!(slow.text("state"), "processing", "{slow:?}");
    world.clock.advance(80_000);
    // The refund that is listed is the other's.
    until_operation(&world, &id, "failed").await;
    assert_eq!(refunds(&world, &id).await, [200]);
}
