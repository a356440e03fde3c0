//! The operator's own addresses: where metrics are read, and where the operator's page is.

use std::net::SocketAddr;

use axum::Router;

use crate::config::{Config, HttpSettings};
use crate::environment::Environment;
use crate::operator_listener::{OperatorConnections, OperatorListener};

/// The operator's sockets, at which nothing is answered yet.
#[derive(Debug)]
pub(super) struct BoundDoors {
    metrics: Option<OperatorListener>,
    admin: Option<OperatorListener>,
}

/// The operator's connections.
#[derive(Debug)]
pub(super) struct OpenDoors {
    metrics: Option<OperatorConnections>,
    admin: Option<OperatorConnections>,
}

impl BoundDoors {
    /// Takes the addresses that the configuration names.
    ///
    /// # Errors
    /// Fails if one is taken.
    pub(super) async fn bind(config: &Config) -> anyhow::Result<Self> {
        let metrics = config.metrics.as_ref().map(|metrics| metrics.listen);
        let admin = config.admin.as_ref().map(|admin| admin.listen);
        Ok(Self {
            metrics: bind(metrics, "metrics.listen").await?,
            admin: bind(admin, "admin.listen").await?,
        })
    }

    /// Begins to answer: `scraped` where metrics are read, `admin` where the page is.
    pub(super) fn accept(
        self,
        scraped: Router,
        admin: Option<Router>,
        settings: &HttpSettings,
        environment: &Environment,
    ) -> OpenDoors {
        let accept = |listener: Option<OperatorListener>, router, what: &str| {
            let connections = listener?.accept(router, settings, environment);
            tracing::info!(address = %connections.address, "{what}");
            Some(connections)
        };
        OpenDoors {
            metrics: accept(self.metrics, scraped, "metrics are read at /metrics"),
            admin: admin.and_then(|pages| accept(self.admin, pages, "the operator's page is at /")),
        }
    }
}

async fn bind(listen: Option<SocketAddr>, key: &str) -> anyhow::Result<Option<OperatorListener>> {
    match listen {
        Some(listen) => OperatorListener::bind(listen, key).await.map(Some),
        None => Ok(None),
    }
}

impl OpenDoors {
    /// Returns where metrics are read.
    pub(super) fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|metrics| metrics.address)
    }

    /// Returns where the operator's page is.
    pub(super) fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|admin| admin.address)
    }

    /// Answers nobody any more.
    pub(super) async fn stop(self) {
        for connections in self.metrics.into_iter().chain(self.admin) {
            connections.stop().await;
        }
    }
}
