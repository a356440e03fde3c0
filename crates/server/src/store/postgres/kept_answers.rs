//! What was read ahead in a transaction, until it is asked for or something is written.

use std::cell::RefCell;
use std::sync::Arc;

use tokio_postgres::Row;

use crate::store::postgres::wire::LaterAnswer;
use crate::store::value::Value;

type LaterRows = LaterAnswer<Vec<Row>>;

/// The answers that are kept: true until the transaction writes something.
#[derive(Default)]
pub(super) struct KeptAnswers(RefCell<Vec<KeptAnswer>>);

struct KeptAnswer {
    sql: String,
    values: Vec<Value<'static>>,
    rows: LaterRows,
}

impl KeptAnswers {
    /// Returns what the statement answers, or will, if it was sent.
    pub(super) fn find(&self, sql: &str, values: &[Value<'_>]) -> Option<LaterRows> {
        let kept = self.0.borrow();
        let same = |one: &&KeptAnswer| one.sql == sql && one.values == values;
        kept.iter().find(same).map(|one| Arc::clone(&one.rows))
    }

    /// Keeps what a statement answers once that is there.
    pub(super) fn keep(&self, sql: &str, values: &[Value<'_>], rows: LaterRows) {
        self.0.borrow_mut().push(KeptAnswer {
            sql: String::from(sql),
            values: values.iter().map(Value::owned).collect(),
            rows,
        });
    }

    /// Keeps nothing any more.
    pub(super) fn forget(&self) {
        self.0.borrow_mut().clear();
    }
}
