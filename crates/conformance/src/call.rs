//! A request to the endpoint.

use reqwest::Method;
use serde_json::Value;

use crate::session_source::ShopperToken;

/// What an answer with `200` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallAnswer {
    /// The checkout.
    Checkout,
    /// A payment.
    Payment,
    /// The session's end.
    Extended,
    /// Nothing that has a form.
    Nothing,
}

/// A request before it is sent. Printing it shows neither token nor body.
#[derive(Clone)]
pub struct EndpointCall {
    /// The method.
    pub method: Method,
    /// What stands below the endpoint's path: empty, or a path with a slash before it.
    pub below: String,
    /// The page's origin; `None` for a request of no page.
    pub origin: Option<String>,
    /// The session's token.
    pub token: Option<ShopperToken>,
    /// Headers beside those.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Option<Vec<u8>>,
    /// What the answer is, if all is well.
    pub answer: CallAnswer,
}

impl core::fmt::Debug for EndpointCall {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.name())
    }
}

impl EndpointCall {
    /// Begins a request.
    pub fn new(method: Method, below: &str, answer: CallAnswer) -> Self {
        Self {
            method,
            below: String::from(below),
            origin: None,
            token: None,
            headers: Vec::new(),
            body: None,
            answer,
        }
    }

    /// Sends it from a page of this origin.
    pub fn of_page(mut self, origin: &str) -> Self {
        self.origin = Some(String::from(origin));
        self
    }

    /// Sends a token with it.
    pub fn by(mut self, token: &ShopperToken) -> Self {
        self.token = Some(token.clone());
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, String::from(value)));
        self
    }

    /// Sends JSON.
    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string().into_bytes())
    }

    /// Sends bytes, announced as this media type.
    pub fn raw(mut self, media_type: &str, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self.header("Content-Type", media_type)
    }

    /// Names the request as a finding does.
    pub fn name(&self) -> String {
        // An id that is in the path is the shopper's own affair.
        let below = match self.below.strip_prefix("/cards/") {
            Some(rest) => match rest.split_once('/') {
                Some((_, change)) => format!("/cards/…/{change}"),
                None => String::from("/cards/…"),
            },
            None => self.below.clone(),
        };
        format!("{} {{endpoint}}{below}", self.method)
    }
}
