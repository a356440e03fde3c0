//! Whatever is listed for a person can be decided, and is gone then.

use std::process::Command;

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, until};
use crate::stage::between::{Between, Fault, between};
use crate::stage::configuration::QUICK;
use crate::stage::operation::{operate, paid};
use crate::stage::page::payment_body;
use crate::stage::review::{DAY, duplicate_without_id, pending_for_ever, until_waits};
use crate::stage::world::{VISA, World};

async fn decide(world: &World, id: &str, mut body: Value) -> Answer {
    body["by"] = json!("Ada");
    body["why"] = json!("seen there");
    let path = format!("/v1/payments/{id}/resolve");
    world.merchant(Method::POST, &path, Some(body)).await
}

/// Runs `oneclick review …` on the server's own store.
fn review(world: &World, words: &[&str]) -> (String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_oneclick"))
        .arg("review")
        .args(words)
        .arg("--config")
        .arg(world.folder.path().join("oneclick.toml"))
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    (String::from_utf8(told).unwrap(), output.status.success())
}

/// A payment that the provider charged twice and whose duplicate nobody can read.
async fn charged_twice(world: &World, order: &str) -> String {
    world.behave(order, Behaviour::AnswerLost);
    world.behave_times(order, Behaviour::LookUpDuplicate, 1);
    let id = paid(world, order, "automatic").await;
    until("the duplicate is found", async || {
        let payment = world.payment(&id).await;
        (payment["duplicates"].as_array().unwrap().len() == 1).then_some(())
    })
    .await;
    id
}

/// One payment of each kind that waits for a person.
struct Cases {
    wrong: String,
    nameless: String,
    pending: String,
    unknown: String,
    kept: String,
    back: String,
    /// The operations that wait, of `pending`.
    operations: [String; 2],
    /// The duplicate that waits, of `kept`.
    duplicate: String,
}

impl Cases {
    async fn of(world: &World, between: &Between) -> Self {
        world.behave("R-1", Behaviour::WrongAmount);
        let card = world.card("c-1", VISA).await;
        let page = world.session("R-1", "c-1").await;
        let wrong = page.pay("first", &payment_body(&card, None, "123")).await;
        let wrong = wrong.text("id").to_owned();
        let nameless = duplicate_without_id(world, "R-2").await;
        let pending = pending_for_ever(world, "R-3").await;
        let unknown = paid(world, "R-4", "automatic").await;
        between.spoil("POST", "/refunds", Fault::Dropped, 1);
        operate(world, &unknown, "refund", "unknown", json!({})).await;
        between.spoil("GET", "/refunds", Fault::Error500, usize::MAX);
        let kept = charged_twice(world, "R-5").await;
        let back = charged_twice(world, "R-6").await;
        world.clock.advance(15 * DAY);
        until_waits(world, &wrong, &["payment"]).await;
        until_waits(world, &nameless, &["duplicate"]).await;
        until_waits(world, &unknown, &["operation"]).await;
        until_waits(world, &back, &["duplicate"]).await;
        let two = until_waits(world, &pending, &["operation", "operation"]).await;
        let one = until_waits(world, &kept, &["duplicate"]).await;
        between.heal();
        let operation = |place: usize| two["review"][place]["operation"].as_str().unwrap();
        Self {
            wrong,
            nameless,
            pending,
            unknown,
            kept,
            back,
            operations: [operation(0).to_owned(), operation(1).to_owned()],
            duplicate: one["review"][0]["duplicate"].as_str().unwrap().to_owned(),
        }
    }
}

async fn what_is_not_clear_decides_nothing(world: &World, cases: &Cases) {
    for body in [
        json!({}),
        json!({ "charged": true, "succeeded": true }),
        json!({ "charged": true, "duplicate": "7" }),
        json!({ "succeeded": true, "duplicate": "7" }),
        json!({ "reversed": true, "operation": "op_7" }),
        json!({ "succeeded": true }),
    ] {
        let refused = decide(world, &cases.pending, body.clone()).await;
        assert_eq!(refused.problem(), (422, "review.unclear"), "{body}");
    }
    let unclear = decide(world, &cases.pending, json!({ "succeeded": true })).await;
    let words = unclear.text("detail");
    assert!(
        cases.operations.iter().all(|id| words.contains(id)),
        "{words}"
    );
    let unnamed = decide(world, &cases.nameless, json!({ "reversed": true })).await;
    assert_eq!(unnamed.problem(), (422, "review.unclear"));
    // What is another payment's at the provider is not this one's.
    let kept = format!(
        "SELECT provider_payment_id FROM attempts WHERE id = '{}'",
        cases.kept
    );
    for others in [&world.text(&kept), &cases.duplicate] {
        for (id, body) in [
            (
                &cases.wrong,
                json!({ "charged": true, "provider_payment_id": others }),
            ),
            (
                &cases.nameless,
                json!({ "reversed": true, "duplicate": others }),
            ),
            (
                &cases.nameless,
                json!({ "reversed": false, "duplicate": others }),
            ),
        ] {
            let refused = decide(world, id, body.clone()).await;
            assert_eq!(refused.problem(), (422, "review.unclear"), "{body}");
            assert!(refused.text("detail").contains(&cases.kept), "{refused:?}");
        }
    }
    for (id, body) in [
        (&cases.kept, json!({ "charged": true })),
        (&cases.unknown, json!({ "charged": false })),
        (&cases.kept, json!({ "succeeded": true })),
        (&cases.wrong, json!({ "reversed": true })),
        (&cases.kept, json!({ "reversed": true, "duplicate": "7" })),
        (
            &cases.pending,
            json!({ "succeeded": true, "operation": "op_7" }),
        ),
    ] {
        let refused = decide(world, id, body.clone()).await;
        assert_eq!(refused.problem(), (409, "payment.not_in_review"), "{body}");
    }
}

async fn decide_all(world: &World, cases: &Cases) {
    let [first, _] = &cases.operations;
    for (id, body) in [
        (&cases.wrong, json!({ "charged": true })),
        (
            &cases.nameless,
            json!({ "reversed": true, "duplicate": "209999" }),
        ),
        (
            &cases.pending,
            json!({ "succeeded": true, "operation": first, "provider_payment_id": "r-1" }),
        ),
        (&cases.pending, json!({ "succeeded": false })),
        (&cases.unknown, json!({ "succeeded": false })),
        (
            &cases.kept,
            json!({ "reversed": false, "duplicate": cases.duplicate }),
        ),
    ] {
        let decided = decide(world, id, body.clone()).await;
        assert_eq!(decided.status, 200, "{body} {decided:?}");
    }
    let command = [
        "resolve",
        &cases.back,
        "--reversed",
        "true",
        "--by",
        "Ada",
        "--why",
        "by hand",
    ];
    let (told, done) = review(world, &command);
    assert!(done, "{told}");
}

async fn each_is_an_event(world: &World, cases: &Cases) {
    for (id, kind, refunded) in [
        (&cases.wrong, "resolved", 0),
        (&cases.nameless, "duplicate_reversed", 0),
        (&cases.pending, "refund_failed", 10_000),
        (&cases.unknown, "refund_failed", 0),
        (&cases.kept, "duplicate_kept", 0),
        (&cases.back, "duplicate_reversed", 0),
    ] {
        let payment = world.payment(id).await;
        let events = payment["events"].as_array().unwrap();
        let decided = events.iter().rfind(|event| event["kind"] == kind);
        assert_eq!(decided.unwrap()["by"], "Ada", "{kind} {payment}");
        assert_eq!(
            (&payment["state"], &payment["charged"], &payment["refunded"]),
            (&json!("succeeded"), &json!(true), &json!(refunded)),
            "{payment}"
        );
        assert_eq!(payment["review"], json!([]));
    }
}

async fn what_was_decided_is_not_decided_otherwise(world: &World, cases: &Cases) {
    let [first, _] = &cases.operations;
    for (id, body, words) in [
        (
            &cases.wrong,
            json!({ "charged": false }),
            "Ada decided before: captured",
        ),
        (&cases.kept, json!({ "reversed": true }), "kept"),
        (&cases.back, json!({ "reversed": false }), "given back"),
        (
            &cases.pending,
            json!({ "succeeded": false, "operation": first }),
            "is succeeded",
        ),
    ] {
        let refused = decide(world, id, body.clone()).await;
        assert_eq!(refused.problem(), (409, "payment.not_in_review"), "{body}");
        assert!(refused.text("detail").contains(words), "{refused:?}");
    }
}

#[tokio::test]
async fn everything_that_is_listed_can_be_decided() {
    let (world, between) = between(QUICK).await;
    let cases = Cases::of(&world, &between).await;
    let (listed, _) = review(&world, &["list"]);
    assert_eq!(listed.lines().count(), 1 + 7, "{listed}");
    what_is_not_clear_decides_nothing(&world, &cases).await;
    decide_all(&world, &cases).await;
    let empty = (String::from("nothing waits for a review\n"), true);
    assert_eq!(review(&world, &["list"]), empty);
    each_is_an_event(&world, &cases).await;
    what_was_decided_is_not_decided_otherwise(&world, &cases).await;
}
