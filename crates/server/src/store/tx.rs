//! The facade over the database: statements inside one transaction.
//!
//! Functions over it are plain and synchronous. A statement is written once for all
//! databases. Its places are `$1`, `$2`, … and its values are given in that order by
//! [`values!`].

use core::cell::RefCell;
use core::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::metrics::store::PaymentLabels;
use crate::store::error::{Result, StoreError};
use crate::store::row::{Column, Row, first};
use crate::store::value::Value;

/// A connection inside a transaction, as its database speaks.
pub(super) trait Dialect: fmt::Debug {
    /// Runs a statement and returns how many rows it changed.
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize>;

    /// Runs a statement whose count nobody needs. A database whose answer takes its time
    /// is not waited for: what it refuses is told later, and the transaction is run again,
    /// waiting for each.
    fn change(&self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        self.execute(sql, values).map(drop)
    }

    /// Returns the clock by which leases are judged, in Unix milliseconds, as an
    /// expression of a statement whose first value is the caller's own.
    fn lease_clock(&self) -> &'static str {
        "$1"
    }

    /// Returns what ends a reading of rows that are changed next, for it to pass over those
    /// that another transaction is changing, where two can at a time.
    fn skipping_locked(&self) -> &'static str {
        ""
    }

    /// Runs what only reads, where its statements can be sent without waiting for each: it
    /// sees no row, and their answers are there when they are asked for the next time.
    fn read_ahead(&self, _read: &mut dyn FnMut(&Tx<'_>)) {}

    /// Runs a statement to its end and gives each row of its answer.
    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()>;
}

/// A transaction. It commits when the function that was given it returns `Ok`, and
/// leaves nothing when that returns `Err`.
#[derive(Debug)]
pub struct Tx<'c> {
    connection: &'c dyn Dialect,
    /// What has become of payments, to be counted once it is durable.
    noted: RefCell<Vec<PaymentLabels>>,
}

impl<'c> Tx<'c> {
    pub(super) fn on(connection: &'c dyn Dialect) -> Self {
        Self {
            connection,
            noted: RefCell::default(),
        }
    }

    /// Runs a function over the transaction. A panic in it must not end the thread.
    pub(super) fn caught<T, E: From<StoreError>>(
        &self,
        function: impl FnOnce(&Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let answer = catch_unwind(AssertUnwindSafe(|| function(self)));
        answer.unwrap_or_else(|_| Err(StoreError::interrupted().into()))
    }

    /// Notes what has become of a payment: it is counted if the transaction commits.
    pub(crate) fn note_payment(&self, payment: PaymentLabels) {
        self.noted.borrow_mut().push(payment);
    }

    /// Takes what was noted.
    pub(super) fn take_noted(&self) -> Vec<PaymentLabels> {
        self.noted.take()
    }

    /// Runs a statement and returns how many rows it changed.
    ///
    /// # Errors
    /// Fails if the database refuses it: [`is_unique`](crate::store::StoreError::is_unique)
    /// by a unique index, after which the transaction goes on without the statement.
    pub fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        self.connection.execute(sql, values)
    }

    /// Runs a statement, where nobody needs to know how many rows it changed.
    ///
    /// # Errors
    /// Fails as [`Tx::execute`] does.
    pub fn change(&self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        self.connection.change(sql, values)
    }

    /// Has all be asked for at once that the transaction reads next: `read` asks for it, and
    /// what it is told says nothing. Where a database is asked one by one, nothing is done.
    /// What is asked for after the transaction has written something more is asked anew.
    pub(crate) fn read_ahead(&self, mut read: impl FnMut(&Tx<'_>)) {
        self.connection.read_ahead(&mut read);
    }

    /// Returns the clock by which leases are judged, in Unix milliseconds, as an
    /// expression of a statement whose first value is the caller's own: one for all
    /// servers of a database that has one.
    pub(super) fn lease_clock(&self) -> &'static str {
        self.connection.lease_clock()
    }

    /// Returns what ends a reading of rows that are changed next, for it to pass over those
    /// that another transaction is changing.
    pub(super) fn skipping_locked(&self) -> &'static str {
        self.connection.skipping_locked()
    }

    /// Reads every row of the answer.
    ///
    /// # Errors
    /// Fails if the database refuses the statement, or `read` a row.
    pub fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        let mut each = |row: &Row<'_>| {
            all.push(read(row)?);
            Ok(())
        };
        self.connection.query(sql, values, &mut each)?;
        Ok(all)
    }

    /// Reads the answer's only row, if it has one.
    ///
    /// # Errors
    /// Fails if the database refuses the statement, or `read` the row.
    pub fn row<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let (mut read, mut found) = (Some(read), None);
        let mut each = |row: &Row<'_>| {
            if let Some(read) = read.take() {
                found = Some(read(row)?);
            }
            Ok(())
        };
        self.connection.query(sql, values, &mut each)?;
        Ok(found)
    }

    /// Reads the first column of the answer's only row, if it has one.
    ///
    /// # Errors
    /// Fails if the database refuses the statement, or the column is of another type.
    pub fn value<T: for<'r> Column<'r>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Option<T>> {
        self.row(sql, values, first)
    }

    /// Reads the first column of every row.
    ///
    /// # Errors
    /// Fails if the database refuses the statement, or a column is of another type.
    pub fn column<T: for<'r> Column<'r>>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>> {
        self.query(sql, values, first)
    }
}

/// The values of a statement's places, in their order.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::store::Value::from($value)),*]
    };
}

pub(crate) use values;
