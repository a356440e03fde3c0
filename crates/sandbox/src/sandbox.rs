//! Starts the sandbox and speaks for it in the same process.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use crate::clock::SandboxClock;
use crate::control;
use crate::faults::{BreakableListener, Connection, Rule};
use crate::ledger::{Entry, RequestCounts};
use crate::notifications::Courier;
use crate::provider::SandboxProvider;
use crate::providers::SimulatedProviders;
use crate::random;
use crate::settings::SandboxSettings;

/// How often the sandbox looks whether time alone has changed a payment.
const TICK: Duration = Duration::from_millis(500);

/// A sandbox that is running. Dropping it stops it from accepting.
pub struct Sandbox {
    providers: Arc<SimulatedProviders>,
    routes: Router,
    serving: JoinHandle<io::Result<()>>,
    ticking: JoinHandle<()>,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Starts a sandbox on the running tokio runtime.
    ///
    /// # Errors
    ///
    /// Fails if the port is taken, or a rule contradicts itself.
    pub async fn start(settings: SandboxSettings) -> io::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port));
        let listener = TcpListener::bind(address).await?;
        let url = format!("http://localhost:{}", listener.local_addr()?.port());
        let clock = SandboxClock::default();
        let mut sandbox = Self::open(url, settings, clock, Courier::http())?;
        let routes = sandbox.routes.clone();
        let service = routes.into_make_service_with_connect_info::<Connection>();
        sandbox.serving =
            tokio::spawn(async move { axum::serve(BreakableListener(listener), service).await });
        Ok(sandbox)
    }

    /// Starts a sandbox without a socket, for a simulation, at `url`: it is asked by
    /// [`exchange`](Self::exchange), and tells by `courier`. Its time begins at `now`,
    /// milliseconds since 1970, and goes on as the runtime's does; its random names
    /// come from `seed`, as all that are made on this thread.
    ///
    /// # Errors
    ///
    /// Fails if a rule contradicts itself.
    pub fn start_in_process(
        url: &str,
        settings: SandboxSettings,
        now: u64,
        seed: u64,
        courier: Courier,
    ) -> io::Result<Self> {
        random::seed(seed);
        let clock = SandboxClock::of_runtime(now);
        Self::open(url.to_owned(), settings, clock, courier)
    }

    fn open(
        url: String,
        settings: SandboxSettings,
        clock: SandboxClock,
        courier: Courier,
    ) -> io::Result<Self> {
        let rules = settings.rules.clone();
        let providers = Arc::new(SimulatedProviders::new(url, settings, clock, courier));
        for rule in rules {
            let added = providers.shared.faults.add(rule);
            added.map_err(io::Error::other)?;
        }
        let routes = providers.routes();
        let routes = routes.merge(control::router(Arc::clone(&providers)));
        Ok(Self {
            routes,
            serving: tokio::spawn(std::future::pending()),
            ticking: tokio::spawn(settle_for_ever(Arc::clone(&providers))),
            providers,
        })
    }

    /// Asks it in this process, as over a connection of its own: the address of
    /// `request` is a path. `None` if the connection was cut before the answer's end.
    pub async fn exchange(&self, mut request: Request<Body>) -> Option<Response<Bytes>> {
        let connection = Connection::whole();
        let grip = ConnectInfo(connection.clone());
        request.extensions_mut().insert(grip);
        let Ok(answer) = self.routes.clone().oneshot(request).await;
        let (head, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.ok()?;
        (!connection.is_cut()).then(|| Response::from_parts(head, body))
    }

    /// Says where it listens, for example `http://localhost:8789`. The control
    /// calls are here; the providers are at their [`base_url`](Self::base_url).
    pub fn url(&self) -> &str {
        &self.providers.shared.url
    }

    /// Says where a provider's calls begin, for example
    /// `http://localhost:8789/smart2pay`.
    pub fn base_url(&self, provider: SandboxProvider) -> String {
        format!("{}{}", self.url(), provider.path())
    }

    /// Sends Smart2Pay's notifications to this address from now on.
    pub fn notify_at(&self, url: &str) {
        self.providers.notify_at(Some(url.to_owned()));
    }

    /// Says what to do; the same as `POST /control/behaviours`.
    ///
    /// # Errors
    ///
    /// Fails if the rule contradicts itself.
    pub fn behave(&self, rule: Rule) -> Result<(), &'static str> {
        self.providers.shared.faults.add(rule)
    }

    /// Lists what was really booked, of one order or reference or of all.
    pub fn ledger(&self, order: Option<&str>) -> Vec<Entry> {
        self.providers.ledger(order)
    }

    /// Counts the requests that came, of one order or of all.
    pub fn requests(&self, order: Option<&str>) -> RequestCounts {
        self.providers.shared.faults.requests(order)
    }

    /// Moves the sandbox's clock forward, for expiry and pending payments.
    pub fn advance(&self, milliseconds: u64) {
        self.providers.advance(milliseconds);
    }

    /// Lets all slow answers go that are waiting now.
    pub fn release(&self) {
        self.providers.shared.faults.release();
    }

    /// Serves until something goes wrong with the listener.
    ///
    /// # Errors
    ///
    /// Says what went wrong.
    pub async fn serve(mut self) -> io::Result<()> {
        (&mut self.serving).await.map_err(io::Error::other)?
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.serving.abort();
        self.ticking.abort();
    }
}

async fn settle_for_ever(providers: Arc<SimulatedProviders>) {
    loop {
        tokio::time::sleep(TICK).await;
        providers.settle();
    }
}
