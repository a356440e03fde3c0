//! Where Finpay is and who asks it; the addresses that are read, and the three
//! that act when they are.

use core::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oneclick_rules::{Code, CustomerId};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{CUSTOMER, Settings};
use crate::body::written;
use crate::{HttpRequest, Method, Reference, Secret};

/// A merchant at Finpay: "Authorization & Headers".
#[derive(Debug)]
pub(super) struct Site {
    base_url: String,
    /// Whole: `Basic …`.
    authorization: Secret,
    /// With [`CUSTOMER`] in it, and behind `base_url`.
    stored_cards_path: Option<String>,
}

impl Site {
    /// The site of these settings.
    pub(super) fn new(settings: &Settings) -> Self {
        let key = settings.merchant_key.expose();
        let pair = Zeroizing::new(format!("{}:{key}", settings.merchant_id));
        let fits = |path: &&String| path.starts_with('/') && path.contains(CUSTOMER);
        Self {
            base_url: String::from(settings.base_url.trim_end_matches('/')),
            authorization: Secret::new(format!("Basic {}", STANDARD.encode(pair.as_bytes()))),
            stored_cards_path: settings.stored_cards_path.as_ref().filter(fits).cloned(),
        }
    }

    /// Whether cards can be listed.
    pub(super) fn lists_cards(&self) -> bool {
        self.stored_cards_path.is_some()
    }

    /// The request that begins a payment: `call` is `payment` or `initiate`.
    pub(super) fn post(&self, call: &str, body: &impl Serialize) -> Result<HttpRequest, Code> {
        let body = written(body)?;
        let mut request = self.get(format!("/pg/payment/card/{call}"));
        request.method = Method::Post;
        request
            .headers
            .push(header("content-type", "application/json"));
        request.body = body;
        Ok(request)
    }

    /// The request that reads a payment: always by the order's id, our reference.
    pub(super) fn check(&self, order: &str) -> HttpRequest {
        self.get(format!("/pg/payment/card/check/{order}"))
    }

    /// The request that ends a payment: `call` is `void` of what is paid or
    /// authorised, `cancel` of what is still open.
    pub(super) fn end(&self, call: &str, order: &Reference) -> HttpRequest {
        self.get(format!("/pg/payment/card/{call}/{}", order.as_str()))
    }

    /// The request that lists a customer's cards; `None` where nobody said how,
    /// and for a customer who cannot stand in an address.
    pub(super) fn list_cards(&self, customer: &CustomerId) -> Option<HttpRequest> {
        let path = self.stored_cards_path.as_ref()?;
        let customer = segment(customer.as_str())?;
        Some(self.get(path.replace(CUSTOMER, &customer)))
    }

    /// The request that deletes a stored card; `None` for a token that cannot
    /// stand in an address.
    pub(super) fn delete_card(&self, token: &Secret) -> Option<HttpRequest> {
        let token = Zeroizing::new(segment(token.expose())?);
        let path = format!("/pg/payment/card/customer/delete/{}", token.as_str());
        Some(self.get(path))
    }

    fn get(&self, path: String) -> HttpRequest {
        let path = Zeroizing::new(path);
        HttpRequest {
            method: Method::Get,
            url: Secret::new(format!("{}{}", self.base_url, path.as_str())),
            headers: vec![
                header("accept", "application/json"),
                ("authorization", self.authorization.clone()),
            ],
            body: Zeroizing::new(Vec::new()),
            resend_within: None,
        }
    }
}

/// A text as one segment of an address (RFC 3986, section 2.3); `None` for what
/// an address would take for a step up or for nothing.
fn segment(text: &str) -> Option<String> {
    if matches!(text, "" | "." | "..") {
        return None;
    }
    let mut out = String::with_capacity(3 * text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Some(out)
}

fn header(name: &'static str, value: &str) -> (&'static str, Secret) {
    (name, Secret::new(String::from(value)))
}
