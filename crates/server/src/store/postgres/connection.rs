//! A connection to PostgreSQL, and the transaction that is open on it.

use core::cell::{Cell, RefCell};
use core::fmt;
use std::collections::HashMap;
use std::time::Duration;

use tokio_postgres::Statement;
use tokio_postgres::error::SqlState;

use crate::store::error::{Result, StoreError};
use crate::store::postgres::durable;
use crate::store::postgres::failure::{Trouble, error, trouble};
use crate::store::postgres::kept_answers::KeptAnswers;
use crate::store::postgres::target::PostgresTarget;
use crate::store::postgres::wire::{LaterAnswer, Wire, WireAnswers};

/// Also tells the transaction's number, and whether what it commits is kept.
const BEGIN_WRITING: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT pg_current_xact_id()::text,
    (SELECT checkpoint_lsn::text FROM pg_control_checkpoint()), current_setting('fsync')";
const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Held while the tables are brought up to date: a number that nothing else takes.
const PREPARING: i64 = 0x6f6e_6563_6c69_636b;

/// How long bringing them up to date may take, which is not known of large tables: a
/// server that is gone is noticed by its connection.
const PREPARING_TIME: Duration = Duration::from_hours(24);

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

/// Says how long a statement waits for what another transaction holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LockWait {
    /// As long as others usually take, and more: a second.
    Usual,
    /// A tenth of that, as it is known that one of them stands still.
    Short,
}

/// Names a transaction, to ask what became of it.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    /// Its number.
    id: String,
    /// When the server was started that gave the number: another one, or the same after
    /// a restart, may give it again.
    started: String,
    /// Where its log was checkpointed last: after one of its processes has crashed, the
    /// server goes on without a restart, and gives the numbers again that were not on the
    /// disk. It makes a checkpoint before that.
    checkpoint: String,
}

/// A connection.
pub(super) struct PostgresConnection {
    pub(super) wire: Wire,
    pub(super) statements: RefCell<HashMap<String, Statement>>,
    pub(super) manner: Cell<Manner>,
    /// Whether a statement was run that may have changed something.
    pub(super) has_written: Cell<bool>,
    /// What was read ahead in the present transaction.
    pub(super) kept: KeptAnswers,
    /// What the database tells of the present transaction, once it has begun.
    begun: RefCell<LaterAnswer<Vec<String>>>,
    trouble: Cell<Option<Trouble>>,
    is_reading: Cell<bool>,
    started: String,
    timeline: String,
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
        let wire = connected.map_err(|failed| {
            let known = error(&failed);
            if matches!(known, StoreError::Unreachable(_)) {
                return known;
            }
            StoreError::Unreachable(known.to_string())
        })?;
        let about = durable::set_up(&wire)?;
        Ok(Self {
            wire,
            statements: RefCell::default(),
            manner: Cell::new(Manner::Writing),
            has_written: Cell::new(false),
            kept: KeptAnswers::default(),
            begun: RefCell::default(),
            trouble: Cell::new(None),
            is_reading: Cell::new(false),
            started: about.started,
            timeline: about.timeline,
            number: about.number,
        })
    }

    /// Returns which line of history its server writes.
    pub(super) fn timeline(&self) -> &str {
        &self.timeline
    }

    /// Runs statements that begin or end something.
    pub(super) fn batch(&self, statements: &str) -> Result<()> {
        self.wire.batch(statements).map_err(|failed| error(&failed))
    }

    /// Returns what has to be done about the present transaction, if it cannot go on.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        self.trouble.get()
    }

    /// Notes what has to be done about the present transaction.
    pub(super) fn note(&self, trouble: Trouble) {
        self.trouble.set(self.trouble.get().max(Some(trouble)));
    }

    /// Begins the transaction in which the tables are brought up to date.
    pub(super) fn begin_preparing(&self) -> Result<()> {
        self.manner.set(Manner::Careful);
        self.wire.allow(PREPARING_TIME);
        self.batch(&format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;
            SELECT pg_advisory_xact_lock({PREPARING})"
        ))
    }

    /// Begins a transaction that writes as if no other did at the same time: with its first
    /// statement, or at once where nothing else goes as usual.
    pub(super) fn begin_writing(&self, manner: Manner, lock_wait: LockWait) -> Result<()> {
        self.trouble.set(None);
        self.manner.set(manner);
        self.kept.forget();
        self.begun.replace(self.wire.first_row_later(BEGIN_WRITING));
        if lock_wait == LockWait::Short {
            self.wire.batch_later("SET LOCAL lock_timeout = '100ms'");
        }
        if manner == Manner::Writing && lock_wait == LockWait::Usual {
            return Ok(());
        }
        let begun = self.ticket().map(drop);
        if matches!(begun, Err(StoreError::Disk(_))) {
            self.batch("ROLLBACK")?;
        }
        begun
    }

    /// Returns the number of the transaction that was begun.
    ///
    /// # Errors
    /// Fails if it could not be begun, or what it commits would not be kept.
    pub(super) fn ticket(&self) -> Result<Ticket> {
        if self.begun.borrow().get().is_none() {
            self.wire.catch_up().map_err(|failed| {
                self.note(trouble(&failed));
                durable::unread(&failed)
            })?;
        }
        let row = self.begun.borrow().get().cloned().unwrap_or_default();
        let [id, checkpoint, fsync] = row.try_into().map_err(|_| StoreError::Missing)?;
        if fsync != "on" {
            return Err(durable::does_not_sync("fsync", &fsync));
        }
        Ok(Ticket {
            id,
            started: self.started.clone(),
            checkpoint,
        })
    }

    /// Waits for what was sent and not answered yet.
    pub(super) fn catch_up(&self) {
        if let Err(failed) = self.wire.catch_up() {
            self.note(trouble(&failed));
        }
    }

    /// Undoes all; whether the connection can be used again.
    pub(super) fn roll_back(&self) -> bool {
        self.wire.forget_unsent();
        self.is_reading.set(false);
        self.batch("ROLLBACK").is_ok()
    }

    /// Commits. Fails with what has to be done instead, where nothing was written, or
    /// with `None` where that is not known.
    pub(super) fn commit(&self) -> std::result::Result<(), Option<Trouble>> {
        let asked = self.wire.ask(|client| client.batch_execute("COMMIT"));
        let WireAnswers { before, last } = asked;
        match (before, last) {
            (Ok(()), Some(Ok(()))) => Ok(()),
            // A commit after a refusal undoes all.
            (Err(failed), _) if failed.is_refusal() => Err(Some(trouble(&failed))),
            (Err(failed), None) => Err(Some(trouble(&failed))),
            (Ok(()), Some(Err(failed))) => Err(match failed.code() {
                Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
                    Some(Trouble::Conflict)
                }
                Some(code) if code.code().starts_with("23") => Some(Trouble::Refused),
                // Also one that ends the server while the commit waits for a standby.
                Some(_) | None => None,
            }),
            (Err(_), Some(_)) | (Ok(()), None) => Err(None),
        }
    }

    /// Begins a transaction that reads one state of the database, with its first statement.
    pub(super) fn begin_reading(&self) {
        self.trouble.set(None);
        self.manner.set(Manner::Reading);
        self.kept.forget();
        self.is_reading.set(true);
        self.begun.replace(self.wire.first_row_later(BEGIN_READING));
    }

    /// Ends the transaction that reads, if there is one; whether the connection can be
    /// used again.
    pub(super) fn end_reading(&self) -> bool {
        if !self.is_reading.take() {
            return true;
        }
        self.wire.forget_unsent();
        if self.begun.borrow().get().is_none() && self.trouble.get().is_none() {
            // It was not even sent.
            return true;
        }
        self.trouble.get() != Some(Trouble::Lost) && self.roll_back()
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
        let row = self.wire.first_row(&ask).map_err(|failed| error(&failed))?;
        let Ok([status, present]) = <[String; 2]>::try_from(row) else {
            return Ok(None);
        };
        // Else it may be another transaction that was given the number after a crash.
        let is_sure = status != "committed" || present == *checkpoint;
        Ok(is_sure.then_some(status))
    }
}
