//! The configured providers.

use std::sync::Arc;

use oneclick_providers::Provider;

use crate::config::{HostName, ProviderSettings};
use crate::model::session::Terms;

/// A provider as this deployment uses it.
#[derive(Clone, Debug)]
pub struct Configured {
    /// The provider.
    pub provider: Arc<dyn Provider>,
    /// Whether every charge asks for 3-D Secure.
    pub three_d_secure: bool,
    /// Hosts that a redirect of this provider may lead to.
    pub redirect_hosts: Vec<HostName>,
}

/// The configured providers; the first is the default.
#[derive(Clone, Debug)]
pub struct Registry(pub Vec<Configured>);

impl Registry {
    /// Returns the providers of a configuration.
    pub fn new(settings: &[ProviderSettings]) -> Self {
        let configured = |settings: &ProviderSettings| Configured {
            provider: settings.provider.build(),
            three_d_secure: settings.three_d_secure,
            redirect_hosts: settings.redirect_hosts.clone(),
        };
        Self(settings.iter().map(configured).collect())
    }

    /// Returns the provider with this name, if it is configured.
    pub fn find(&self, name: &str) -> Option<&Configured> {
        self.0
            .iter()
            .find(|configured| configured.provider.name().as_str() == name)
    }

    /// Returns the provider of new cards where a session names none.
    pub fn default(&self) -> Option<&Configured> {
        self.0.first()
    }

    /// Returns the provider of a session's new cards: the one it names, else the default.
    pub fn of(&self, terms: &Terms) -> Option<&Configured> {
        match &terms.provider {
            Some(name) => self.find(name),
            None => self.default(),
        }
    }
}
