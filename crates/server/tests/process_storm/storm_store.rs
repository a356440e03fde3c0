//! The store of a storm's servers: a file, or a PostgreSQL server of their own.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use clap::ValueEnum;
use oneclick_rules::Mode;
use oneclick_server::store::{OlderSchema, PostgresTarget, Store};

use crate::cluster::Cluster;
use crate::signal::signal;

/// Which store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StoreKind {
    Sqlite,
    Postgres,
}

/// The store of a storm's servers.
pub enum StormStore {
    File(PathBuf),
    Database(Cluster, String),
}

impl StormStore {
    /// Chooses the file in a folder, or starts a PostgreSQL server.
    pub fn start(kind: StoreKind, folder: &Path) -> Self {
        match kind {
            StoreKind::Sqlite => Self::File(folder.join("oneclick.sqlite")),
            StoreKind::Postgres => {
                let cluster = Cluster::start();
                let url = cluster.database("storm");
                Self::Database(cluster, url)
            }
        }
    }

    /// Its line in `[database]`.
    pub fn setting(&self) -> String {
        match self {
            Self::File(file) => format!("file = \"{}\"", file.display()),
            Self::Database(_, url) => format!("url = \"{url}\""),
        }
    }

    /// Whether it is a server that can be killed.
    pub fn is_server(&self) -> bool {
        matches!(self, Self::Database(..))
    }

    /// SIGKILL to the database's server, which its keeper starts again.
    ///
    /// # Errors
    /// Fails if it does not run.
    pub fn kill(&self) -> Result<()> {
        let Self::Database(cluster, _) = self else {
            return Ok(());
        };
        // The first line is the process (PostgreSQL's pidfile.h).
        let file = format!("{}/data/postmaster.pid", cluster.folder);
        let text = std::fs::read_to_string(file)?;
        let id = text.lines().next().unwrap_or_default();
        signal("KILL", id)
    }

    /// Opens it beside the servers.
    ///
    /// # Errors
    /// Fails if it cannot be opened.
    pub async fn open(&self) -> Result<Store> {
        match self {
            Self::File(file) => Store::open(file, Mode::Test, OlderSchema::Refuse).await,
            Self::Database(_, url) => {
                let target = PostgresTarget::parse(url, None);
                let target = target.map_err(|reason| anyhow!("{url} {reason}"))?;
                Store::connect(&target, Mode::Test, OlderSchema::Refuse, false).await
            }
        }
    }
}
