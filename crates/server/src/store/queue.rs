//! Background work in the store: what is due is taken by lease, so that all
//! servers of a deployment can be equal.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

/// A kind of work: rows of a table that are due at a time of theirs.
pub(super) struct Queue {
    /// The table.
    pub(super) table: &'static str,
    /// Its key's columns.
    pub(super) key: &'static str,
    /// When a row is due, Unix milliseconds; null where nothing is to be done.
    pub(super) due: &'static str,
    /// Until when somebody has it, Unix milliseconds.
    pub(super) leased: &'static str,
    /// What else is noted when it is taken: assignments, each after a comma.
    pub(super) noted: &'static str,
}

/// How much is taken, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// The most rows.
    pub most: i64,
    /// Now, Unix milliseconds.
    pub now: i64,
    /// For how long, milliseconds.
    pub lease: i64,
}

impl Queue {
    /// Takes what is due, the longest due first.
    pub(super) async fn take(
        &self,
        store: &mut SqliteConnection,
        turn: Turn,
    ) -> sqlx::Result<Vec<SqliteRow>> {
        let Self {
            table,
            key,
            due,
            leased,
            noted,
        } = self;
        let statement = format!(
            "UPDATE {table} SET {leased} = $1{noted} WHERE ({key}) IN (
                 SELECT {key} FROM {table} WHERE {due} <= $2 AND {leased} <= $2 ORDER BY {due} LIMIT $3)
             RETURNING *"
        );
        sqlx::query(&statement)
            .bind(turn.now + turn.lease)
            .bind(turn.now)
            .bind(turn.most)
            .fetch_all(store)
            .await
    }

    /// When the next is due, Unix milliseconds.
    pub(super) async fn next(&self, store: &mut SqliteConnection) -> sqlx::Result<Option<i64>> {
        let Self {
            table, due, leased, ..
        } = self;
        let statement =
            format!("SELECT MIN(MAX({due}, {leased})) FROM {table} WHERE {due} IS NOT NULL");
        sqlx::query_scalar(&statement).fetch_one(store).await
    }
}
