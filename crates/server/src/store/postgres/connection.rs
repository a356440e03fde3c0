//! A connection to PostgreSQL, and the transaction that is open on it.

use core::cell::{Cell, RefCell};
use core::fmt;
use std::collections::HashMap;

use postgres::error::SqlState;
use postgres::{Client, SimpleQueryMessage, Statement};

use crate::store::error::{Result, StoreError};
use crate::store::postgres::failure::{Trouble, error};
use crate::store::postgres::target::PostgresTarget;

/// The oldest server that tells what became of a transaction.
const OLDEST: u32 = 130_000;
/// Its statements are planned once and by indexes: a reading of a whole table would meet
/// every transaction that writes to it. A server that is gone holds nothing for long.
const SETTINGS: &str =
    "SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan;
    SET statement_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s'";
pub(super) const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Held while the tables are brought up to date: a number that nothing else takes.
const PREPARING: i64 = 0x6f6e_6563_6c69_636b;

/// Says what becomes of a transaction in which a statement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// It goes on, and sees what stands in the database from then on.
    Reading,
    /// It is run again, carefully.
    Writing,
    /// It goes on without the statement.
    Careful,
}

/// Names a transaction, to ask what became of it.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    /// Its number.
    pub(super) id: String,
    /// When the server was started that gave the number: another one, or the same after
    /// a restart, may give it again.
    pub(super) started: String,
    /// Where its log was checkpointed last: after one of its processes has crashed, the
    /// server goes on without a restart, and gives the numbers again that were not on the
    /// disk. It makes a checkpoint before that.
    pub(super) checkpoint: String,
}

/// A connection.
pub(super) struct PostgresConnection {
    pub(super) client: RefCell<Client>,
    pub(super) statements: RefCell<HashMap<String, Statement>>,
    pub(super) trouble: Cell<Option<Trouble>>,
    pub(super) manner: Cell<Manner>,
    started: String,
    /// No other connection to the database has this number now.
    pub(super) number: u32,
}

impl fmt::Debug for PostgresConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresConnection")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl PostgresConnection {
    /// Connects to a database that keeps what was written to it.
    pub(super) fn open(target: &PostgresTarget) -> Result<Self> {
        let connected = target
            .connect()
            .map_err(|error| StoreError::Database(format!("{error:#}")))?;
        // Whoever cannot log in now may be able to in a moment: after a fail-over.
        let mut client = connected.map_err(|failed| {
            let known = error(&failed);
            if matches!(known, StoreError::Unreachable(_)) {
                return known;
            }
            StoreError::Unreachable(known.to_string())
        })?;
        let settings = "SELECT current_setting('server_version_num'), current_setting('fsync'),
            current_setting('synchronous_commit'), current_setting('server_encoding'),
            pg_postmaster_start_time()::text, pg_backend_pid()::text";
        let settings = first_row(&mut client, settings)?;
        let [version, fsync, commit, encoding, started, number] = settings.as_slice() else {
            return Err(StoreError::Missing);
        };
        if version.parse::<u32>().unwrap_or_default() < OLDEST {
            let why = format!("it is of version {version}; 130000 (13) is the oldest that serves");
            return Err(StoreError::Database(why));
        }
        if fsync != "on" || commit == "off" {
            let why = format!(
                "it does not sync its commits: fsync = {fsync}, synchronous_commit = {commit}; neither may be off"
            );
            return Err(StoreError::Database(why));
        }
        if encoding != "UTF8" {
            let why = format!("its encoding is {encoding}; make it with ENCODING 'UTF8'");
            return Err(StoreError::Database(why));
        }
        client
            .batch_execute(SETTINGS)
            .map_err(|failed| error(&failed))?;
        Ok(Self {
            client: RefCell::new(client),
            statements: RefCell::default(),
            trouble: Cell::new(None),
            manner: Cell::new(Manner::Writing),
            started: started.clone(),
            number: number.parse().unwrap_or_default(),
        })
    }

    /// Runs statements that begin or end something.
    pub(super) fn batch(&self, statements: &str) -> Result<()> {
        let done = self.client.borrow_mut().batch_execute(statements);
        done.map_err(|failed| error(&failed))
    }

    /// Begins the transaction in which the tables are brought up to date.
    pub(super) fn begin_preparing(&self) -> Result<()> {
        self.batch(&format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = '2min'; SELECT pg_advisory_xact_lock({PREPARING})"
        ))
    }

    /// Begins a transaction that writes as if no other did at the same time.
    pub(super) fn begin_writing(&self, manner: Manner) -> Result<Ticket> {
        self.trouble.set(None);
        self.manner.set(manner);
        let begin = "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT pg_current_xact_id()::text,
            (SELECT checkpoint_lsn::text FROM pg_control_checkpoint())";
        let row = first_row(&mut self.client.borrow_mut(), begin).map_err(|error| {
            // Older servers cannot read their control file while they write it.
            if let StoreError::Database(why) = error {
                return StoreError::Unreachable(why);
            }
            error
        })?;
        let [id, checkpoint] = row.try_into().map_err(|_| StoreError::Missing)?;
        Ok(Ticket {
            id,
            started: self.started.clone(),
            checkpoint,
        })
    }

    /// Commits. Fails with what has to be done instead, where nothing was written, or
    /// with `None` where that is not known.
    pub(super) fn commit(&self) -> std::result::Result<(), Option<Trouble>> {
        let done = self.client.borrow_mut().batch_execute("COMMIT");
        done.map_err(|failed| match failed.code() {
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
                Some(Trouble::Conflict)
            }
            Some(code) if code.code().starts_with("23") => Some(Trouble::Refused),
            // Also one that ends the server while the commit waits for a standby.
            Some(_) | None => None,
        })
    }

    /// Begins a transaction that reads one state of the database.
    pub(super) fn begin_reading(&self) -> Result<()> {
        self.trouble.set(None);
        self.manner.set(Manner::Reading);
        self.batch(BEGIN_READING)
    }

    /// Asks what became of a transaction: `committed`, `aborted`, `in progress`; `None`
    /// if this server cannot know.
    pub(super) fn status(&self, ticket: &Ticket) -> Result<Option<String>> {
        if self.started != ticket.started {
            return Ok(None);
        }
        let Ticket { id, checkpoint, .. } = ticket;
        // A number, as this server wrote it.
        let ask = format!(
            "SELECT pg_xact_status('{id}'::xid8),
                (SELECT checkpoint_lsn::text FROM pg_control_checkpoint())"
        );
        let row = first_row(&mut self.client.borrow_mut(), &ask)?;
        let Ok([status, present]) = <[String; 2]>::try_from(row) else {
            return Ok(None);
        };
        // Else it may be another transaction that was given the number after a crash.
        let is_sure = status != "committed" || present == *checkpoint;
        Ok(is_sure.then_some(status))
    }
}

/// Reads the texts of the first row of what some statements answer.
fn first_row(client: &mut Client, statements: &str) -> Result<Vec<String>> {
    let answers = client.simple_query(statements);
    for answer in answers.map_err(|failed| error(&failed))? {
        if let SimpleQueryMessage::Row(row) = answer {
            let columns = (0..row.len()).filter_map(|index| row.get(index));
            return Ok(columns.map(String::from).collect());
        }
    }
    Err(StoreError::Missing)
}
