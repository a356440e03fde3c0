//! CertiTrade's signatures: of requests ("Concepts", section "Security") and of
//! callbacks ("Process", section "Callback").

use core::fmt;
use std::time::{Duration, UNIX_EPOCH};

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::http::{HttpMethod, HttpRequest};
use crate::secret::Secret;

/// For how long a request with a `message_id` may be sent again: the document
/// names neither how long the id is remembered nor how far `Date` may be off.
const RESEND_WITHIN: Duration = Duration::from_mins(1);
/// The digits of a SHA-256 in hex.
const HEX: usize = 64;
/// 9999-12-31 23:59:59, the last second that an HTTP date can name.
const LAST_SECOND: u64 = 253_402_300_799;

/// Who asks, and where.
pub(super) struct Signer {
    /// The address in front of the resources, without a slash at its end.
    pub(super) base_url: String,
    pub(super) merchant_id: u64,
    pub(super) api_key: Secret,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({} m{} …)", self.base_url, self.merchant_id)
    }
}

impl Signer {
    /// Makes a request that reads `resource`.
    pub(super) fn get(&self, resource: &str, now: i64) -> HttpRequest {
        self.request(HttpMethod::Get, resource, Zeroizing::new(Vec::new()), now)
    }

    /// Makes a request that changes `resource`; may be repeated.
    pub(super) fn put(&self, resource: &str, body: String, now: i64) -> HttpRequest {
        self.request(HttpMethod::Put, resource, written(body), now)
    }

    /// Makes a request that makes something under `resource`; the same bytes may be
    /// sent again only where a `message_id` stands in the body.
    pub(super) fn post(
        &self,
        resource: &str,
        body: String,
        message_id: Option<u64>,
        now: i64,
    ) -> HttpRequest {
        HttpRequest {
            resend_within: message_id.map(|_| RESEND_WITHIN),
            ..self.request(HttpMethod::Post, resource, written(body), now)
        }
    }

    fn request(
        &self,
        method: HttpMethod,
        resource: &str,
        body: Zeroizing<Vec<u8>>,
        now: i64,
    ) -> HttpRequest {
        let word = match method {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
            HttpMethod::Put => "PUT",
            HttpMethod::Delete => "DELETE",
        };
        let url = format!("{}/{resource}", self.base_url);
        let date = http_date(now);
        let parts = [word.as_bytes(), url.as_bytes(), date.as_bytes(), &body];
        let signature = self.signature(&parts);
        // The scheme's spelling is that of the official clients; the documents
        // have `Certitrade` too.
        let authorization = format!("CertiTrade m{}:{signature}", self.merchant_id);
        let mut headers = vec![
            ("authorization", Secret::new(authorization)),
            ("date", Secret::new(date)),
        ];
        if method != HttpMethod::Get {
            let json = String::from("application/json; charset=utf-8");
            headers.insert(1, ("content-type", Secret::new(json)));
        }
        HttpRequest {
            method,
            url: Secret::new(url),
            headers,
            body,
            resend_within: None,
        }
    }

    /// Tells whether `told` is the signature of the parts, in hex of either case.
    /// Takes as long for a wrong one as for a right one of its length.
    pub(super) fn has_signed(&self, parts: &[&[u8]], told: &[u8]) -> bool {
        let signature = self.signature(parts);
        let told = told.to_ascii_lowercase();
        told.len() == HEX && bool::from(signature.as_bytes().ct_eq(&told))
    }

    /// HMAC-SHA256 of the parts, one after the other, in small hex.
    fn signature(&self, parts: &[&[u8]]) -> String {
        // HMAC takes a key of any length, so this never fails.
        let key = Hmac::<Sha256>::new_from_slice(self.api_key.expose().as_bytes());
        let signed = key.map(|mut mac| {
            for part in parts {
                mac.update(part);
            }
            hex::encode(mac.finalize().into_bytes())
        });
        signed.unwrap_or_default()
    }
}

fn written(body: String) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(body.into_bytes())
}

/// `Fri, 23 Nov 2002 09:50:36 GMT`: "D, d M Y H:i:s GMT".
fn http_date(now: i64) -> String {
    let seconds = u64::try_from(now).unwrap_or_default().min(LAST_SECOND);
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}
