//! The site at Smart2Pay: where it is, who asks, and how a request is written.

use oneclick_rules::ErrorCode;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::body::written;
use crate::http::{HttpMethod, HttpRequest};
use crate::purchase::AttemptReference;
use crate::secret::Secret;
use crate::site::BasicSite;

/// A merchant's site.
#[derive(Debug)]
pub(super) struct Smart2PaySite(BasicSite);

impl Smart2PaySite {
    pub(super) fn new(base_url: &str, id: u64, key: &Secret) -> Self {
        Self(BasicSite::new(base_url, &id.to_string(), key.expose()))
    }

    /// Gives the credentials behind the word `Basic`: the provider sends the same
    /// with its notifications.
    pub(super) fn credentials(&self) -> &str {
        self.0.credentials()
    }

    /// Makes a request that reads what is at `path`.
    pub(super) fn get(&self, path: &str) -> HttpRequest {
        self.0.get(path)
    }

    /// Makes a request without a body that does something, under our reference. What
    /// has none is the same request wherever its path is the same.
    pub(super) fn post(&self, path: &str, reference: Option<&AttemptReference>) -> HttpRequest {
        let id = request_id(reference.map_or_else(|| digest(path), AttemptReference::bits));
        let nothing = Zeroizing::new(Vec::new());
        self.0
            .request(HttpMethod::Post, path, &[("requestid", &id)], nothing)
    }

    /// Makes a request that does what `body` says, under our reference.
    ///
    /// # Errors
    /// None that can come: writing to memory does not fail.
    pub(super) fn post_body(
        &self,
        path: &str,
        reference: &AttemptReference,
        body: &impl Serialize,
    ) -> Result<HttpRequest, ErrorCode> {
        let headers = [
            ("content-type", "application/json; charset=utf-8"),
            ("requestid", &request_id(reference.bits())),
        ];
        Ok(self
            .0
            .request(HttpMethod::Post, path, &headers, written(body)?))
    }
}

/// The first 128 bits of the SHA-256 of a path: a token may stand in it, and
/// cannot be found out from them.
fn digest(path: &str) -> u128 {
    let bytes = Sha256::digest(path.as_bytes());
    let first = bytes.iter().take(16);
    first.fold(0, |bits, byte| (bits << 8) | u128::from(*byte))
}

/// Gives the `RequestId` of the .NET SDK, a UUID: the same for the same reference.
/// What it does at the provider is not documented, so nothing relies on it.
fn request_id(bits: u128) -> String {
    // Version 8: ours to fill but for version and variant.
    let id = uuid::Builder::from_custom_bytes(bits.to_be_bytes());
    id.into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_reference_by_one_uuid() {
        let named = |text| request_id(AttemptReference::parse(text).unwrap().bits());
        let first = named("abcdefghijklmnopqrstuvwxyz");
        assert_eq!(first, named("abcdefghijklmnopqrstuvwxyz"));
        assert_ne!(first, named("abcdefghijklmnopqrstuvwxy2"));
        let parts: Vec<usize> = first.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!(first.as_bytes()[14], b'8');
        assert!(b"89ab".contains(&first.as_bytes()[19]));
    }
}
