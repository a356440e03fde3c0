//! The endpoint that is checked: carries requests to it, and judges every answer.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};
use serde_json::Value;

use crate::call::{CallAnswer, EndpointCall};
use crate::checked::{CheckResult, broken};
use crate::every_answer::lacks;
use crate::received::{EndpointAnswer, text};
use crate::section::ProtocolSection;
use crate::shape;

/// How long the element waits for an answer to a `POST`, and to a `GET`.
const POST_WAITED_FOR: Duration = Duration::from_secs(25);
const GET_WAITED_FOR: Duration = Duration::from_secs(10);
/// When a `POST` must be answered, with a little for the way.
const POST_ANSWERED: Duration = Duration::from_secs(21);

/// What many answers break: each rule with the first request, and how many more.
pub type Breaches = BTreeMap<(ProtocolSection, String), (String, usize)>;

/// The endpoint and the page's origin.
#[derive(Debug)]
pub struct Endpoint {
    url: Url,
    origin: String,
    client: Client,
    breaches: Mutex<Breaches>,
}

impl Endpoint {
    /// Takes the address of an endpoint; the origin of pages is its own unless one is given.
    ///
    /// # Errors
    /// Fails if the address is neither http nor https, or there is no TLS.
    pub fn new(url: &str, origin: Option<&str>) -> anyhow::Result<Self> {
        let form = "must be an address such as https://shop.example.com/checkout";
        let url = Url::parse(url).with_context(|| format!("--endpoint {form}"))?;
        anyhow::ensure!(
            matches!(url.scheme(), "http" | "https") && url.host().is_some(),
            "--endpoint {form}"
        );
        let own = url.origin().ascii_serialization();
        let origin = origin.map_or(own, |origin| String::from(origin.trim_end_matches('/')));
        // As the element: no redirect is followed.
        let client = Client::builder().redirect(Policy::none()).build()?;
        Ok(Self {
            url,
            origin,
            client,
            breaches: Mutex::default(),
        })
    }

    /// Returns the origin of the page that pays.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Begins a request of that page.
    pub fn call(&self, method: Method, below: &str, answer: CallAnswer) -> EndpointCall {
        EndpointCall::new(method, below, answer).of_page(&self.origin)
    }

    /// Sends a request, and notes what its answer breaks.
    pub async fn send(&self, call: EndpointCall) -> CheckResult<EndpointAnswer> {
        match self.exchange(&call).await {
            Ok(received) => {
                self.note(&call, &received);
                Ok(received)
            }
            Err(why) => broken(
                ProtocolSection::CheckoutApi,
                format!("{} was not answered: {why}", call.name()),
            ),
        }
    }

    /// Sends a request and reads its answer, whatever it is.
    ///
    /// # Errors
    /// Says why there is none, without the address.
    pub async fn exchange(&self, call: &EndpointCall) -> Result<EndpointAnswer, String> {
        let waits = if call.method == Method::GET {
            GET_WAITED_FOR
        } else {
            POST_WAITED_FOR
        };
        let address = self.address(&call.below);
        let mut request = self.client.request(call.method.clone(), address);
        request = request.timeout(waits);
        if let Some(origin) = &call.origin {
            request = request.header("Origin", origin);
        }
        if let Some(token) = &call.token {
            request = request.bearer_auth(token.expose());
        }
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        let began = Instant::now();
        let response = request.send().await.map_err(in_words)?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await.map_err(in_words)?;
        Ok(EndpointAnswer {
            request: call.name(),
            status,
            headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            took: began.elapsed(),
        })
    }

    /// Gives what answers broke, and forgets it.
    pub fn breaches(&self) -> Breaches {
        let mut breaches = self.breaches.lock().unwrap_or_else(PoisonError::into_inner);
        core::mem::take(&mut breaches)
    }

    fn note(&self, call: &EndpointCall, answer: &EndpointAnswer) {
        let mut found = lacks(call, answer);
        if answer.status == 200 {
            found.extend(shape::wrong(&answer.body, call.answer));
        }
        let stale = answer.body.get("payment").filter(|stale| stale.is_object());
        if let Some(payment) = stale.filter(|_| answer.status == 409) {
            found.extend(shape::payment(payment));
        }
        if answer.took > POST_ANSWERED {
            let words = "an answer takes more than 20 seconds: it must be `processing` by then";
            found.push((ProtocolSection::Pay, String::from(words)));
        }
        let mut breaches = self.breaches.lock().unwrap_or_else(PoisonError::into_inner);
        for breach in found {
            let known = breaches.entry(breach);
            known
                .and_modify(|(_, more)| *more += 1)
                .or_insert_with(|| (answer.in_words(), 0));
        }
    }

    /// Returns the address of a call: below the path, before the query.
    fn address(&self, below: &str) -> Url {
        let mut url = self.url.clone();
        if !below.is_empty() {
            url.set_path(&format!("{}{below}", self.url.path().trim_end_matches('/')));
        }
        url
    }
}

/// Says why there is no answer. The address is left out: it may have a secret in its query.
fn in_words(error: reqwest::Error) -> String {
    let timed_out = error.is_timeout();
    let error = error.without_url();
    if timed_out {
        return String::from("no answer in time");
    }
    format!("{:#}", anyhow::Error::from(error))
}

/// Tells whether an answer is a problem, as an endpoint answers a request without a token.
pub fn is_problem(answer: &EndpointAnswer) -> bool {
    answer.status >= 400 && !text(&answer.body, "code").is_empty()
}
