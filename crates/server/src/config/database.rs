//! Reads which database keeps what is durable.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::config::reader::Section;
use crate::config::value::{flag, one_of, path, text};
use crate::config::variables::{Variables, is_open_to_all};
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
pub(super) fn read(root: &mut Section<'_>, variables: &Variables<'_>) -> Option<DatabaseSettings> {
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
        let address = section.secret("url", &outer, parse);
        if let Some(DatabaseAddress::Postgres(target)) = &address
            && let Some(password) = target.password()
        {
            section.see_password("url", &outer, &password);
        }
        if let Some(DatabaseAddress::Postgres(target)) = &address
            && target.is_open_to_the_network()
        {
            section.odd(
                "url",
                "goes to another machine without TLS (sslmode=disable): who is between reads and changes what is stored",
            );
        }
        address
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
        if let Some(file) = &file {
            check_place(&mut section, file);
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

/// Looks at the folder that a database's file is in, and at the file.
fn check_place(section: &mut Section<'_>, file: &Path) {
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let shown = folder.display();
    if !folder.is_dir() {
        section.wrong(
            "file",
            format!("is in the folder {shown}, which is not there"),
        );
    } else if !is_writable(folder) {
        let reason = format!("is in the folder {shown}, in which this user cannot write");
        section.odd("file", reason);
    }
    if std::fs::metadata(file).is_ok_and(|file| is_open_to_all(&file)) {
        let reason = "can be read by every user of this machine: chmod 600, with its -wal and -shm";
        section.odd("file", reason);
    }
}

#[cfg(target_os = "linux")]
fn is_writable(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn is_writable(_: &Path) -> bool {
    true
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
