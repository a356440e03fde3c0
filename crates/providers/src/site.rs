//! A site that is asked with HTTP Basic credentials: where it is, who asks, and
//! how a request is written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::http::{HttpMethod, HttpRequest};
use crate::secret::Secret;

/// A merchant's account at a provider that takes HTTP Basic.
#[derive(Debug)]
pub(crate) struct BasicSite {
    base_url: String,
    /// Whole: `Basic …`.
    authorization: Secret,
}

impl BasicSite {
    /// Makes the site of an address and a pair of credentials.
    pub(crate) fn new(base_url: &str, user: &str, password: &str) -> Self {
        let pair = Zeroizing::new(format!("{user}:{password}"));
        Self {
            base_url: String::from(base_url.trim_end_matches('/')),
            authorization: Secret::new(format!("Basic {}", STANDARD.encode(pair.as_bytes()))),
        }
    }

    /// Shows the credentials behind the word `Basic`.
    pub(crate) fn credentials(&self) -> &str {
        let whole = self.authorization.expose();
        whole.strip_prefix("Basic ").unwrap_or(whole)
    }

    /// Makes a request that reads what is at `path`.
    pub(crate) fn get(&self, path: &str) -> HttpRequest {
        self.request(HttpMethod::Get, path, &[], Zeroizing::new(Vec::new()))
    }

    /// Makes a request with these headers beside those that every request has.
    pub(crate) fn request(
        &self,
        method: HttpMethod,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Zeroizing<Vec<u8>>,
    ) -> HttpRequest {
        let header =
            |(name, value): &(&'static str, &str)| (*name, Secret::new(String::from(*value)));
        let mut all = vec![
            header(&("accept", "application/json")),
            ("authorization", self.authorization.clone()),
        ];
        all.extend(headers.iter().map(header));
        HttpRequest {
            method,
            url: Secret::new(format!("{}{path}", self.base_url)),
            headers: all,
            body,
            resend_within: None,
        }
    }
}
