//! The processes that hold leases, and what becomes of the leases of one that
//! is gone.

use sqlx::{Row as _, SqliteConnection};

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
pub async fn beat(store: &mut SqliteConnection, owner: &str) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO lease_owners (owner, beats) VALUES ($1, 1)
         ON CONFLICT (owner) DO UPDATE SET beats = beats + 1",
    )
    .bind(owner)
    .execute(store)
    .await?;
    Ok(())
}

/// Lists the other processes.
///
/// # Errors
/// Fails if the database is unreachable.
pub async fn others(store: &mut SqliteConnection, owner: &str) -> sqlx::Result<Vec<LeaseOwner>> {
    let rows = sqlx::query("SELECT owner, beats FROM lease_owners WHERE owner <> $1")
        .bind(owner)
        .fetch_all(store)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(LeaseOwner {
                id: row.try_get("owner")?,
                beats: row.try_get("beats")?,
            })
        })
        .collect()
}

/// Frees every lease of a process that is gone. `false` if it has shown since
/// that it is alive. To be called in a transaction.
///
/// # Errors
/// Fails if the database is unreachable.
pub async fn free_all(store: &mut SqliteConnection, gone: &LeaseOwner) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM lease_owners WHERE owner = $1 AND beats = $2")
        .bind(&gone.id)
        .bind(gone.beats)
        .execute(&mut *store)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    for statement in [
        "UPDATE attempts SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
        "UPDATE attempts SET save_lease_until = 0, save_lease_owner = NULL WHERE save_lease_owner = $1",
        "UPDATE cards SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
        "UPDATE operations SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
        "UPDATE duplicates SET lease_until = 0, lease_owner = NULL WHERE lease_owner = $1",
    ] {
        sqlx::query(statement)
            .bind(&gone.id)
            .execute(&mut *store)
            .await?;
    }
    Ok(true)
}

/// Finds a process, if it holds or held leases.
///
/// # Errors
/// Fails if the database is unreachable.
pub async fn find(store: &mut SqliteConnection, owner: &str) -> sqlx::Result<Option<LeaseOwner>> {
    let beats = sqlx::query_scalar("SELECT beats FROM lease_owners WHERE owner = $1")
        .bind(owner)
        .fetch_optional(store)
        .await?;
    Ok(beats.map(|beats| LeaseOwner {
        id: String::from(owner),
        beats,
    }))
}
