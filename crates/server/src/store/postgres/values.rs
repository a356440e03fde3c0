//! What stands in PostgreSQL's places and columns.

use core::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::store::error::Result;
use crate::store::postgres::failure::{WireFailure, error};
use crate::store::row::{Cells, StoredValue};
use crate::store::value::Value;

/// Returns the type of a value's place.
pub(super) fn type_of(value: &Value<'_>) -> Type {
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

impl Cells for tokio_postgres::Row {
    fn count(&self) -> usize {
        self.len()
    }

    fn name(&self, index: usize) -> Option<&str> {
        self.columns().get(index).map(tokio_postgres::Column::name)
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
        read.map_err(|failed| error(&WireFailure::from(failed)))
    }
}
