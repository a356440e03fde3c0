//! Reads the keys that every provider's section has.

use oneclick_providers::Secret;

use crate::config::address::{BaseUrl, HostName};
use crate::config::provider::address::{Systems, host_name, provider_address};
use crate::config::reader::Section;
use crate::config::value::{list, text};
use crate::config::variables::Variables;

/// Says where a section's secrets may also come from.
pub(super) struct Outside<'a> {
    pub(super) live: bool,
    pub(super) variables: &'a Variables<'a>,
}

/// Reads `base_url`, which belongs to the mode.
pub(super) fn base_url(
    section: &mut Section<'_>,
    outside: &Outside<'_>,
    systems: &Systems,
) -> Option<BaseUrl> {
    let url = section.need(
        "base_url",
        text(|url| provider_address(url, outside.live, systems)),
    );
    if let Some(url) = &url
        && outside.live
        && !systems.is_own(url)
    {
        let domain = systems.domain;
        section.odd(
            "base_url",
            format!(
                "is on no host of {domain}, where the provider is: does a sandbox answer there?"
            ),
        );
    }
    url
}

/// Reads `redirect_hosts`; the provider's own domains if left out.
pub(super) fn redirect_hosts(
    section: &mut Section<'_>,
    outside: &Outside<'_>,
    own: &[&str],
) -> Option<Vec<HostName>> {
    let read = |name: &str| host_name(name, outside.live);
    section.may_else("redirect_hosts", list(read), || {
        own.iter().map(|name| read(name).ok()).collect()
    })
}

/// Returns a key of the provider, which may stand in the environment.
pub(super) fn secret(
    section: &mut Section<'_>,
    outside: &Outside<'_>,
    key: &'static str,
    name: &'static str,
) -> Option<Secret> {
    section.key(key, &outside.variables.secret(name), |key| {
        if key.is_empty() || key.chars().any(char::is_whitespace) {
            return Err(String::from("is empty or has a space in it"));
        }
        Ok(Secret::new(String::from(key)))
    })
}
