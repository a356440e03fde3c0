//! The new cards that are kept beside those that were to be.

use anyhow::Result;
use oneclick_server::store::{Store, StoreError};

use crate::doings::Doings;
use crate::world::{StormWorld, lock};

/// Compares them: whoever paid and wanted the card kept has it, and nobody else.
///
/// # Errors
/// Fails if the store cannot be read.
pub async fn compare(world: &StormWorld, doings: &Doings, store: &Store) -> Result<()> {
    let read = store.read(|tx| {
        let owners = "SELECT DISTINCT customer_id FROM cards";
        let owners: Vec<String> = tx.column(owners, &[])?;
        let unsaved = tx.query(
            "SELECT order_reference, save_state FROM attempts
             WHERE state IN ('authorised', 'captured') AND save_state <> 'saved' ORDER BY id",
            &[],
            |row| {
                let texts: [String; 2] = [row.get("order_reference")?, row.get("save_state")?];
                Ok::<_, StoreError>(texts)
            },
        )?;
        Ok::<_, StoreError>((owners, unsaved))
    });
    let (owners, unsaved) = read.await?;
    for customer in lock(&doings.unkept).iter() {
        if owners.contains(customer) {
            world.wrong(format_args!("{customer} has a card without having agreed"));
        }
    }
    for [order, state] in unsaved {
        // What was captured by hand at its provider was never told as paid there.
        if world.excuse_of(&order).is_none() {
            world.wrong(format_args!("{order}: its new card is {state}"));
        }
    }
    Ok(())
}
