//! Reads where the operator's page is, and the token that opens it.

use std::net::SocketAddr;

use oneclick_providers::Secret;
use oneclick_rules::Mode;

use crate::config::listen::{is_same, socket};
use crate::config::reader::Section;
use crate::config::secrets::key_with_prefix;
use crate::config::value::text;
use crate::config::variables::Variables;

pub(super) const TOKEN: &str = "ONECLICK_ADMIN_TOKEN";
/// What an operator's token begins with: none of the merchant's keys is taken for one.
pub(super) const PREFIX: &str = "admin_";

/// Where the operator's page is, and the token that opens it.
#[derive(Clone, Debug)]
pub struct AdminSettings {
    /// Where it is: a loopback address.
    pub listen: SocketAddr,
    /// What who signs in has to know.
    pub token: Secret,
}

impl AdminSettings {
    /// Reads the section; `others` are the addresses that are taken, with their keys.
    pub(super) fn read(
        mut section: Section<'_>,
        mode: Option<Mode>,
        others: [(&str, Option<SocketAddr>); 2],
        variables: &Variables<'_>,
    ) -> Option<Self> {
        let listen = section.need("listen", text(|at| listener(at, others)));
        let token = section.key("token", &variables.secret(TOKEN), |token| {
            key_with_prefix(token, PREFIX, "as an operator's token does", mode)
        });
        section.finish();
        Some(Self {
            listen: listen?,
            token: token?,
        })
    }
}

fn listener(at: &str, others: [(&str, Option<SocketAddr>); 2]) -> Result<SocketAddr, String> {
    const EXAMPLE: &str = "127.0.0.1:9465";
    let address = socket(at, EXAMPLE)?;
    if !address.ip().is_loopback() {
        return Err(format!(
            "is not a loopback address: the operator's page speaks no TLS, and is reached from elsewhere through a tunnel alone (docs/operations.md); such as \"{EXAMPLE}\""
        ));
    }
    let taken = |(_, other): &&(&str, Option<SocketAddr>)| {
        other.is_some_and(|other| is_same(other, address))
    };
    match others.iter().find(taken) {
        Some((key, _)) => Err(format!(
            "is the address of `{key}`: the operator's page is at another port, such as \"{EXAMPLE}\""
        )),
        None => Ok(address),
    }
}

#[cfg(test)]
mod tests;
