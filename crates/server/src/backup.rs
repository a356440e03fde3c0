//! `oneclick backup`: a copy of the database's file, made while servers go on.

use std::path::Path;

use anyhow::bail;

use crate::config::{Config, DatabaseAddress};
use crate::environment::Environment;
use crate::server::check_there;
use crate::store::{OlderSchema, Store};

/// Copies the database's file to the new file `to`; returns since when the copy is closed,
/// as a person reads it.
///
/// # Errors
/// Fails if the database is none of a file or of another version, if there is a file `to`,
/// or it cannot be written.
pub async fn backup(
    config: &Config,
    environment: &Environment,
    to: &Path,
) -> anyhow::Result<String> {
    let DatabaseAddress::File(file) = &config.database else {
        bail!(
            "a PostgreSQL database is copied by its own tools, such as pg_basebackup; put back, it is closed by `oneclick recover --since`"
        );
    };
    check_there(file)?;
    // Before the first page is read: what comes later may be missing in the copy.
    let since = environment.clock().now();
    // One of another version or mode is refused.
    let store = Store::open(file, config.mode, OlderSchema::Refuse).await?;
    let made = Store::backup(file, to, since).await;
    store.close().await;
    made?;
    Ok(jiff::Timestamp::from_millisecond(since)?.to_string())
}
