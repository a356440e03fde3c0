//! Answers the operator at an address of its own, which shoppers' browsers do not reach.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use tokio::net::TcpListener;

use crate::config::HttpSettings;
use crate::environment::Environment;
use crate::listener::Connections;

/// How long a stop waits for an answer under way.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// The most connections at a time: an operator is a few people, or programs of theirs.
const CONNECTIONS: usize = 32;

/// A socket at which nothing is answered yet.
#[derive(Debug)]
pub(crate) struct OperatorListener {
    listener: TcpListener,
    address: SocketAddr,
}

/// The operator's connections.
#[derive(Debug)]
pub(crate) struct OperatorConnections {
    /// Where they are answered.
    pub(crate) address: SocketAddr,
    connections: Connections,
}

impl OperatorListener {
    /// Takes the address that `key` of the configuration names.
    ///
    /// # Errors
    /// Fails if it is taken.
    pub(crate) async fn bind(listen: SocketAddr, key: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(listen).await;
        let listener =
            listener.with_context(|| format!("cannot listen on {listen}, by `{key}`"))?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Begins to answer.
    pub(crate) fn accept(
        self,
        router: Router,
        settings: &HttpSettings,
        environment: &Environment,
    ) -> OperatorConnections {
        let settings = HttpSettings {
            max_connections: CONNECTIONS,
            stop_timeout: settings.stop_timeout.min(ANSWER_WITHIN),
            ..settings.clone()
        };
        let listener = self.listener;
        OperatorConnections {
            address: self.address,
            // Without a certificate: it is reached on this machine, or through a tunnel.
            connections: Connections::accept(listener, router, settings, None, environment),
        }
    }
}

impl OperatorConnections {
    /// Answers nobody any more.
    pub(crate) async fn stop(self) {
        self.connections.stop().await;
    }
}
