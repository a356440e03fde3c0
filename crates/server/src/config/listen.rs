//! Reads where a socket listens.

use std::net::SocketAddr;

/// Reads an address and a port; the reason shows `example`.
pub(super) fn socket(at: &str, example: &str) -> Result<SocketAddr, String> {
    let address = at.parse();
    address.map_err(|_| format!("is not an address and a port, such as \"{example}\""))
}

/// Tells whether two sockets cannot both be listened on.
pub(super) fn is_same(one: SocketAddr, other: SocketAddr) -> bool {
    let same_host =
        one.ip() == other.ip() || one.ip().is_unspecified() || other.ip().is_unspecified();
    // Port 0 is a free one, which is never the same.
    same_host && one.port() == other.port() && other.port() != 0
}
