//! The server's database, opened beside it: tests read rows that no call shows,
//! and spoil them.

use std::time::Duration;

use rusqlite::types::FromSql;
use rusqlite::{Connection, Params};

use crate::stage::world::World;

/// How long a statement waits for a transaction of the server.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

impl World {
    fn connect(&self) -> Connection {
        let connection = Connection::open(self.folder.path().join("oneclick.sqlite")).unwrap();
        connection.busy_timeout(LOCK_TIMEOUT).unwrap();
        connection
    }

    /// Runs a statement that changes rows. On a thread of its own: a transaction
    /// of the server may have to end first, and its task runs on the test's.
    pub async fn execute(&self, sql: &str) {
        self.try_execute(sql).await.unwrap();
    }

    /// Runs a statement that the database may refuse: its error's text.
    pub async fn try_execute(&self, sql: &str) -> Result<(), String> {
        let (connection, sql) = (self.connect(), sql.to_owned());
        let running = tokio::task::spawn_blocking(move || connection.execute(&sql, ()));
        let changed = running.await.unwrap();
        changed.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Reads the first column of every row.
    pub fn column<T: FromSql>(&self, sql: &str, parameters: impl Params) -> Vec<T> {
        let connection = self.connect();
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map(parameters, |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Reads the number in the first column of the first row.
    pub fn number(&self, sql: &str) -> Option<i64> {
        let numbers: Vec<Option<i64>> = self.column(sql, ());
        numbers[0]
    }

    /// Reads the text in the first column of the first row.
    pub fn text(&self, sql: &str) -> String {
        self.column::<String>(sql, ()).remove(0)
    }

    /// Reads every text of a table, whatever its column.
    pub fn texts_of(&self, table: &str) -> Vec<String> {
        let connection = self.connect();
        let sql = format!("SELECT * FROM {table}");
        let mut statement = connection.prepare(&sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query(()).unwrap();
        let mut texts = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let values = (0..columns).map(|column| row.get_ref(column).unwrap());
            texts.extend(values.filter_map(|value| value.as_str().ok().map(str::to_owned)));
        }
        texts
    }
}
