//! Reads where a provider sends the shopper on.

use oneclick_providers::Outcome;

use crate::config::Host;
use crate::registry::Configured;

/// How long the shopper may use a redirect, minutes.
pub(crate) const REDIRECT_MINUTES: u32 = 10;

/// Tells whether a redirect leads to a host on the provider's list, by a scheme that
/// is safe there.
pub(crate) fn is_listed(configured: &Configured, url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else {
        return false;
    };
    let Some(host) = url.host_str() else {
        return false;
    };
    let safe = match url.scheme() {
        "https" => true,
        "http" => matches!(Host::of(host), Host::Loopback),
        _ => false,
    };
    safe && url.username().is_empty()
        && configured
            .redirect_hosts
            .iter()
            .any(|listed| listed.covers(host))
}

/// Returns the redirect and until when it works, Unix milliseconds. A provider that
/// says more than a year says nothing.
pub(crate) fn redirect_of(outcome: &Outcome, now: i64) -> Option<(&str, Option<i64>)> {
    const YEAR_SECONDS: i64 = 366 * 86_400;
    let Outcome::ActionRequired { url, lifetime, .. } = outcome else {
        return None;
    };
    let lifetime = lifetime
        .and_then(|seconds| i64::try_from(seconds).ok())
        .filter(|seconds| *seconds <= YEAR_SECONDS);
    Some((url, lifetime.map(|seconds| now + seconds * 1000)))
}
