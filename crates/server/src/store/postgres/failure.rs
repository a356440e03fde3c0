//! Tells PostgreSQL's errors by what is done about them.

use core::error::Error as _;
use std::time::Duration;

use tokio_postgres::error::SqlState;
use tokio_postgres::types::{WasNull, WrongType};

use crate::store::error::StoreError;

/// Says why a message was not answered as it should be.
#[derive(Debug)]
pub(super) enum WireFailure {
    /// By the server, or by a connection that broke.
    Told(tokio_postgres::Error),
    /// No answer came for so long.
    Silence(Duration),
    /// This process cannot connect to anything.
    Local(String),
}

impl From<tokio_postgres::Error> for WireFailure {
    fn from(failed: tokio_postgres::Error) -> Self {
        Self::Told(failed)
    }
}

impl WireFailure {
    /// Returns the server's code.
    pub(super) fn code(&self) -> Option<&SqlState> {
        match self {
            Self::Told(failed) => failed.code(),
            Self::Silence(_) | Self::Local(_) => None,
        }
    }

    /// Tells whether a value did not fit its place, which no server was asked about.
    fn is_of_values(&self) -> bool {
        let cause = match self {
            Self::Told(failed) => failed.source(),
            Self::Silence(_) | Self::Local(_) => None,
        };
        cause.is_some_and(|cause| cause.is::<WrongType>() || cause.is::<WasNull>())
    }

    /// Tells whether the server refused the message, and goes on.
    pub(super) fn is_refusal(&self) -> bool {
        self.code().is_some_and(|code| !is_connection(code))
    }
}

/// Says why the present transaction has to be run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trouble {
    /// A statement was refused, which undid all before it.
    Refused,
    /// Another transaction held what it needs, and did not end.
    Blocked,
    /// Another transaction was in its way.
    Conflict,
    /// The connection is gone, or of no more use.
    Lost,
}

/// Tells what an error means for the transaction that it happened in.
pub(super) fn trouble(failed: &WireFailure) -> Trouble {
    match failed.code() {
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
            Trouble::Conflict
        }
        Some(&SqlState::LOCK_NOT_AVAILABLE) => Trouble::Blocked,
        // A table has changed under a statement that was prepared: it is prepared anew.
        Some(code) if *code != SqlState::FEATURE_NOT_SUPPORTED && !is_connection(code) => {
            Trouble::Refused
        }
        None if failed.is_of_values() => Trouble::Refused,
        Some(_) | None => Trouble::Lost,
    }
}

/// Tells whether the connection ends with this error.
fn is_connection(code: &SqlState) -> bool {
    code.code().starts_with("08") || code.code().starts_with("57P")
}

/// Tells an error by what its callers do about it, without the values of any row.
pub(super) fn error(failed: &WireFailure) -> StoreError {
    let failed_by = match failed {
        WireFailure::Told(failed) => failed,
        WireFailure::Silence(time) => {
            let text = format!("it has answered nothing for {} seconds", time.as_secs());
            return StoreError::Unreachable(text);
        }
        WireFailure::Local(text) => return StoreError::Unreachable(text.clone()),
    };
    let Some(told) = failed_by.as_db_error() else {
        let text = causes(failed_by);
        return if failed.is_of_values() {
            StoreError::Database(text)
        } else {
            StoreError::Unreachable(text)
        };
    };
    let (code, text) = (
        told.code(),
        format!("{} ({})", told.message(), told.code().code()),
    );
    match code.code().get(..2) {
        _ if *code == SqlState::UNIQUE_VIOLATION => StoreError::Unique(text),
        _ if *code == SqlState::DISK_FULL => StoreError::Disk(text),
        _ if is_connection(code) => StoreError::Unreachable(text),
        Some("58") => StoreError::Disk(text),
        Some("40" | "53") => StoreError::Busy,
        _ if matches!(
            *code,
            SqlState::LOCK_NOT_AVAILABLE | SqlState::QUERY_CANCELED
        ) =>
        {
            StoreError::Busy
        }
        _ => StoreError::Database(text),
    }
}

/// Tells an error with what caused it.
fn causes(failed: &tokio_postgres::Error) -> String {
    let mut text = failed.to_string();
    let mut cause = failed.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
