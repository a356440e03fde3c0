//! The person at the merchant's who sees to what waits for one.

use std::sync::Arc;

use anyhow::Result;
use oneclick_server::store::{Store, StoreError};
use serde_json::json;

use crate::door::{DoorCall, FrontDoor};
use crate::fault_kinds::FaultKind;

/// Decides, as the provider's back office says, about each payment with which somebody
/// there has done what nobody can explain. All others are left as they are: none of them
/// should wait.
///
/// # Errors
/// Fails if the store cannot be read.
pub async fn decide(door: &Arc<FrontDoor>, store: &Store) -> Result<()> {
    let read = store.read(|tx| {
        tx.query(
            "SELECT id, order_reference, reference FROM attempts WHERE state = 'needs_review' ORDER BY id",
            &[],
            |row| {
                let texts: [String; 3] =
                    [row.get("id")?, row.get("order_reference")?, row.get("reference")?];
                Ok::<_, StoreError>(texts)
            },
        )
    });
    for [id, order, reference] in read.await? {
        let excuse = door.world.excuse_of(&order);
        if !matches!(
            excuse,
            Some(FaultKind::CaptureFailed | FaultKind::MoneyAfterCancel)
        ) {
            continue;
        }
        let sandbox = door.world.sandbox.get();
        let ledger = sandbox.map(|sandbox| sandbox.ledger(Some(&reference)));
        let charged = ledger.into_iter().flatten().any(|entry| entry.charged);
        let body = json!({ "charged": charged, "by": "Ada", "why": "the back office says so" });
        let path = format!("/v1/payments/{id}/resolve");
        let call = DoorCall::merchant("POST", &path, Some(body));
        door.insist(&call, &[200]).await;
    }
    Ok(())
}
