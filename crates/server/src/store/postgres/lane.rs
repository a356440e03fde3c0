//! A thread's connection, made when it is needed.

use std::sync::Arc;

use crate::metrics::store::StoreMetrics;
use crate::store::error::Result;
use crate::store::postgres::connection::PostgresConnection;
use crate::store::postgres::failover;
use crate::store::postgres::target::PostgresTarget;
use crate::store::threads::ThreadState;

/// A thread's connection, made when it is needed.
#[derive(Debug)]
pub(super) struct PooledConnection {
    target: Arc<PostgresTarget>,
    connection: Option<PostgresConnection>,
    /// Where the times of its commits are counted.
    pub(super) metrics: StoreMetrics,
}

impl PooledConnection {
    /// Is to connect there: it has no connection yet.
    pub(super) fn to(target: &Arc<PostgresTarget>) -> Self {
        Self {
            target: Arc::clone(target),
            connection: None,
            metrics: StoreMetrics::default(),
        }
    }

    /// Has the times of its commits counted there.
    pub(super) fn counting(self, metrics: &StoreMetrics) -> Self {
        let metrics = metrics.clone();
        Self { metrics, ..self }
    }

    /// Returns the connection, made anew where there is none.
    pub(super) fn connection(&mut self) -> Result<&PostgresConnection> {
        let connection = if let Some(connection) = self.connection.take() {
            connection
        } else {
            let connection = PostgresConnection::open(&self.target)?;
            failover::heed(&connection, self.target.after_failover())?;
            connection
        };
        Ok(self.connection.insert(connection))
    }

    /// Returns the number of the connection that there is; 1 where there is none.
    pub(super) fn number(&self) -> u32 {
        self.connection.as_ref().map_or(1, |it| it.number)
    }

    /// Drops a connection that is of no more use.
    pub(super) fn disconnect(&mut self) {
        self.connection = None;
    }
}

impl ThreadState for PooledConnection {
    fn tidy(&mut self, panicked: bool) {
        let is_of_use = |it: &PostgresConnection| !panicked && it.end_reading();
        if !self.connection.as_ref().is_none_or(is_of_use) {
            self.disconnect();
        }
    }
}
