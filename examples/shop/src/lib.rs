//! The demo shop's backend: what a merchant writes to be paid through oneclick.
//!
//! It holds the secret key, makes checkout sessions, and ships on what the
//! checkout server tells by a signed webhook, never on what the browser says.

mod customers;
mod guide;
mod merchant_api;
mod new_order;
mod orders;
mod page;
mod price;
mod provider;
mod refusal;
mod sandbox;
mod scenario;
mod webhooks;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;

use crate::merchant_api::CheckoutServer;
use crate::orders::Shop;
use crate::page::ShopPage;
use crate::sandbox::SandboxClient;
use crate::webhooks::Inbox;

/// What the shop is told at its start.
pub struct ShopSettings {
    /// The checkout server's origin, for this shop and for the shoppers' browsers.
    pub server: String,
    /// Where the sandbox is that plays the payment providers.
    pub sandbox: String,
    /// The shop's own address as browsers know it, to which the bank sends shoppers back.
    pub public_url: String,
    /// The folder with the built page.
    pub page: PathBuf,
    /// The merchant's secret key.
    pub secret_key: String,
    /// The keys that webhooks are signed by, with commas between them.
    pub webhook_keys: String,
}

impl fmt::Debug for ShopSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShopSettings")
            .field("server", &self.server)
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}

impl ShopSettings {
    /// Returns what answers the shop's requests: its page, its calls, its webhooks.
    ///
    /// # Errors
    /// Fails if an address or a key cannot be used, or the system has no randomness.
    pub fn router(self) -> anyhow::Result<Router> {
        let inbox = Arc::new(Inbox::new(&self.webhook_keys)?);
        // The browser is never kept waiting for longer than it would wait itself.
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(10))
            .build()?;
        let shop = Shop::new(
            CheckoutServer::new(http.clone(), &self.server, self.secret_key),
            SandboxClient::new(http, &self.sandbox),
            &self.public_url,
            Arc::clone(&inbox),
        )?;
        let guide = guide::router(&self.page, &self.server);
        let page = ShopPage::new(self.page, &self.server)?;
        Ok(orders::router(Arc::new(shop))
            .merge(webhooks::router(inbox))
            .merge(guide)
            .merge(page.router()))
    }
}
