//! The site at Smart2Pay: where it is, who asks, and how a request is written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oneclick_rules::Code;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::body::written;
use crate::{HttpRequest, Method, Reference, Secret};

/// A merchant's site.
#[derive(Debug)]
pub(super) struct Site {
    base_url: String,
    /// Whole: `Basic …`.
    authorization: Secret,
}

impl Site {
    pub(super) fn new(base_url: &str, id: u64, key: &Secret) -> Self {
        let pair = Zeroizing::new(format!("{id}:{}", key.expose()));
        Self {
            base_url: String::from(base_url.trim_end_matches('/')),
            authorization: Secret::new(format!("Basic {}", STANDARD.encode(pair.as_bytes()))),
        }
    }

    /// The credentials behind the word `Basic`: the provider sends the same
    /// with its notifications.
    pub(super) fn credentials(&self) -> &str {
        let whole = self.authorization.expose();
        whole.strip_prefix("Basic ").unwrap_or(whole)
    }

    /// A request that reads what is at `path`.
    pub(super) fn get(&self, path: &str) -> HttpRequest {
        self.request(Method::Get, path, Vec::new(), Zeroizing::new(Vec::new()))
    }

    /// A request without a body that does something, under our reference. What
    /// has none is the same request wherever its path is the same.
    pub(super) fn post(&self, path: &str, reference: Option<&Reference>) -> HttpRequest {
        let id = request_id(reference.map_or_else(|| digest(path), Reference::bits));
        let headers = vec![header("requestid", &id)];
        self.request(Method::Post, path, headers, Zeroizing::new(Vec::new()))
    }

    /// A request that does what `body` says, under our reference.
    ///
    /// # Errors
    /// None that can come: writing to memory does not fail.
    pub(super) fn post_body(
        &self,
        path: &str,
        reference: &Reference,
        body: &impl Serialize,
    ) -> Result<HttpRequest, Code> {
        let headers = vec![
            header("content-type", "application/json; charset=utf-8"),
            header("requestid", &request_id(reference.bits())),
        ];
        let body = written(body)?;
        Ok(self.request(Method::Post, path, headers, body))
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        more: Vec<(&'static str, Secret)>,
        body: Zeroizing<Vec<u8>>,
    ) -> HttpRequest {
        let mut headers = vec![
            header("accept", "application/json"),
            ("authorization", self.authorization.clone()),
        ];
        headers.extend(more);
        HttpRequest {
            method,
            url: Secret::new(format!("{}{path}", self.base_url)),
            headers,
            body,
            resend_within: None,
        }
    }
}

fn header(name: &'static str, value: &str) -> (&'static str, Secret) {
    (name, Secret::new(String::from(value)))
}

/// The first 128 bits of the SHA-256 of a path: a token may stand in it, and
/// cannot be found out from them.
fn digest(path: &str) -> u128 {
    let bytes = Sha256::digest(path.as_bytes());
    let first = bytes.iter().take(16);
    first.fold(0, |bits, byte| (bits << 8) | u128::from(*byte))
}

/// The `RequestId` of the .NET SDK, a UUID: the same for the same reference.
/// What it does at the provider is not documented, so nothing relies on it.
fn request_id(bits: u128) -> String {
    // RFC 9562, version 8: ours to fill but for version and variant.
    let bits = (bits & !(0xf << 76)) | (0x8 << 76);
    let bits = (bits & !(0b11 << 62)) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        bits >> 96,
        (bits >> 80) & 0xffff,
        (bits >> 64) & 0xffff,
        (bits >> 48) & 0xffff,
        bits & 0xffff_ffff_ffff,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_reference_by_one_uuid() {
        let named = |text| request_id(Reference::parse(text).unwrap().bits());
        let first = named("abcdefghijklmnopqrstuvwxyz");
        assert_eq!(first, named("abcdefghijklmnopqrstuvwxyz"));
        assert_ne!(first, named("abcdefghijklmnopqrstuvwxy2"));
        let parts: Vec<usize> = first.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!(first.as_bytes()[14], b'8');
        assert!(b"89ab".contains(&first.as_bytes()[19]));
    }
}
