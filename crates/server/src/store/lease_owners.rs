//! The processes that hold leases, and what becomes of the leases of one that
//! is gone.

use crate::store::{Result, Tx, values};

/// A process that holds or held leases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseOwner {
    /// Its random id.
    pub id: String,
    /// How often it has shown that it is alive.
    pub beats: i64,
}

/// Shows that the process is alive.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn beat(tx: &Tx<'_>, owner: &str) -> Result<()> {
    tx.change(
        "INSERT INTO lease_owners (owner, beats) VALUES ($1, 1)
         ON CONFLICT (owner) DO UPDATE SET beats = lease_owners.beats + 1",
        values![owner],
    )
}

/// Writes what leaves nothing behind, as a try: a commit without a change would sync
/// nothing.
///
/// # Errors
/// Fails if the database takes no write.
pub fn try_write(tx: &Tx<'_>, owner: &str) -> Result<()> {
    let probe = format!("{owner} tries");
    let insert = "INSERT INTO lease_owners (owner, beats) VALUES ($1, 0)";
    tx.change(insert, values![&probe])?;
    let delete = "DELETE FROM lease_owners WHERE owner = $1";
    tx.change(delete, values![&probe])
}

/// Lists the other processes.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn others(tx: &Tx<'_>, owner: &str) -> Result<Vec<LeaseOwner>> {
    tx.query(
        "SELECT owner, beats FROM lease_owners WHERE owner <> $1",
        values![owner],
        |row| {
            Ok(LeaseOwner {
                id: row.get("owner")?,
                beats: row.get("beats")?,
            })
        },
    )
}

/// Frees every lease of a process that is gone. `false` if it has shown since
/// that it is alive. To be called in a transaction.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn free_all(tx: &Tx<'_>, gone: &LeaseOwner) -> Result<bool> {
    let done = tx.execute(
        "DELETE FROM lease_owners WHERE owner = $1 AND beats = $2",
        values![&gone.id, gone.beats],
    )?;
    if done == 0 {
        return Ok(false);
    }
    for statement in [
        "UPDATE attempts SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
        "UPDATE attempts SET save_lease_until = 0, save_lease_owner = NULL WHERE save_lease_owner = $1",
        "UPDATE cards SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
        "UPDATE operations SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
        "UPDATE duplicates SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
        "UPDATE webhook_lines SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
        "UPDATE sweeper SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
    ] {
        tx.change(statement, values![&gone.id])?;
    }
    Ok(true)
}

/// Finds a process, if it holds or held leases.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find(tx: &Tx<'_>, owner: &str) -> Result<Option<LeaseOwner>> {
    let beats = tx.value(
        "SELECT beats FROM lease_owners WHERE owner = $1",
        values![owner],
    )?;
    Ok(beats.map(|beats| LeaseOwner {
        id: String::from(owner),
        beats,
    }))
}
