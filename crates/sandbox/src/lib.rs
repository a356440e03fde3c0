#![doc = include_str!("../README.md")]

mod bank;
mod behaviour;
mod cards;
mod clock;
mod control;
mod door;
mod ledger;
mod payment;
mod reason;
mod refund;
mod smart2pay;
mod verdict;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use behaviour::{Behaviour, InvalidBehaviour, Rule};
pub use ledger::{Entry, Requests};
pub use payment::SecurityCode;

use bank::House;
use door::{Connection, Door};

/// How to start a sandbox.
#[derive(Clone)]
pub struct Settings {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The merchant's site id, the user name of its credentials.
    pub site_id: u64,
    /// The merchant's key, the password of its credentials.
    pub api_key: String,
    /// What to do from the start.
    pub rules: Vec<Rule>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("port", &self.port)
            .field("site_id", &self.site_id)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

impl Default for Settings {
    /// A free port, site 1010, key `sandbox-key`, every charge paid.
    fn default() -> Self {
        Self {
            port: 0,
            site_id: 1010,
            api_key: "sandbox-key".to_owned(),
            rules: Vec::new(),
        }
    }
}

/// A sandbox that is running. Dropping it stops it from accepting.
pub struct Sandbox {
    house: Arc<House>,
    serving: JoinHandle<io::Result<()>>,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("url", &self.house.url)
            .finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Starts a sandbox on the running tokio runtime.
    ///
    /// # Errors
    ///
    /// The port is taken, or a rule contradicts itself.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port));
        let listener = TcpListener::bind(address).await?;
        let url = format!("http://localhost:{}", listener.local_addr()?.port());
        let house = Arc::new(House::new(url, settings.site_id, settings.api_key));
        for rule in settings.rules {
            house.behave(rule).map_err(io::Error::other)?;
        }
        let service = smart2pay::router(Arc::clone(&house))
            .merge(control::router(Arc::clone(&house)))
            .into_make_service_with_connect_info::<Connection>();
        let serving = tokio::spawn(async move { axum::serve(Door(listener), service).await });
        Ok(Self { house, serving })
    }

    /// Where it listens, for example `http://localhost:8789`.
    pub fn url(&self) -> &str {
        &self.house.url
    }

    /// Says what to do; the same as `POST /control/behaviours`.
    ///
    /// # Errors
    ///
    /// The rule contradicts itself.
    pub fn behave(&self, rule: Rule) -> Result<(), &'static str> {
        self.house.behave(rule)
    }

    /// What was really booked, of one order or of all.
    pub fn ledger(&self, order: Option<&str>) -> Vec<Entry> {
        self.house.bank().ledger(order)
    }

    /// How many requests came, of one order or of all.
    pub fn requests(&self, order: Option<&str>) -> Requests {
        self.house.bank().requests(order)
    }

    /// Moves the sandbox's clock forward, for expiry and pending payments.
    pub fn advance(&self, milliseconds: u64) {
        self.house.bank().clock.advance(milliseconds);
    }

    /// Lets all slow answers go that are waiting now.
    pub fn release(&self) {
        self.house.release.notify_waiters();
    }

    /// Serves until something goes wrong with the listener.
    ///
    /// # Errors
    ///
    /// What went wrong.
    pub async fn serve(mut self) -> io::Result<()> {
        (&mut self.serving).await.map_err(io::Error::other)?
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
