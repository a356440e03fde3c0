//! A disk that is full and a database that is lost: nothing is sent, and nothing lost.

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};

use crate::stage::answer::{send, until};
use crate::stage::booked::until_booked;
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::{LASTING, PATIENT};
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::world::VISA;

const UNAVAILABLE: (u16, &str) = (503, "server.unavailable");

/// Whether it is ready, asked anew.
async fn is_ready(program: &Program) -> bool {
    send(program.get("/health/ready")).await.status == 200
}

#[tokio::test]
async fn a_full_disk_refuses_a_payment_before_anything_is_sent() {
    if is_wanted() {
        // The disk is another server's.
        return;
    }
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let program = Program::start(&sandbox, LASTING);
    let (card, token) = program.begin("D-1", VISA, "visa").await;
    let body = payment_body(&card, None, "123");
    program.fill_disk();
    let refused = send(program.post(&token, "first", &body)).await;
    assert_eq!(refused.problem(), UNAVAILABLE, "{refused:?}");
    assert!(program.current(&token).await.is_null(), "reads go on");
    assert_eq!(send(program.get("/health")).await.status, 200);
    until("it is not ready", async || {
        (!is_ready(&program).await).then_some(())
    })
    .await;
    let requests = sandbox.requests(None);
    assert_eq!((requests.charges, requests.look_ups), (0, 0));
    program.free_disk();
    let paid = send(program.post(&token, "first", &body)).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    until("it is ready", async || {
        is_ready(&program).await.then_some(())
    })
    .await;
    assert_eq!(sandbox.ledger(None).len(), 1);
}

#[tokio::test]
async fn an_outcome_that_a_full_disk_does_not_take_is_written_when_it_does() {
    if is_wanted() {
        // The disk is another server's.
        return;
    }
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    sandbox.behave(Rule::always(None, Behaviour::Slow)).unwrap();
    // Long enough for the intent; what is open is looked up by nobody meanwhile.
    let more = format!("{PATIENT}answer_within_ms = 2000\n");
    let program = Program::start(&sandbox, &more);
    let (card, token) = program.begin("D-2", VISA, "visa").await;
    let body = payment_body(&card, None, "123");
    let post = tokio::spawn(send(program.post(&token, "first", &body)));
    until_booked(&sandbox, "D-2").await;
    program.fill_disk();
    sandbox.release();
    let told = post.await.unwrap();
    assert_eq!(told.text("state"), "processing", "{told:?}");
    let again = send(program.post(&token, "second", &body)).await;
    assert_eq!(again.problem(), UNAVAILABLE, "{again:?}");
    program.free_disk();
    until("the outcome is written", async || {
        (program.current(&token).await["state"] == "succeeded").then_some(())
    })
    .await;
    let requests = sandbox.requests(None);
    assert_eq!((requests.charges, requests.look_ups), (1, 0));
}

#[tokio::test]
async fn what_a_kill_on_a_full_disk_left_open_is_found_after_the_restart() {
    if is_wanted() {
        // The disk is another server's.
        return;
    }
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    sandbox.behave(Rule::always(None, Behaviour::Slow)).unwrap();
    let more = format!("{LASTING}answer_within_ms = 2000\n");
    let mut program = Program::start(&sandbox, &more);
    let (card, token) = program.begin("D-3", VISA, "visa").await;
    let body = payment_body(&card, None, "123");
    let post = tokio::spawn(send(program.post(&token, "first", &body)));
    until_booked(&sandbox, "D-3").await;
    program.fill_disk();
    sandbox.release();
    assert_eq!(post.await.unwrap().text("state"), "processing");
    program.kill();
    program.start_again();
    until("the payment is found", async || {
        (program.current(&token).await["state"] == "succeeded").then_some(())
    })
    .await;
    assert_eq!(sandbox.requests(None).charges, 1);
    assert_eq!(sandbox.ledger(None).len(), 1);
}

#[tokio::test]
async fn a_database_that_is_taken_away_or_replaced_refuses_payments_until_it_is_back() {
    if is_wanted() {
        // The disk is another server's.
        return;
    }
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let program = Program::start(&sandbox, LASTING);
    let (card, token) = program.begin("D-4", VISA, "visa").await;
    let body = payment_body(&card, None, "123");
    let file = program.folder.path().join("oneclick.sqlite");
    for name in ["oneclick.sqlite", "oneclick.sqlite-wal"] {
        let file = program.folder.path().join(name);
        let aside = program.folder.path().join("aside");
        std::fs::rename(&file, &aside).unwrap();
        let refused = send(program.post(&token, "first", &body)).await;
        assert_eq!(refused.problem(), UNAVAILABLE, "{name}: {refused:?}");
        std::fs::copy(&aside, &file).unwrap();
        let refused = send(program.post(&token, "first", &body)).await;
        assert_eq!(refused.problem(), UNAVAILABLE, "{name}: {refused:?}");
        assert_eq!(sandbox.requests(None).charges, 0);
        std::fs::rename(&aside, &file).unwrap();
    }
    let paid = send(program.post(&token, "first", &body)).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    assert!(file.exists());
    assert_eq!(sandbox.ledger(None).len(), 1);
}
