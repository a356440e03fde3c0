//! A payment that is given up while the program is killed.

use oneclick_sandbox::{Sandbox, SandboxSettings};

use crate::stage::answer::{send, until};
use crate::stage::between::{Between, Fault};
use crate::stage::configuration::LASTING;
use crate::stage::hosted::new_card_body;
use crate::stage::program::Program;
use crate::stage::world::VISA;

#[tokio::test]
async fn a_kill_while_a_page_is_given_up_lets_it_be_given_up_at_once() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let mut program = Program::start_before(&between.url, LASTING);
    let (_, token) = program.begin("X-1", VISA, "visa").await;
    let begun = send(program.post(&token, "first", &new_card_body(false, None))).await;
    assert_eq!(begun.text("state"), "action_required", "{begun:?}");
    let cancels = "POST /smart2pay/v1/payments/";
    between.spoil_all(cancels, Fault::Hangs);
    let first = tokio::spawn(program.give_up(&token, begun.text("id")).send());
    until("the provider is asked", async || {
        (between.came(cancels) == 1).then_some(())
    })
    .await;
    program.kill();
    assert!(first.await.unwrap().is_err());
    between.heal();
    program.start_again();
    let second = send(program.give_up(&token, begun.text("id"))).await;
    assert_eq!(second.text("state"), "expired", "{second:?}");
    assert_eq!(between.came(cancels), 2);
}
