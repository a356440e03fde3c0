//! Databases of the tests' own, and what stands in them.

use std::sync::atomic::{AtomicU32, Ordering};

use oneclick_rules::Mode;
use oneclick_server::store::{OlderSchema, PostgresTarget, Result, Store, Tx};

use crate::cluster::{alone, cluster};

/// A new database; its address.
pub fn new_database() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    cluster().database(&format!("own_{number}"))
}

/// Opens it as a server does.
pub async fn open(url: &str) -> anyhow::Result<Store> {
    let target = PostgresTarget::parse(url, None).unwrap();
    Store::connect(&target, Mode::Test, OlderSchema::Migrate, true).await
}

/// A store in a new database.
pub async fn new_store() -> Store {
    open(&new_database()).await.unwrap()
}

/// Runs statements beside the store.
pub fn beside(url: &str, statements: &str) {
    let statements = String::from(statements);
    alone(url, move |client| client.batch_execute(&statements)).unwrap();
}

/// Writes a customer.
pub fn insert(tx: &Tx<'_>, id: &str, created_at: i64) -> Result<usize> {
    let sql = "INSERT INTO customers (id, created_at) VALUES ($1, $2)";
    tx.execute(sql, &[id.into(), created_at.into()])
}

/// Lists the customers in the order of their times.
pub async fn customers(store: &Store) -> Vec<String> {
    let sql = "SELECT id FROM customers ORDER BY created_at, id";
    store.read(move |tx| tx.column(sql, &[])).await.unwrap()
}
