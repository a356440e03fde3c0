//! The store that is measured: a file or a database, its bare loop and its commits.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::bare_loop::BareLoop;
use crate::bare_postgres::BarePostgres;
use crate::cluster::{alone, cluster};
use crate::commit_count::CommitCount;

/// Which store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchedStore {
    /// A file.
    Sqlite,
    /// A database of a cluster that is started for it.
    Postgres,
}

impl BenchedStore {
    /// Returns the address of a new database, where it is one.
    pub fn url(self, name: &str) -> Option<String> {
        (self == Self::Postgres).then(|| cluster().database(name))
    }
}

/// The bare loop on a store.
pub enum BareStore {
    /// On a file.
    Sqlite(BareLoop),
    /// On a database.
    Postgres(BarePostgres),
}

impl BareStore {
    /// Makes it, in the folder or in a database of its own.
    pub fn new(store: BenchedStore, threads: usize, folder: &Path) -> Result<Self> {
        Ok(match store.url(&format!("bare_{threads}")) {
            None => Self::Sqlite(BareLoop::new(threads, &folder.join("bare.sqlite"))?),
            Some(url) => Self::Postgres(BarePostgres::new(threads, url)?),
        })
    }

    /// Commits twice for each payment, and says how long that took.
    pub fn run(&self, payments: usize) -> Result<Duration> {
        match self {
            Self::Sqlite(bare) => bare.run(payments),
            Self::Postgres(bare) => bare.run(payments),
        }
    }

    /// Begins to count its commits.
    pub fn count(&self) -> Result<Commits> {
        match self {
            Self::Sqlite(bare) => Ok(Commits::Logged(CommitCount::begin(bare.file())?)),
            Self::Postgres(_) => Commits::numbered(),
        }
    }
}

/// The durable commits since a moment.
pub enum Commits {
    /// Those in a file's log.
    Logged(CommitCount),
    /// The numbers that a cluster has given to transactions that write, those that were
    /// undone and run again among them.
    Numbered(i64),
}

impl Commits {
    /// Begins to count in the cluster.
    pub fn numbered() -> Result<Self> {
        next_number().map(Self::Numbered)
    }

    /// How many there were since.
    pub fn so_far(&self) -> Result<usize> {
        match self {
            Self::Logged(count) => count.so_far(),
            Self::Numbered(before) => Ok(usize::try_from(next_number()? - before)?),
        }
    }
}

fn next_number() -> Result<i64> {
    let sql = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
    let row = alone(&cluster().url("postgres"), move |client| {
        client.query_one(sql, &[])
    });
    row?.try_get(0).context("no number of a transaction")
}
