//! What is durable: SQLite behind typed functions, one file a table.
//!
//! Functions take a connection, so that the caller decides what is one
//! transaction. Writers begin theirs with [`Store::begin`], which takes the
//! write lock at once: what a transaction has read is then still true when it
//! writes.

pub mod attempts;
pub mod awaited;
pub mod cards;
pub mod lease_owners;
pub mod limits;
pub mod merchant_keys;
pub mod mistimed;
pub mod operations;
pub mod orders;
pub mod queue;
mod readable;
pub mod sealed;
pub mod sessions;
pub mod tokens;
pub mod unreadable;
mod uses;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use oneclick_rules::Mode;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

/// What brings a store up to date.
static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a connection waits for the write lock at a time. The lock is not
/// handed out in turn: whoever waits may be passed over as long as this.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);
/// How long one waits for it whom nobody waits for behind a browser: a command,
/// a start.
const PATIENCE: Duration = Duration::from_mins(2);
const BETWEEN_TRIES: Duration = Duration::from_millis(25);

/// The store of one deployment.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
    patience: Duration,
}

/// A transaction that holds the write lock.
pub type Writing = Transaction<'static, Sqlite>;

impl Store {
    /// Opens the file, makes it where it is missing, and brings its tables up to
    /// date. It is opened for a command: see [`Store::for_requests`].
    ///
    /// # Errors
    /// Where the file cannot be opened or written, does not sync its commits, or was
    /// made in the other mode.
    pub async fn open(file: &Path, mode: Mode) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(LOCK_TIMEOUT);
        let pool = connect(options.clone())
            .await
            .with_context(|| format!("cannot open the database {}", file.display()))?;
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
            .fetch_one(&pool)
            .await?;
        ensure!(
            synchronous >= 2,
            "the database {} does not sync its commits",
            file.display()
        );
        // A store in memory, or where no journal can be kept, says another mode.
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&pool)
            .await?;
        ensure!(
            journal == "wal",
            "the database {} is no file that keeps what was written to it",
            file.display()
        );
        let patience = PATIENCE;
        let store = Self { pool, patience };
        // One after the other, where several servers start at once. `run` would ask
        // for a connection that lives longer than this one does.
        let mut writing = store.begin().await?;
        MIGRATIONS
            .run_direct(&mut *writing)
            .await
            .context("cannot bring the database up to date")?;
        sqlx::query(
            "INSERT INTO deployment (only_row, mode) VALUES (1, $1) ON CONFLICT DO NOTHING",
        )
        .bind(mode.as_str())
        .execute(&mut *writing)
        .await?;
        let made_for: String = sqlx::query_scalar("SELECT mode FROM deployment")
            .fetch_one(&mut *writing)
            .await?;
        ensure!(
            made_for == mode.as_str(),
            "the database {} was made in {made_for} mode",
            file.display()
        );
        writing.commit().await?;
        // A connection that knew the tables as they were would read rows wrongly.
        store.close().await;
        Ok(Self {
            pool: connect(options).await?,
            patience,
        })
    }

    /// The same store for requests, which are refused sooner than they wait for
    /// the write lock more than once.
    #[must_use]
    pub fn for_requests(self) -> Self {
        let patience = Duration::ZERO;
        Self { patience, ..self }
    }

    /// For reading.
    pub fn reader(&self) -> &SqlitePool {
        &self.pool
    }

    /// Begins a transaction that holds the write lock from its start.
    ///
    /// # Errors
    /// Where the lock is not had within ten seconds; within two minutes for a
    /// command.
    pub async fn begin(&self) -> sqlx::Result<Writing> {
        let began = Instant::now();
        loop {
            let pool = self.pool.clone();
            // In a task of its own, which ends where its caller goes away, as with a browser
            // that closes its connection: SQLx would leave a transaction open that nobody
            // holds, and the write lock with it, until the server is started anew.
            let beginning = tokio::spawn(async move { pool.begin_with("BEGIN IMMEDIATE").await });
            match beginning.await.map_err(|_| sqlx::Error::WorkerCrashed)? {
                Err(error) if is_locked(&error) && began.elapsed() < self.patience => {
                    tokio::time::sleep(BETWEEN_TRIES).await;
                }
                answered => return answered,
            }
        }
    }

    /// Whether the store answers.
    pub async fn is_reachable(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.pool).await.is_ok()
    }

    /// Whether the tables are those of this version or of a later one; `None`
    /// if the database does not answer.
    pub async fn is_current(&self) -> Option<bool> {
        let newest = MIGRATIONS.iter().map(|one| one.version).max();
        let done = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations WHERE success");
        let done: Option<i64> = done.fetch_one(&self.pool).await.ok()?;
        Some(done >= newest)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Connects. SQLite does not wait for the lock under which another server
/// switches a new file to its journal: that is tried again here.
async fn connect(options: SqliteConnectOptions) -> sqlx::Result<SqlitePool> {
    let pool = || SqlitePoolOptions::new().max_connections(8);
    for _ in 0..200 {
        match pool().connect_with(options.clone()).await {
            Err(error) if is_locked(&error) => tokio::time::sleep(BETWEEN_TRIES).await,
            answered => return answered,
        }
    }
    pool().connect_with(options).await
}

/// `SQLITE_BUSY`, in its plain or an extended form.
fn is_locked(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| code & 0xFF == 5)
}

/// A value of the store that is not of the form it was written in.
pub(crate) fn corrupt(column: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(
        format!("the store's column {column} holds what was never written there").into(),
    )
}

#[cfg(test)]
mod upgrade_tests;

#[cfg(test)]
mod tests;
