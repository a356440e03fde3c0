//! The store of a storm's servers: a file, or a PostgreSQL server of their own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, ensure};
use clap::ValueEnum;
use jiff::Timestamp;
use oneclick_rules::Mode;
use oneclick_server::store::{OlderSchema, PostgresTarget, Store};

use crate::cluster::Cluster;
use crate::process_fault::ProcessFault;
use crate::signal::signal;

/// How often a copy is made or put back: the database may be away for a moment.
const TRIES: usize = 20;
/// Copies the database `$1` to the file `$2` by PostgreSQL's own tool.
const DUMP: &str = "pg_dump --format=custom --file \"$2\" \"$1\"";
/// Puts the copy `$2` in the place of the database `$1`; `$3` is another one beside it.
const PUT_BACK: &str = "psql --quiet --set ON_ERROR_STOP=1 --dbname \"$3\" \
    --command 'DROP DATABASE IF EXISTS storm WITH (FORCE)' --command 'CREATE DATABASE storm' \
    && pg_restore --exit-on-error --dbname \"$1\" \"$2\"";
/// Where the programs of PostgreSQL may be.
const PATH: &str = "PATH=\"$PATH:$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')\"";

/// Which store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StoreKind {
    Sqlite,
    Postgres,
}

/// A copy of a store.
pub struct StormCopy {
    file: PathBuf,
    /// When it was begun.
    pub since: Timestamp,
    /// Whether it knows that it is a copy.
    pub is_marked: bool,
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

    /// What befalls it: its server is killed, or its disk is full, where a system can say
    /// so of one process.
    pub fn fault(&self) -> Option<ProcessFault> {
        match self {
            Self::Database(..) => Some(ProcessFault::DatabaseKilled),
            Self::File(_) => cfg!(target_os = "linux").then_some(ProcessFault::DiskFull),
        }
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

    /// Copies it while servers go on, by the program with this configuration or by the
    /// database's own tool.
    ///
    /// # Errors
    /// Fails if there is no copy after many tries.
    pub async fn back_up(&self, configuration: &Path) -> Result<StormCopy> {
        let mut number = 0;
        loop {
            number += 1;
            let since = Timestamp::now();
            let file = configuration.with_file_name(format!("copy-{number}"));
            let command = match self {
                Self::File(_) => {
                    let mut command = Command::new(env!("CARGO_BIN_EXE_oneclick"));
                    command.args(["backup", "--config"]).arg(configuration);
                    command.arg("--to").arg(&file);
                    command
                }
                Self::Database(_, url) => shell(DUMP, [url, &file.display().to_string(), ""]),
            };
            match run(command).await {
                Ok(()) => {
                    let is_marked = matches!(self, Self::File(_));
                    return Ok(StormCopy {
                        file,
                        since,
                        is_marked,
                    });
                }
                Err(error) if number == TRIES => return Err(error.context("there is no copy")),
                Err(_) => tokio::time::sleep(Duration::from_millis(500)).await,
            }
        }
    }

    /// Puts a copy in its place; no server may run.
    ///
    /// # Errors
    /// Fails if it cannot be put there.
    pub async fn put_back(&self, copy: &StormCopy) -> Result<()> {
        match self {
            Self::File(file) => {
                for suffix in ["-wal", "-shm"] {
                    let beside = format!("{}{suffix}", file.display());
                    let _ = std::fs::remove_file(beside);
                }
                std::fs::copy(&copy.file, file)?;
                Ok(())
            }
            Self::Database(cluster, url) => {
                let (copy, beside) = (copy.file.display().to_string(), cluster.url("postgres"));
                for _ in 1..TRIES {
                    if run(shell(PUT_BACK, [url, &copy, &beside])).await.is_ok() {
                        return Ok(());
                    }
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
                run(shell(PUT_BACK, [url, &copy, &beside])).await
            }
        }
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

/// A script with its arguments, which finds the programs of PostgreSQL.
fn shell(script: &str, arguments: [&str; 3]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{PATH}; {script}"), "store"]);
    command.args(arguments);
    command
}

/// Runs a command to its end, on a thread of its own.
async fn run(mut command: Command) -> Result<()> {
    let running = tokio::task::spawn_blocking(move || command.output());
    let output = running.await?.context("could not start a command")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", said.trim());
    Ok(())
}
