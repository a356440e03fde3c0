//! How the store is.

use crate::store::{Database, Store, sqlite};

impl Store {
    /// Returns whether the store answers.
    pub async fn is_reachable(&self) -> bool {
        let answer = self.read(|tx| tx.value::<i64>("SELECT 1", &[]));
        answer.await.is_ok()
    }

    /// Returns whether the tables are those of this version or of a later one;
    /// `None` if the database does not answer.
    pub async fn is_current(&self) -> Option<bool> {
        let version = match &self.database {
            Database::Sqlite(store) => store.version().await,
            Database::Postgres(store) => store.version().await,
            Database::Memory(store) => store.version(),
        };
        Some(version.ok()? >= sqlite::migrations::SCRIPTS.len())
    }
}
