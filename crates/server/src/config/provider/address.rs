//! Addresses of providers: test and live are kept apart.

use crate::config::address::{BaseUrl, Host, HostName};

/// The hosts of a provider's two systems.
pub(super) struct Systems {
    /// Hosts of its test system.
    pub(super) test: &'static [&'static str],
    /// The domain under which all of its hosts are; empty where one host
    /// serves both and the key decides.
    pub(super) domain: &'static str,
}

impl Systems {
    /// Tells whether an address is on a host of the provider's, as far as its domain is known.
    pub(super) fn is_own(&self, url: &BaseUrl) -> bool {
        let host = url.host().unwrap_or_default();
        host.strip_suffix(self.domain)
            .is_some_and(|rest| rest.is_empty() || self.domain.is_empty() || rest.ends_with('.'))
    }
}

/// Keeps test and live addresses apart: live moves no money in a test, and
/// a test takes no order for paid.
pub(super) fn provider_address(
    address: &str,
    live: bool,
    systems: &Systems,
) -> Result<BaseUrl, String> {
    let url = BaseUrl::parse(address, live)?;
    let host = url.host().unwrap_or_default();
    let test = systems.test.contains(&host.as_str());
    if live && test {
        return Err(String::from(
            "is the provider's test system, which live mode does not take",
        ));
    }
    let its_own = !systems.domain.is_empty() && systems.is_own(&url);
    if !live && its_own && !test && Host::of(&host) == Host::Elsewhere {
        return Err(String::from(
            "is the provider's live system, which test mode does not take",
        ));
    }
    Ok(url)
}

/// Refuses in live mode an address on the shopper's own machine.
pub(super) fn host_name(name: &str, live: bool) -> Result<HostName, String> {
    let host = HostName::parse(name)?;
    if live && Host::of(host.as_str()) == Host::Loopback {
        return Err(String::from(
            "is a loopback address, which live mode does not take",
        ));
    }
    Ok(host)
}
