//! The configured providers.

mod renewable;

use std::sync::Arc;

use oneclick_providers::Provider;

use crate::config::{HostName, ProviderSettings};
use crate::model::session::Terms;
use crate::registry::renewable::RenewableProvider;

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
pub struct Registry(pub Vec<Configured>, Vec<Arc<RenewableProvider>>);

impl Registry {
    /// Returns the providers of a configuration.
    pub fn new(settings: &[ProviderSettings]) -> Self {
        let configured = |settings: &ProviderSettings| {
            let provider = Arc::new(RenewableProvider::new(settings.provider.build()));
            let configured = Configured {
                provider: Arc::<RenewableProvider>::clone(&provider),
                three_d_secure: settings.three_d_secure,
                redirect_hosts: settings.redirect_hosts.clone(),
            };
            (configured, provider)
        };
        let (all, renewable) = settings.iter().map(configured).unzip();
        Self(all, renewable)
    }

    /// Makes all further calls to the provider of these settings by them; what else they
    /// say of it stays as it is.
    pub(crate) fn renew(&self, settings: &ProviderSettings) {
        let name = settings.provider.name();
        let mut renewable = self.1.iter();
        if let Some(provider) = renewable.find(|provider| provider.name() == name) {
            provider.renew(settings.provider.build());
        }
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
