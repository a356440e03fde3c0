//! The program itself: started, killed, stopped.

use std::process::Command;

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};

use crate::stage::answer::{send, until};
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
    until("the charge is booked", async || {
        (sandbox.ledger(Some("X-1")).len() == 1).then_some(())
    })
    .await;
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
    until("the charge is booked", async || {
        (sandbox.ledger(Some("X-2")).len() == 1).then_some(())
    })
    .await;
    let id = program.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    until("the program says that it stops", async || {
        let log = std::fs::read_to_string(program.log()).unwrap();
        log.contains("stopping").then_some(())
    })
    .await;
    sandbox.release();
    assert_eq!(post.await.unwrap().text("state"), "succeeded");
    assert!(program.ends_well());
    program.start_again();
    assert_eq!(program.current(&token).await["state"], "succeeded");
    assert_eq!(sandbox.requests(None).look_ups, 0);
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
