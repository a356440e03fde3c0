//! The server's database, opened beside it: tests read rows that no call shows,
//! and spoil them.

use std::path::Path;
use std::time::Duration;

use postgres::SimpleQueryMessage;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::stage::cluster::{alone, of_folder};
use crate::stage::world::World;

/// How long a statement waits for a transaction of the server.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// What a test reads of a column.
pub trait FromColumn {
    /// Reads it by its text, if there is any.
    fn of(text: Option<String>) -> Self;
}

impl FromColumn for String {
    fn of(text: Option<String>) -> Self {
        text.unwrap()
    }
}

impl FromColumn for Option<i64> {
    fn of(text: Option<String>) -> Self {
        text.map(|text| text.parse().unwrap())
    }
}

impl FromColumn for i64 {
    fn of(text: Option<String>) -> Self {
        Option::<Self>::of(text).unwrap()
    }
}

/// Runs a statement that the database in this folder may refuse: how many rows it
/// changed, or its error's text.
pub fn try_execute(folder: &Path, sql: &str) -> Result<u64, String> {
    if let Some(url) = of_folder(folder) {
        let sql = String::from(sql);
        let done = alone(&url, move |client| client.execute(&sql, &[]));
        return done.map_err(|error| error.as_db_error().unwrap().message().to_owned());
    }
    let changed = connect(folder).execute(sql, ());
    let count = changed.map(|count| u64::try_from(count).unwrap());
    count.map_err(|error| error.to_string())
}

/// Reads every column of every row, as text.
pub fn rows(folder: &Path, sql: &str) -> Vec<Vec<Option<String>>> {
    if let Some(url) = of_folder(folder) {
        let sql = String::from(sql);
        let read = alone(&url, move |client| client.simple_query(&sql));
        let mut texts = Vec::new();
        for message in read.unwrap() {
            if let SimpleQueryMessage::Row(row) = message {
                let columns = (0..row.len()).map(|index| row.get(index).map(str::to_owned));
                texts.push(columns.collect());
            }
        }
        return texts;
    }
    let connection = connect(folder);
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query(()).unwrap();
    let mut texts = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let text = |column| match row.get(column).unwrap() {
            Value::Integer(number) => Some(number.to_string()),
            Value::Text(text) => Some(text),
            // No column of the store holds another type.
            Value::Null | Value::Real(_) | Value::Blob(_) => None,
        };
        texts.push((0..columns).map(text).collect());
    }
    texts
}

fn connect(folder: &Path) -> Connection {
    let connection = Connection::open(folder.join("oneclick.sqlite")).unwrap();
    connection.busy_timeout(LOCK_TIMEOUT).unwrap();
    connection
}

/// Reads the first column of every row.
pub fn column<T: FromColumn>(folder: &Path, sql: &str) -> Vec<T> {
    let rows = rows(folder, sql).into_iter();
    rows.map(|row| T::of(row.into_iter().next().unwrap()))
        .collect()
}

impl World {
    /// Runs a statement that changes rows. On a thread of its own: a transaction
    /// of the server may have to end first, and its task runs on the test's.
    pub async fn execute(&self, sql: &str) {
        self.try_execute(sql).await.unwrap();
    }

    /// Runs a statement that the database may refuse: its error's text.
    pub async fn try_execute(&self, sql: &str) -> Result<(), String> {
        let (folder, sql) = (self.folder.path().to_owned(), sql.to_owned());
        let running = tokio::task::spawn_blocking(move || try_execute(&folder, &sql));
        running.await.unwrap().map(|_| ())
    }

    /// Reads the first column of every row.
    pub fn column<T: FromColumn>(&self, sql: &str) -> Vec<T> {
        column(self.folder.path(), sql)
    }

    /// Reads the number in the first column of the first row.
    pub fn number(&self, sql: &str) -> Option<i64> {
        let numbers: Vec<Option<i64>> = self.column(sql);
        numbers[0]
    }

    /// Reads the text in the first column of the first row.
    pub fn text(&self, sql: &str) -> String {
        self.column::<String>(sql).remove(0)
    }

    /// Reads every text of a table, whatever its column.
    pub fn texts_of(&self, table: &str) -> Vec<String> {
        let rows = rows(self.folder.path(), &format!("SELECT * FROM {table}"));
        rows.into_iter().flatten().flatten().collect()
    }
}
