//! Takes connections: as many as the settings say, until it is stopped.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::config::HttpSettings;
use crate::environment::{Environment, Tasks};
use crate::http::{Slots, TakenSlot, serve, serve_tls};
use crate::server_keys::CurrentKeys;

/// How long nothing is accepted when the system has no more files.
const OUT_OF_FILES: Duration = Duration::from_secs(1);

/// The connections of a listening socket.
#[derive(Debug)]
pub(crate) struct Connections {
    /// No new ones; answers under way go out.
    stop: CancellationToken,
    /// No answers either.
    cut: CancellationToken,
    environment: Environment,
    tasks: Tasks,
    stop_timeout: Duration,
}

impl Connections {
    /// Begins to accept. The certificate is that of `keys`; where there are none, or none of
    /// them is a certificate, no TLS is spoken.
    pub(crate) fn accept(
        listener: TcpListener,
        router: Router,
        settings: HttpSettings,
        keys: Option<&Arc<CurrentKeys>>,
        environment: &Environment,
    ) -> Self {
        let connections = Self {
            stop: CancellationToken::new(),
            cut: CancellationToken::new(),
            environment: environment.clone(),
            tasks: environment.tasks(),
            stop_timeout: settings.stop_timeout,
        };
        let accepting = Accepting {
            stop: connections.stop.clone(),
            cut: connections.cut.clone(),
            environment: environment.clone(),
            tasks: connections.tasks.clone(),
            router,
            settings,
            keys: keys.cloned(),
        };
        connections.tasks.spawn(accepting.run(listener));
        connections
    }

    /// Accepts no more, closes what asks nothing, waits for the answers under
    /// way, and closes what is left when the time for that is over.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        let ended = self.tasks.wait();
        let ended = self.environment.timeout(self.stop_timeout, ended).await;
        if ended.is_none() {
            tracing::warn!(
                open = self.tasks.running(),
                "connections are closed unanswered"
            );
            self.cut.cancel();
            self.tasks.wait().await;
        }
    }
}

/// Holds what accepts connections.
struct Accepting {
    stop: CancellationToken,
    cut: CancellationToken,
    environment: Environment,
    tasks: Tasks,
    router: Router,
    settings: HttpSettings,
    keys: Option<Arc<CurrentKeys>>,
}

impl Accepting {
    async fn run(self, listener: TcpListener) {
        let slots = Slots::new(self.settings.max_connections);
        let stop = self.stop.clone();
        stop.run_until_cancelled(async {
            loop {
                let socket = self.next(&listener).await;
                // The one more that waits here is all that is held beyond the cap.
                if let Some(slot) = slots.take().await {
                    self.begin(socket, slot);
                }
            }
        })
        .await;
    }

    fn begin(&self, socket: TcpStream, slot: TakenSlot) {
        let router = self.router.clone();
        let settings = self.settings.clone();
        // Whatever is reloaded meanwhile, this connection goes on by it.
        let identity = self
            .keys
            .as_ref()
            .and_then(|keys| keys.now().identity.clone());
        let environment = self.environment.clone();
        let (stop, cut) = (self.stop.clone(), self.cut.clone());
        self.tasks.spawn(async move {
            let serving = async {
                match &identity {
                    Some(identity) => {
                        serve_tls(
                            socket,
                            identity,
                            slot,
                            router,
                            &settings,
                            &environment,
                            &stop,
                        )
                        .await;
                    }
                    None => serve(socket, slot, router, &settings, &environment, &stop).await,
                }
            };
            cut.run_until_cancelled(serving).await;
        });
    }

    /// Returns the next connection.
    async fn next(&self, listener: &TcpListener) -> TcpStream {
        loop {
            match listener.accept().await {
                Ok((socket, _)) => return socket,
                // The client went away before it was accepted.
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted");
                    self.environment.sleep(OUT_OF_FILES).await;
                }
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
