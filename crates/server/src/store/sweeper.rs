//! The one server that takes away what was kept for its time alone, by lease.

use crate::store::{Result, Tx, values};

/// For how long a server sweeps after each page of its, milliseconds.
const LEASE: i64 = 30_000;

/// Returns the condition for a server to sweep: `$1` is now, `$2` the server. A lease that
/// ends later than any can is the work of a clock that was set back.
fn free(clock: &str) -> String {
    format!("(lease_owner = $2 OR lease_until NOT BETWEEN {clock} + 1 AND {clock} + {LEASE})")
}

/// Tells whether this server may sweep: no other does.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn is_free(tx: &Tx<'_>, owner: &str, now: i64) -> Result<bool> {
    let free = free(tx.lease_clock());
    let sql = format!("SELECT 1 FROM sweeper WHERE {free}");
    let found: Option<i64> = tx.value(&sql, values![now, owner])?;
    Ok(found.is_some())
}

/// Has this server sweep from now on for a while; `false` if another does. To be called
/// in the transaction that takes something away.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn take(tx: &Tx<'_>, owner: &str, now: i64) -> Result<bool> {
    let clock = tx.lease_clock();
    let free = free(clock);
    let sql = format!(
        "UPDATE sweeper SET lease_until = {clock} + {LEASE}, lease_owner = $2 WHERE {free}"
    );
    Ok(tx.execute(&sql, values![now, owner])? == 1)
}

#[cfg(test)]
mod tests {
    use oneclick_rules::Mode;

    use super::*;
    use crate::store::{OlderSchema, Store};

    #[tokio::test]
    async fn one_server_sweeps_until_it_ceases_and_a_clock_that_was_ahead_keeps_nobody_away() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("oneclick.sqlite");
        let opened = Store::open(&file, Mode::Test, OlderSchema::Migrate).await;
        let store = opened.unwrap();
        for (owner, now, sweeps) in [
            ("a", 1_000, true),
            ("b", 1_001, false),
            ("a", LEASE, true),
            ("b", LEASE + 1_001, false),
            ("b", 2 * LEASE, true),
            ("a", 2 * LEASE + 1, false),
            // The lease was taken by a clock that is set back now.
            ("a", 1_000, true),
        ] {
            let free = store.read(move |tx| is_free(tx, owner, now)).await;
            let taken = store.write(move |tx| take(tx, owner, now)).await;
            let told = (free.unwrap(), taken.unwrap());
            assert_eq!(told, (sweeps, sweeps), "{owner} at {now}");
        }
    }
}
