//! Holds what every call can reach.

use std::ops::Deref;
use std::sync::Arc;

use crate::config::Config;
use crate::deployment::Deployment;
use crate::key_hash::KeyHash;

/// What the element's calls stand under.
pub(super) const CHECKOUT: &str = "/checkout/v1";

/// Holds what every call can reach.
#[derive(Debug)]
pub struct AppParts {
    /// The configuration.
    pub config: Config,
    /// What everything works on.
    pub deployment: Arc<Deployment>,
    secret_key: KeyHash,
}

/// The server's parts, shared by its calls.
#[derive(Clone, Debug)]
pub struct App(Arc<AppParts>);

impl App {
    /// Shares the parts.
    pub fn new(config: Config, deployment: Arc<Deployment>) -> Self {
        let secret_key = KeyHash::of(config.secret_key.expose());
        Self(Arc::new(AppParts {
            config,
            deployment,
            secret_key,
        }))
    }

    /// Tells whether this is the merchant's secret key.
    pub fn is_secret_key(&self, key: &str) -> bool {
        KeyHash::of(key).is(&self.secret_key)
    }
}

impl Deref for App {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.0
    }
}
