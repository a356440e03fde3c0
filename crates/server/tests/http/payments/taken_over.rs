//! A server that is killed while it charges, and another one of the same store.

use oneclick_sandbox::{Sandbox, SandboxSettings};

use crate::stage::answer::{send, until};
use crate::stage::between::{Between, Fault};
use crate::stage::configuration::QUICK;
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::world::VISA;

#[tokio::test]
async fn what_a_killed_server_has_charged_another_one_finds() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let mut program = Program::start_before(&between.url, QUICK);
    let other = program.another();
    let (card, token) = program.begin("T-1", VISA, "visa").await;
    between.spoil("POST", "/payments", Fault::Held, 1);
    let paying = program.post(&token, "first", &payment_body(&card, None, "123"));
    let paying = tokio::spawn(paying.send());
    until("the provider has charged", async || {
        (sandbox.ledger(Some("T-1")).len() == 1).then_some(())
    })
    .await;
    program.kill();
    assert!(paying.await.unwrap().is_err());
    // The order is held.
    let again = other.post(&token, "second", &payment_body(&card, None, "123"));
    let again = send(again).await;
    assert_eq!(again.status, 200, "{again:?}");
    until("the other server has found it", async || {
        (other.current(&token).await["state"] == "succeeded").then_some(())
    })
    .await;
    assert_eq!(sandbox.ledger(Some("T-1")).len(), 1);
    assert_eq!(sandbox.requests(Some("T-1")).charges, 1);
}
