//! Reads where metrics are shown.

use std::net::SocketAddr;

use crate::config::reader::Section;
use crate::config::value::text;

/// Where metrics are read, by whoever reaches the address: nothing of a shopper, a card or an
/// order stands in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricsSettings {
    /// Where they are read.
    pub listen: SocketAddr,
}

impl MetricsSettings {
    /// Reads the section; `public` is where browsers are answered.
    pub(super) fn read(mut section: Section<'_>, public: Option<SocketAddr>) -> Option<Self> {
        let listen = section.need("listen", text(|at| listener(at, public)));
        section.finish();
        Some(Self { listen: listen? })
    }
}

fn listener(at: &str, public: Option<SocketAddr>) -> Result<SocketAddr, String> {
    let address: SocketAddr = at
        .parse()
        .map_err(|_| String::from("is not an address and a port, such as \"127.0.0.1:9464\""))?;
    let is_public = public.is_some_and(|public| {
        let same_host = public.ip() == address.ip()
            || public.ip().is_unspecified()
            || address.ip().is_unspecified();
        // Port 0 is a free one, which is never the same.
        same_host && public.port() == address.port() && address.port() != 0
    });
    if is_public {
        return Err(String::from(
            "is the address of `listen`, where browsers are answered: metrics are read at another port, such as \"127.0.0.1:9464\"",
        ));
    }
    Ok(address)
}

#[cfg(test)]
mod tests;
