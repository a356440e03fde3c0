//! Runs statements inside PostgreSQL's transactions.

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Statement};

use crate::store::error::{Result, StoreError};
use crate::store::postgres::connection::{Manner, PostgresConnection};
use crate::store::postgres::failure::{Trouble, WireFailure, error, trouble};
use crate::store::postgres::read_ahead::ReadAhead;
use crate::store::postgres::values::type_of;
use crate::store::postgres::wire::place;
use crate::store::row::Row;
use crate::store::tx::{Dialect, Tx};
use crate::store::value::Value;

impl Dialect for PostgresConnection {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        let changed = self.run(sql, values, async |client, statement, places| {
            client.execute(statement, places).await
        });
        Ok(usize::try_from(changed?).unwrap_or(usize::MAX))
    }

    fn change(&self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        if self.manner.get() != Manner::Writing {
            return self.execute(sql, values).map(drop);
        }
        let statement = self.prepared(sql, values).map_err(|failed| {
            self.note(trouble(&failed));
            error(&failed)
        })?;
        self.note_writing();
        self.wire.execute_later(statement, values);
        Ok(())
    }

    fn lease_clock(&self) -> &'static str {
        "(EXTRACT(EPOCH FROM statement_timestamp()) * 1000)::BIGINT"
    }

    fn skipping_locked(&self) -> &'static str {
        "FOR UPDATE SKIP LOCKED"
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        if let Some(kept) = self.kept.find(sql, values) {
            if kept.get().is_none()
                && let Err(failed) = self.wire.catch_up()
            {
                self.heed(trouble(&failed))?;
                return Err(error(&failed));
            }
            // Without it, what has to be done is noted.
            let rows = kept.get().ok_or(StoreError::Busy)?;
            return rows.iter().try_for_each(|row| each(&Row::of(row)));
        }
        let rows = self.run(sql, values, async |client, statement, places| {
            client.query(statement, places).await
        });
        rows?.iter().try_for_each(|row| each(&Row::of(row)))
    }

    fn read_ahead(&self, read: &mut dyn FnMut(&Tx<'_>)) {
        // What goes wrong is told by the statement that goes wrong.
        if self.manner.get() != Manner::Careful && self.trouble().is_none() {
            read(&Tx::on(&ReadAhead(self)));
        }
    }
}

type Places<'v> = [&'v (dyn ToSql + Sync)];

impl PostgresConnection {
    /// Runs a statement and waits for its answer, with those that were not waited for.
    fn run<R>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        call: impl AsyncFnOnce(
            &Client,
            &Statement,
            &Places<'_>,
        ) -> std::result::Result<R, tokio_postgres::Error>,
    ) -> Result<R> {
        let is_careful = self.manner.get() == Manner::Careful;
        if is_careful {
            self.batch("SAVEPOINT one")?;
        }
        if !sql.starts_with("SELECT") {
            self.note_writing();
        }
        let answer = self.prepared(sql, values).and_then(|statement| {
            let places = values.iter().map(place).collect::<Vec<_>>();
            let asked = self.wire.ask(|client| call(client, &statement, &places));
            asked.both()
        });
        match answer {
            Ok(answer) => {
                if is_careful {
                    self.batch("RELEASE one")?;
                }
                Ok(answer)
            }
            Err(failed) => {
                self.heed(trouble(&failed))?;
                Err(error(&failed))
            }
        }
    }

    /// Has the transaction go on without a statement that was refused, if it can, or else
    /// notes what has to be done.
    fn heed(&self, trouble: Trouble) -> Result<()> {
        match (trouble, self.manner.get()) {
            (Trouble::Refused, Manner::Careful) => self.batch("ROLLBACK TO one; RELEASE one"),
            (Trouble::Refused | Trouble::Blocked, Manner::Reading) => {
                self.batch("ROLLBACK")?;
                self.begin_reading();
                Ok(())
            }
            _ => {
                self.note(trouble);
                Ok(())
            }
        }
    }

    /// Notes that something may have changed since it was read.
    fn note_writing(&self) {
        self.has_written.set(true);
        self.kept.forget();
    }

    /// Prepares a statement, or takes it as it was prepared before.
    pub(super) fn prepared(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> std::result::Result<Statement, WireFailure> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let types: Vec<Type> = values.iter().map(type_of).collect();
        let prepared = self.wire.ask(|client| client.prepare_typed(sql, &types));
        let statement = prepared.both()?;
        let mut statements = self.statements.borrow_mut();
        statements.insert(String::from(sql), statement.clone());
        Ok(statement)
    }
}
