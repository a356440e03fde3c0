//! Whose money a store is for: test or real, never both.

use oneclick_rules::Mode;

use crate::store::error::{Result, StoreError};
use crate::store::tx::{Tx, values};

/// Notes the mode in a new store; returns that of the store.
pub(super) fn note_mode(tx: &Tx<'_>, mode: Mode) -> Result<String> {
    tx.change(
        "INSERT INTO deployment (only_row, mode) VALUES (1, $1) ON CONFLICT DO NOTHING",
        values![mode.as_str()],
    )?;
    let made_for = tx.value("SELECT mode FROM deployment", &[])?;
    made_for.ok_or(StoreError::Missing)
}
