//! Holds what every call can reach.

use std::ops::Deref;
use std::sync::Arc;

use crate::config::Config;
use crate::deployment::Deployment;

/// What the element's calls stand under.
pub(super) const CHECKOUT: &str = "/checkout/v1";

/// Holds what every call can reach.
#[derive(Debug)]
pub struct AppParts {
    /// The configuration, as it was at the start: the deployment has the keys of now.
    pub config: Config,
    /// What everything works on.
    pub deployment: Arc<Deployment>,
}

/// The server's parts, shared by its calls.
#[derive(Clone, Debug)]
pub struct App(Arc<AppParts>);

impl App {
    /// Shares the parts.
    pub fn new(config: Config, deployment: Arc<Deployment>) -> Self {
        Self(Arc::new(AppParts { config, deployment }))
    }
}

impl Deref for App {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.0
    }
}
