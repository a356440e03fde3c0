//! The program itself: started, killed, stopped.

use std::process::Command;

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};

use crate::stage::answer::{send, until};
use crate::stage::booked::until_booked;
use crate::stage::configuration::{LASTING, PATIENT};
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::world::VISA;

#[tokio::test]
async fn a_charge_that_a_kill_interrupts_is_found_after_the_restart() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    sandbox.behave(Rule::always(None, Behaviour::Slow)).unwrap();
    let mut program = Program::start(&sandbox, LASTING);
    let (card, token) = program.begin("X-1", VISA, "visa").await;
    let post = tokio::spawn(
        program
            .post(&token, "first", &payment_body(&card, None, "123"))
            .send(),
    );
    until_booked(&sandbox, "X-1").await;
    program.kill();
    assert!(post.await.unwrap().is_err());
    sandbox.release();
    program.start_again();
    let payment = until("the payment is found", async || {
        Some(program.current(&token).await).filter(|payment| payment["state"] == "succeeded")
    })
    .await;
    assert_eq!(payment["charged"], true);
    let again = send(program.post(&token, "second", &payment_body(&card, None, "123"))).await;
    assert_eq!(again.body["id"], payment["id"]);
    assert_eq!(sandbox.ledger(None).len(), 1);
    assert_eq!(sandbox.requests(None).charges, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_stop_lets_the_charge_under_way_end() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    sandbox.behave(Rule::always(None, Behaviour::Slow)).unwrap();
    let mut program = Program::start(&sandbox, PATIENT);
    let (card, token) = program.begin("X-2", VISA, "visa").await;
    let post = tokio::spawn(send(program.post(
        &token,
        "first",
        &payment_body(&card, None, "123"),
    )));
    until_booked(&sandbox, "X-2").await;
    program.signal("TERM");
    until("the program says that it stops", async || {
        let log = std::fs::read_to_string(program.log()).unwrap();
        log.contains("stopping").then_some(())
    })
    .await;
    sandbox.release();
    assert_eq!(post.await.unwrap().text("state"), "succeeded");
    assert!(program.ends_well().await);
    program.start_again();
    assert_eq!(program.current(&token).await["state"], "succeeded");
    assert_eq!(sandbox.requests(None).look_ups, 0);
}

/// A charge that hangs at the provider, and the program told to stop.
async fn stopping_with_a_charge(sandbox: &Sandbox, order: &str, more: &str) -> (Program, String) {
    sandbox.behave(Rule::always(None, Behaviour::Slow)).unwrap();
    let program = Program::start(sandbox, more);
    let (card, token) = program.begin(order, VISA, "visa").await;
    let body = payment_body(&card, None, "123");
    tokio::spawn(program.post(&token, "first", &body).send());
    until_booked(sandbox, order).await;
    program.signal("TERM");
    (program, token)
}

/// The program started again finds the charge that it left.
async fn is_found_again(sandbox: &Sandbox, mut program: Program, token: &str) {
    sandbox.release();
    program.start_again();
    until("the payment is found", async || {
        (program.current(token).await["state"] == "succeeded").then_some(())
    })
    .await;
    assert_eq!(sandbox.requests(None).charges, 1);
}

#[tokio::test]
async fn a_stop_waits_no_longer_than_it_is_set_to_and_takes_no_connection() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let more = format!("{LASTING}stop_timeout_ms = 300\n[http]\nstop_timeout_ms = 100\n");
    let (mut program, token) = stopping_with_a_charge(&sandbox, "X-4", &more).await;
    assert!(program.ends_well().await);
    let log = std::fs::read_to_string(program.log()).unwrap();
    assert!(log.contains("something was still under way"), "{log}");
    is_found_again(&sandbox, program, &token).await;
}

#[tokio::test]
async fn a_second_signal_ends_the_program_at_once() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let (mut program, token) = stopping_with_a_charge(&sandbox, "X-5", LASTING).await;
    until("it takes no connection", async || {
        program.get("/health").send().await.is_err().then_some(())
    })
    .await;
    program.signal("INT");
    assert!(program.ends_well().await);
    let log = std::fs::read_to_string(program.log()).unwrap();
    assert!(log.contains("stopped at once"), "{log}");
    is_found_again(&sandbox, program, &token).await;
}

#[test]
fn a_wrong_configuration_is_refused_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.toml");
    let text = oneclick_server::config::EXAMPLE.replace("sk_test_", "pk_test_");
    std::fs::write(&file, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_oneclick"))
        .args(["serve", "--config"])
        .arg(&file)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(told.contains("wrong.toml"), "{told}");
    assert!(
        told.contains("line 23, keys.secret: does not begin with sk_test_"),
        "{told}"
    );
    assert!(!told.contains("not-a-secret"), "{told}");
}
