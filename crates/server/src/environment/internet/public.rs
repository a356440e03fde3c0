//! The addresses of the public internet: no webhook leads into a network that the
//! merchant's address only seems to be outside of.
//!
//! A name is looked up once for each connection, and every address that it has is
//! judged before one of them is connected to: what the name leads to a moment later
//! changes nothing.

use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::environment::internet::cause::caused_by;

#[cfg(test)]
mod tests;

/// The name or one of its addresses leads elsewhere than to the public internet.
#[derive(Debug, thiserror::Error)]
#[error("not an address of the public internet")]
struct NotPublic;

/// Knows the addresses of names.
pub(super) trait Names: Debug + Send + Sync {
    /// Looks the name up.
    fn addresses(&self, name: Name) -> Resolving;
}

/// The names that the operating system knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let all: Addrs = Box::new(found.collect::<Vec<_>>().into_iter());
            Ok(all)
        })
    }
}

/// Those of the names whose every address is public.
#[derive(Clone, Debug)]
pub(super) struct PublicNames {
    names: Arc<dyn Names>,
}

impl PublicNames {
    pub(super) fn of(names: Arc<dyn Names>) -> Self {
        Self { names }
    }
}

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let looking_up = self.names.addresses(name);
        Box::pin(async move {
            let found: Vec<SocketAddr> = looking_up.await?.collect();
            if found.iter().all(|address| is_public(address.ip())) {
                let all: Addrs = Box::new(found.into_iter());
                return Ok(all);
            }
            Err(NotPublic.into())
        })
    }
}

/// Tells whether an address of the web names a host, or gives a public address.
pub(super) fn is_public_literal(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse().map_or(!bare.is_empty(), is_public)
}

/// Tells whether a request failed because its host is not public.
pub(super) fn was_not_public(error: &reqwest::Error) -> bool {
    caused_by::<NotPublic>(error).is_some()
}

/// Tells whether an address is one of the public internet, by IANA's registries of
/// special-purpose addresses (RFC 6890).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The networks of IPv4 that are not public, each with the length of its prefix.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // In no registry: Azure's own service to each of its machines.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    SPECIAL_V4
        .iter()
        .all(|(network, length)| (bits ^ network.to_bits()) >> (32 - length) != 0)
}

/// Networks inside that of global unicast addresses that are not public: protocol
/// assignments (Teredo among them), documentation twice, and 6to4, which leads to
/// any address of IPv4.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];
/// Global unicast: all that is public stands in it.
const GLOBAL_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// How a network without IPv4 reaches it (RFC 6052).
const TRANSLATED: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    if is_in(address, TRANSLATED) {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    is_in(address, GLOBAL_UNICAST) && !SPECIAL_V6.iter().any(|network| is_in(address, *network))
}

fn is_in(address: Ipv6Addr, (network, length): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ network.to_bits()) >> (128 - length) == 0
}
