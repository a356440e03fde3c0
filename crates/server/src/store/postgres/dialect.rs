//! Speaks PostgreSQL: statements, their places, what stands in a row, errors.

use core::error::Error;

use bytes::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use crate::store::error::Result;
use crate::store::postgres::connection::{BEGIN_READING, Manner, PostgresConnection};
use crate::store::postgres::failure::{Trouble, error, trouble};
use crate::store::row::{Cells, Row, StoredValue};
use crate::store::tx::Dialect;
use crate::store::value::Value;

impl Dialect for PostgresConnection {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        let changed = self.run(sql, values, |client, statement, places| {
            client.execute(statement, places)
        });
        Ok(usize::try_from(changed?).unwrap_or(usize::MAX))
    }

    fn lease_clock(&self) -> &'static str {
        "(EXTRACT(EPOCH FROM statement_timestamp()) * 1000)::BIGINT"
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let rows = self.run(sql, values, |client, statement, places| {
            client.query(statement, places)
        });
        rows?.iter().try_for_each(|row| each(&Row::of(row)))
    }
}

type Places<'v> = [&'v (dyn ToSql + Sync)];

impl PostgresConnection {
    fn run<R>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        call: impl FnOnce(
            &mut Client,
            &Statement,
            &Places<'_>,
        ) -> std::result::Result<R, postgres::Error>,
    ) -> Result<R> {
        let is_careful = self.manner.get() == Manner::Careful;
        if is_careful {
            self.batch("SAVEPOINT one")?;
        }
        let answer = self.prepared(sql, values).and_then(|statement| {
            let places = values.iter().map(place).collect::<Vec<_>>();
            call(&mut self.client.borrow_mut(), &statement, &places)
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
            (Trouble::Refused, Manner::Reading) => {
                self.batch(&format!("ROLLBACK; {BEGIN_READING}"))
            }
            _ => {
                self.trouble.set(self.trouble.get().max(Some(trouble)));
                Ok(())
            }
        }
    }

    /// Prepares a statement, or takes it as it was prepared before.
    fn prepared(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> std::result::Result<Statement, postgres::Error> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let types: Vec<Type> = values.iter().map(type_of).collect();
        let statement = self.client.borrow_mut().prepare_typed(sql, &types)?;
        let mut statements = self.statements.borrow_mut();
        statements.insert(String::from(sql), statement.clone());
        Ok(statement)
    }
}

fn place<'v>(value: &'v Value<'_>) -> &'v (dyn ToSql + Sync) {
    value
}

fn type_of(value: &Value<'_>) -> Type {
    match value {
        Value::Integer(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Integer(number) => number.to_sql(ty, out),
            // PostgreSQL keeps no zero in a text: a provider's answer may have one.
            Self::Text(Some(text)) if text.contains('\0') => {
                text.replace('\0', "\u{fffd}").to_sql(ty, out)
            }
            Self::Text(text) => text.as_deref().to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::INT8 || *ty == Type::TEXT
    }

    to_sql_checked!();
}

impl Cells for postgres::Row {
    fn count(&self) -> usize {
        self.len()
    }

    fn name(&self, index: usize) -> Option<&str> {
        self.columns().get(index).map(postgres::Column::name)
    }

    fn value(&self, index: usize) -> Result<StoredValue<'_>> {
        let Some(column) = self.columns().get(index) else {
            return Ok(StoredValue::Other);
        };
        let number = |number: Option<i64>| number.map_or(StoredValue::Null, StoredValue::Integer);
        let read = match *column.type_() {
            Type::INT8 => self.try_get(index).map(number),
            Type::INT4 => self
                .try_get::<_, Option<i32>>(index)
                .map(|small| number(small.map(i64::from))),
            Type::BOOL => self
                .try_get::<_, Option<bool>>(index)
                .map(|is| number(is.map(i64::from))),
            Type::TEXT => self
                .try_get::<_, Option<&str>>(index)
                .map(|text| text.map_or(StoredValue::Null, StoredValue::Text)),
            _ => return Ok(StoredValue::Other),
        };
        read.map_err(|failed| error(&failed))
    }
}
