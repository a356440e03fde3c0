//! What each provider is told: a section of its own under `providers`.

mod address;
mod certitrade;
mod costplus;
mod finpay;
mod smart2pay;

use std::sync::Arc;

use oneclick_providers::certitrade::CertiTrade;
use oneclick_providers::costplus::CostPlus;
use oneclick_providers::finpay::Finpay;
use oneclick_providers::smart2pay::Smart2Pay;
use oneclick_providers::{Provider, ProviderName, Secret};

use crate::config::address::{BaseUrl, HostName};
use crate::config::provider::address::{host_name, provider_address};
use crate::config::reader::Section;
use crate::config::value::{list, one_of, text};

/// A provider's section, checked.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// What the provider is made from.
    pub provider: Settings,
    /// Whether 3-D Secure is asked for where the session does not say.
    pub three_d_secure: bool,
    /// Hosts that a shopper may be sent to.
    pub redirect_hosts: Vec<HostName>,
}

/// What a provider is made from.
#[derive(Clone, Debug)]
pub enum Settings {
    /// CertiTrade.
    CertiTrade(oneclick_providers::certitrade::CertiTradeSettings),
    /// CostPlus.
    CostPlus(oneclick_providers::costplus::CostPlusSettings),
    /// Finpay.
    Finpay(oneclick_providers::finpay::FinpaySettings),
    /// Smart2Pay.
    Smart2Pay(oneclick_providers::smart2pay::Smart2PaySettings),
}

impl Settings {
    /// The provider's name.
    pub fn name(&self) -> ProviderName {
        match self {
            Self::CertiTrade(_) => ProviderName::CertiTrade,
            Self::CostPlus(_) => ProviderName::CostPlus,
            Self::Finpay(_) => ProviderName::Finpay,
            Self::Smart2Pay(_) => ProviderName::Smart2Pay,
        }
    }

    /// Makes the provider.
    pub fn build(&self) -> Arc<dyn Provider> {
        match self.clone() {
            Self::CertiTrade(settings) => Arc::new(CertiTrade::new(settings)),
            Self::CostPlus(settings) => Arc::new(CostPlus::new(settings)),
            Self::Finpay(settings) => Arc::new(Finpay::new(settings)),
            Self::Smart2Pay(settings) => Arc::new(Smart2Pay::new(settings)),
        }
    }
}

/// Where a section's secrets may also come from.
struct Outside<'a> {
    live: bool,
    variable: &'a dyn Fn(&str) -> Option<String>,
}

type Read = fn(&mut Section<'_>, &Outside<'_>) -> Option<ProviderSettings>;

/// Picks the reader of a provider's section.
fn reader(name: ProviderName) -> Read {
    match name {
        ProviderName::CertiTrade => certitrade::read,
        ProviderName::CostPlus => costplus::read,
        ProviderName::Finpay => finpay::read,
        ProviderName::Smart2Pay => smart2pay::read,
    }
}

/// Reads every section there is; the default provider comes first.
///
/// With one provider that is the default, with several `payments.provider` says.
pub(super) fn read(
    root: &mut Section<'_>,
    payments: &mut Section<'_>,
    live: bool,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Option<Vec<ProviderSettings>> {
    let outside = Outside { live, variable };
    let mut section = root.section("providers");
    if section.names().is_empty() {
        let known = ProviderName::ALL.map(ProviderName::as_str).join(", ");
        root.wrong(
            "providers",
            format!("is missing; at least one provider is needed: {known}"),
        );
        return None;
    }
    let mut read = Vec::new();
    let mut whole = true;
    for name in ProviderName::ALL {
        let mut one = section.section(name.as_str());
        if one.is_there() {
            match reader(name)(&mut one, &outside) {
                Some(settings) => read.push(settings),
                None => whole = false,
            }
            one.finish();
        }
    }
    let there = section.names();
    section.finish();
    let named = payments.may("provider", text(|name| default(name, &there)));
    if there.len() > 1 && named.is_none() {
        let which = format!("which provider takes new cards: {}", there.join(", "));
        payments.missing("provider", &which);
        return None;
    }
    read.sort_by_key(|settings| Some(settings.provider.name().as_str()) != named.as_deref());
    (whole && !read.is_empty()).then_some(read)
}

fn default(name: &str, there: &[String]) -> Result<String, String> {
    if there.iter().any(|one| one == name) {
        return Ok(String::from(name));
    }
    Err(format!(
        "{} with a section under providers",
        one_of(there.iter().map(String::as_str))
    ))
}

/// `base_url`, which belongs to the mode.
fn base_url(
    section: &mut Section<'_>,
    outside: &Outside<'_>,
    systems: &address::Systems,
) -> Option<BaseUrl> {
    section.need(
        "base_url",
        text(|url| provider_address(url, outside.live, systems)),
    )
}

/// `redirect_hosts`; the provider's own domains if left out.
fn redirect_hosts(
    section: &mut Section<'_>,
    outside: &Outside<'_>,
    own: &[&str],
) -> Option<Vec<HostName>> {
    let read = |name: &str| host_name(name, outside.live);
    section.may_else("redirect_hosts", list(read), || {
        own.iter().map(|name| read(name).ok()).collect()
    })
}

/// A key of the provider, which may stand in the environment.
fn secret(
    section: &mut Section<'_>,
    outside: &Outside<'_>,
    key: &'static str,
    name: &'static str,
) -> Option<Secret> {
    section.secret(key, (name, (outside.variable)(name)), |key| {
        if key.is_empty() || key.chars().any(char::is_whitespace) {
            return Err(String::from("is empty or has a space in it"));
        }
        Ok(Secret::new(String::from(key)))
    })
}

#[cfg(test)]
mod tests;
