//! A charge that the provider has booked.

use oneclick_sandbox::Sandbox;

use crate::stage::answer::until;

/// Waits until the order's charge is booked, whatever became of the answer.
pub async fn until_booked(sandbox: &Sandbox, order: &str) {
    until("the charge is booked", async || {
        (sandbox.ledger(Some(order)).len() == 1).then_some(())
    })
    .await;
}
