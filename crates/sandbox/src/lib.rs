#![doc = include_str!("../README.md")]
mod bank;
mod basic;
mod behaviour;
mod book;
mod cards;
mod certitrade;
mod clock;
mod control;
mod costplus;
mod delivery;
mod door;
mod finpay;
mod form;
mod hex;
mod house;
mod json;
mod ledger;
mod notice;
mod page;
mod provider;
mod random;
mod rule;
mod settings;
mod smart2pay;
mod typed_card;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use behaviour::{Behaviour, InvalidBehaviour};
pub use cards::SecurityCode;
pub use ledger::{Entry, Requests};
pub use provider::Provider;
pub use rule::Rule;
pub use settings::{Credentials, Settings};

use door::{Connection, Door};
use house::House;
use notice::Post;

/// A sandbox that is running. Dropping it stops it from accepting.
pub struct Sandbox {
    house: Arc<House>,
    serving: JoinHandle<io::Result<()>>,
    telling: JoinHandle<()>,
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
        let (post, errands) = Post::open();
        let rules = settings.rules.clone();
        let house = Arc::new(House::new(url, settings, post));
        for rule in rules {
            house.behave(rule).map_err(io::Error::other)?;
        }
        let routes = Router::new()
            .nest(Provider::Certitrade.path(), certitrade::router(&house))
            .nest(Provider::Finpay.path(), finpay::router(&house))
            .nest(Provider::Costplus.path(), costplus::router(&house))
            .nest(Provider::Smart2pay.path(), smart2pay::router(&house))
            .merge(control::router(Arc::clone(&house)));
        let service = routes.into_make_service_with_connect_info::<Connection>();
        let serving = tokio::spawn(async move { axum::serve(Door(listener), service).await });
        let telling = tokio::spawn(errands.run(Arc::clone(&house)));
        Ok(Self {
            house,
            serving,
            telling,
        })
    }

    /// Where it listens, for example `http://localhost:8789`. The control
    /// calls are here; the providers are at their [`base_url`](Self::base_url).
    pub fn url(&self) -> &str {
        &self.house.url
    }

    /// Where a provider's calls begin, for example
    /// `http://localhost:8789/smart2pay`.
    pub fn base_url(&self, provider: Provider) -> String {
        self.house.base(provider)
    }

    /// Where Smart2Pay's notifications go from now on.
    pub fn notify_at(&self, url: &str) {
        self.house.bank().smart2pay.notify_at(Some(url.to_owned()));
    }

    /// Says what to do; the same as `POST /control/behaviours`.
    ///
    /// # Errors
    ///
    /// The rule contradicts itself.
    pub fn behave(&self, rule: Rule) -> Result<(), &'static str> {
        self.house.behave(rule)
    }

    /// What was really booked, of one order or reference or of all.
    pub fn ledger(&self, order: Option<&str>) -> Vec<Entry> {
        self.house.bank().ledger(order)
    }

    /// How many requests came, of one order or of all.
    pub fn requests(&self, order: Option<&str>) -> Requests {
        self.house.bank().counts.of(order)
    }

    /// Moves the sandbox's clock forward, for expiry and pending payments.
    pub fn advance(&self, milliseconds: u64) {
        self.house.advance(milliseconds);
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
        self.telling.abort();
    }
}
