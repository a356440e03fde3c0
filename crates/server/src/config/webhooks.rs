//! Reads where webhooks go, by which keys they are signed, and how long they are tried.

use std::net::IpAddr;
use std::time::Duration;

use oneclick_providers::Secret;
use oneclick_rules::Mode;
use reqwest::Url;

use crate::config::address::Host;
use crate::config::reader::Section;
use crate::config::secrets::rotated;
use crate::config::value::{flag, text, whole};
use crate::config::variables::Variables;
use crate::environment::{Reach, is_public};
use crate::webhooks::signature::SigningKey;

pub(super) const KEYS: &str = "ONECLICK_WEBHOOK_KEYS";
const DAY: u64 = 86_400_000;

/// Where webhooks go, and how long they are tried. The file gives times in milliseconds.
#[derive(Clone, Debug)]
pub struct WebhookSettings {
    /// The merchant's address.
    pub url: Secret,
    /// Which addresses it may lead to.
    pub reach: Reach,
    /// How long a whole exchange may take.
    pub timeout: Duration,
    /// From the first failure to the next try.
    pub first_pause: Duration,
    /// The longest pause between two tries.
    pub longest_pause: Duration,
    /// After how long of trying a webhook is parked.
    pub park_after: Duration,
}

impl WebhookSettings {
    /// Reads the section, and by which keys webhooks are signed.
    pub(super) fn read(
        mut section: Section<'_>,
        mode: Option<Mode>,
        variables: &Variables<'_>,
    ) -> Option<(Self, Vec<SigningKey>)> {
        let allow_private = section.may_else("allow_private", flag, || Some(false));
        let allowed = allow_private.unwrap_or(false);
        if allowed && mode == Some(Mode::Live) {
            section.odd(
                "allow_private",
                "lets webhooks of live mode go into the private network of this server",
            );
        }
        let url = section.need("url", text(|url| address(url, allowed)));
        let parse = |key: &str| SigningKey::parse(key.trim(), mode);
        let keys = section.keys("keys", &variables.secret(KEYS), parse);
        let keys = rotated(&mut section, "keys", keys);
        let mut time = |key, default, most: u64| {
            let value = section.may_else(
                key,
                |value| match whole(value)? {
                    number if (1..=most).contains(&number) => Ok(number),
                    _ => Err(format!("is not from 1 to {most} milliseconds")),
                },
                || Some(default),
            );
            value.map(Duration::from_millis)
        };
        let timeout = time("timeout_ms", 15_000, 30_000);
        let first_pause = time("first_pause_ms", 5_000, 600_000);
        let longest_pause = time("longest_pause_ms", DAY / 4, DAY);
        let park_after = time("park_after_ms", 3 * DAY, 30 * DAY);
        section.finish();
        let settings = Self {
            url: url?,
            reach: if allow_private? {
                Reach::Anywhere
            } else {
                Reach::PublicAddresses
            },
            timeout: timeout?,
            first_pause: first_pause?,
            longest_pause: longest_pause?,
            park_after: park_after?,
        };
        Some((settings, keys?))
    }
}

/// Reads the address. A name that leads to a private one is found out when it is
/// connected to.
fn address(text: &str, allow_private: bool) -> Result<Secret, String> {
    let url = Url::parse(text).map_err(|_| String::from("is not an address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(String::from("has a user name or a password in it"));
    }
    if url.fragment().is_some() {
        return Err(String::from("has a fragment"));
    }
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let here = Host::of(host) == Host::Loopback;
    let private = here || bare.parse::<IpAddr>().is_ok_and(|ip| !is_public(ip));
    if private && !allow_private {
        return Err(String::from(
            "is an address of this machine or of a private network; where that is meant, say so with allow_private = true",
        ));
    }
    match url.scheme() {
        "https" => Ok(Secret::new(String::from(url))),
        "http" if here => Ok(Secret::new(String::from(url))),
        _ => Err(String::from(
            "is not https (http is taken for a loopback address alone, with allow_private)",
        )),
    }
}

#[cfg(test)]
mod tests;
