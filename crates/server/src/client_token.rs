//! Client tokens as the store knows them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// What a client token begins with.
pub const PREFIX: &str = "ct_";

/// Returns what the store keeps of a client token: its SHA-256, base64url. A token
/// has 256 random bits, so that no salt is needed.
pub fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}
