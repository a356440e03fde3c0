//! Reads which database keeps what is durable.

use std::fmt;
use std::path::PathBuf;

use crate::config::reader::Section;
use crate::config::value::{flag, one_of, text};
use crate::config::variables::Variables;
use crate::store::{AfterFailover, PostgresTarget};

const DATABASE_URL: &str = "ONECLICK_DATABASE_URL";

/// Where the store is.
#[derive(Clone, Debug)]
pub enum DatabaseAddress {
    /// An SQLite file.
    File(PathBuf),
    /// A PostgreSQL database.
    Postgres(Box<PostgresTarget>),
}

impl fmt::Display for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            // Without its password.
            Self::Postgres(target) => write!(f, "{target}"),
        }
    }
}

/// Holds what the section says.
pub(super) struct DatabaseSettings {
    pub(super) address: DatabaseAddress,
    /// Whether a start brings an older store up to date.
    pub(super) migrate: bool,
}

/// Reads the section: `file`, or `url`, before which the environment's goes.
pub(super) fn read(
    root: &mut Section<'_>,
    path: fn(&str) -> Result<PathBuf, String>,
    variables: &Variables<'_>,
) -> Option<DatabaseSettings> {
    let mut section = root.section("database");
    let names = section.names();
    let outer = variables.secret(DATABASE_URL);
    let has = |name: &str| names.iter().any(|one| one == name);
    let file = section.may("file", text(path));
    let authority = section.may("root_certificates", text(path));
    let after_failover = section.may("after_failover", text(after_failover));
    let address = if has("url") || outer.is_named() {
        if has("file") {
            let reason = format!(
                "stands beside `url` or the environment's {DATABASE_URL}; a store is one of them"
            );
            section.wrong("file", reason);
        }
        let authority = authority.as_deref();
        let parse = |url: &str| -> Result<DatabaseAddress, String> {
            let target = PostgresTarget::parse(url, authority)?;
            let target = target.with_after_failover(after_failover.unwrap_or_default());
            Ok(DatabaseAddress::Postgres(Box::new(target)))
        };
        section.secret("url", &outer, parse)
    } else {
        if !has("file") {
            let reason = format!(
                "is missing; give it, or `url` here or in the environment as {DATABASE_URL}"
            );
            section.wrong("file", reason);
        }
        for name in ["root_certificates", "after_failover"] {
            if has(name) {
                section.wrong(name, "is for `url`, not for `file`");
            }
        }
        file.map(DatabaseAddress::File)
    };
    let migrate = section.may_else("migrate", flag, || Some(true));
    section.finish();
    Some(DatabaseSettings {
        address: address?,
        migrate: migrate?,
    })
}

fn after_failover(word: &str) -> Result<AfterFailover, String> {
    match word {
        "closed" => Ok(AfterFailover::Closed),
        "open" => Ok(AfterFailover::Open),
        _ => Err(one_of(["closed", "open"].into_iter())),
    }
}

#[cfg(test)]
mod tests;
