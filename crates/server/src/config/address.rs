//! Addresses of the configuration, each checked for what it is used for.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

/// The reason that refuses plain http.
const HTTPS: &str = "is not https (http is taken for a loopback address alone)";

/// An address that others are put behind: no slash at the end, no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Reads an address: https, or http on a loopback address unless `live`.
    ///
    /// # Errors
    /// Fails with the rule that it breaks, as the end of a sentence.
    pub fn parse(text: &str, live: bool) -> Result<Self, String> {
        let url = web_address(text, live)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(String::from("has a query or a fragment"));
        }
        Ok(Self(String::from(url.as_str().trim_end_matches('/'))))
    }

    /// Returns the address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name of its host.
    pub(in crate::config) fn host(&self) -> Option<String> {
        Url::parse(&self.0).ok()?.host_str().map(String::from)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An origin as browsers write it: scheme, host, and port where it is not the scheme's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads an exact origin: https, or http on a loopback address unless `live`.
    ///
    /// # Errors
    /// Fails with the rule that it breaks, as the end of a sentence.
    pub fn parse(text: &str, live: bool) -> Result<Self, String> {
        let url = web_address(text, live)?;
        let exact = url.origin().ascii_serialization();
        if exact == text {
            return Ok(Self(exact));
        }
        Err(format!(
            "is not an exact origin; browsers write it \"{exact}\""
        ))
    }

    /// Returns the origin of an address; `None` for one that is no web address.
    pub fn of(address: &str) -> Option<Self> {
        web_address(address, false)
            .ok()
            .map(|url| Self(url.origin().ascii_serialization()))
    }

    /// Returns the text, as in a browser's header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a host, which stands for its subdomains too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    /// Reads a name: no scheme, no port, no path.
    ///
    /// # Errors
    /// Fails with the rule that it breaks, as the end of a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let name = text.to_ascii_lowercase();
        let url = Url::parse(&format!("https://{name}/"));
        match url {
            Ok(url) if url.host_str() == Some(&name) && url.port().is_none() => Ok(Self(name)),
            _ => Err(String::from(
                "is not the name of a host, such as \"pay.example.com\"",
            )),
        }
    }

    /// Tells whether `host` is this host or a subdomain of it.
    pub fn covers(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        host == self.0
            || host
                .strip_suffix(&self.0)
                .is_some_and(|front| front.ends_with('.') && self.0.parse::<IpAddr>().is_err())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Says whether a host, as an address spells it, is this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// `localhost`, 127.0.0.0/8 or `::1`.
    Loopback,
    /// Any other.
    Elsewhere,
}

impl Host {
    /// Returns what the host `name` is.
    pub fn of(name: &str) -> Self {
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let address = bare.parse::<IpAddr>();
        if bare == "localhost" || bare.ends_with(".localhost") {
            return Self::Loopback;
        }
        match address {
            Ok(address) if address.is_loopback() => Self::Loopback,
            _ => Self::Elsewhere,
        }
    }
}

fn web_address(text: &str, live: bool) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| String::from("is not an address"))?;
    let host = url.host_str().unwrap_or_default();
    if !url.username().is_empty() || url.password().is_some() {
        return Err(String::from("has a user name or a password in it"));
    }
    match (url.scheme(), Host::of(host)) {
        (_, Host::Loopback) if live => Err(String::from(
            "is a loopback address, which live mode does not take",
        )),
        ("https", _) | ("http", Host::Loopback) => Ok(url),
        _ => Err(String::from(HTTPS)),
    }
}
