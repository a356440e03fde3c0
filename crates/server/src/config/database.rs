//! Reads which database keeps what is durable.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::config::reader::Section;
use crate::config::value::{flag, text};
use crate::store::PostgresTarget;

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
    variable: &dyn Fn(&str) -> Option<String>,
) -> Option<DatabaseSettings> {
    let mut section = root.section("database");
    let names = section.names();
    let given = variable(DATABASE_URL);
    let has = |name: &str| names.iter().any(|one| one == name);
    let file = section.may("file", text(path));
    let authority = section.may("root_certificates", text(path));
    let address = if has("url") || given.is_some() {
        if has("file") {
            let reason = format!(
                "stands beside `url` or the environment's {DATABASE_URL}; a store is one of them"
            );
            section.wrong("file", reason);
        }
        let authority = authority.as_deref();
        let parse = |url: &str| postgres(url, authority);
        section.secret("url", (DATABASE_URL, given), parse)
    } else {
        if !has("file") {
            let reason = format!(
                "is missing; give it, or `url` here or in the environment as {DATABASE_URL}"
            );
            section.wrong("file", reason);
        }
        if has("root_certificates") {
            section.wrong("root_certificates", "is for `url`, not for `file`");
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

fn postgres(url: &str, authority: Option<&Path>) -> Result<DatabaseAddress, String> {
    let target = PostgresTarget::parse(url, authority)?;
    Ok(DatabaseAddress::Postgres(Box::new(target)))
}

#[cfg(test)]
mod tests;
