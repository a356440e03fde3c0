//! Reads where metrics are shown.

use std::net::SocketAddr;

use crate::config::listen::{is_same, socket};
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
    let address = socket(at, "127.0.0.1:9464")?;
    if public.is_some_and(|public| is_same(public, address)) {
        return Err(String::from(
            "is the address of `listen`, where browsers are answered: metrics are read at another port, such as \"127.0.0.1:9464\"",
        ));
    }
    Ok(address)
}

#[cfg(test)]
mod tests;
