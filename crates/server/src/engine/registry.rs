//! The configured providers.

use std::sync::Arc;

use oneclick_providers::Provider;
use oneclick_rules::Amount;

use crate::config::HostName;

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
    /// The provider with this name, if it is configured.
    pub fn find(&self, name: &str) -> Option<&Configured> {
        self.0
            .iter()
            .find(|configured| configured.provider.name().0 == name)
    }

    /// Whether any configured provider can express the amount.
    pub fn can_express(&self, amount: Amount) -> bool {
        self.0
            .iter()
            .any(|configured| configured.provider.check_amount(amount).is_ok())
    }
}
