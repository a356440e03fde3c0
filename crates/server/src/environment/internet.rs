//! The way to the providers and to the merchant over the internet. The only socket
//! towards either.

mod cause;
mod public;
mod timely;

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::Context as _;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER};
use reqwest::{Client, redirect, retry};

use crate::environment::internet::cause::caused_by;
pub use crate::environment::internet::public::is_public;
use crate::environment::internet::public::{
    Names, PublicNames, SystemNames, is_public_literal, was_not_public,
};
use crate::environment::internet::timely::{hold, was_too_late};
use crate::environment::transport::{
    Exchanging, RawRequest, RawResponse, Reach, SendError, Transport, Wanted,
};

const NOT_PUBLIC: SendError = SendError::NotSent("not an address of the public internet");

/// An HTTP client that never repeats a request: no redirects, no retries, no
/// connection used twice, no proxy from the environment.
#[derive(Clone, Debug)]
pub(super) struct Internet {
    client: Client,
    reach: Reach,
}

impl Internet {
    /// Starts the client with the time for a connection and the addresses that it
    /// connects to.
    ///
    /// # Errors
    /// Fails if the TLS library cannot start.
    pub(super) fn new(connect: Duration, reach: Reach) -> anyhow::Result<Self> {
        Self::by_names(connect, reach, Arc::new(SystemNames))
    }

    /// Starts the client; `names` are where the addresses of public hosts come from.
    fn by_names(connect: Duration, reach: Reach, names: Arc<dyn Names>) -> anyhow::Result<Self> {
        let builder = Client::builder();
        let builder = match reach {
            Reach::Anywhere => builder,
            Reach::PublicAddresses => builder.dns_resolver(Arc::new(PublicNames::of(names))),
        };
        let client = builder
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .referer(false)
            .pool_max_idle_per_host(0)
            .connect_timeout(connect)
            .user_agent(concat!("oneclick/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(reqwest::Error::without_url)
            .context("cannot start the HTTP client")?;
        Ok(Self { client, reach })
    }
}

impl Transport for Internet {
    fn exchange(&self, request: RawRequest) -> Exchanging {
        let RawRequest {
            method,
            url,
            headers,
            body,
            deadline,
            time_out,
            wanted,
        } = request;
        // An address that is no name is not looked up.
        if self.reach == Reach::PublicAddresses && !is_public_literal(url.expose()) {
            return Box::pin(async { Err(NOT_PUBLIC) });
        }
        let sending = self
            .client
            .request(method, url.expose())
            .timeout(time_out)
            .headers(headers);
        let sending = match deadline {
            Some(deadline) => sending.body(hold(body, deadline)),
            None if body.is_empty() => sending,
            None => sending.body(body),
        };
        Box::pin(exchange(sending, wanted))
    }
}

/// Sends one request and returns its one response.
async fn exchange(
    sending: reqwest::RequestBuilder,
    wanted: Wanted,
) -> Result<RawResponse, SendError> {
    let response = sending.send().await.map_err(|error| classify(&error))?;
    let status = response.status().as_u16();
    let content_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(String::from);
    let date = date_of(response.headers(), &DATE);
    let retry_after = retry_after_of(response.headers(), date);
    let body = match wanted {
        Wanted::UpTo(most) => read_body(response, most).await?,
        Wanted::Head => Vec::new(),
    };
    Ok(RawResponse {
        status,
        content_type,
        body,
        date,
        retry_after,
    })
}

/// Returns the `Retry-After` of a response (RFC 9110, section 10.2.3): seconds, or a time
/// that only means something against the sender's own clock.
fn retry_after_of(headers: &HeaderMap, date: Option<i64>) -> Option<Duration> {
    let told = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = match told.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => u64::try_from(date_of(headers, &RETRY_AFTER)?.saturating_sub(date?)).ok()?,
    };
    Some(Duration::from_secs(seconds))
}

/// Returns a time of a response, such as its `Date`, in Unix seconds (RFC 9110, section 5.6.7).
fn date_of(headers: &HeaderMap, name: &HeaderName) -> Option<i64> {
    let told = headers.get(name)?.to_str().ok()?;
    let since = httpdate::parse_http_date(told).ok()?;
    let since = since.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

fn classify(error: &reqwest::Error) -> SendError {
    if was_not_public(error) {
        NOT_PUBLIC
    } else if was_too_late(error) {
        SendError::NotSent("too late to send")
    } else if error.is_builder() {
        SendError::NotBuilt("the request could not be built")
    } else if let Some(refused) = caused_by::<rustls::Error>(error)
        && error.is_connect()
    {
        let distrusts = matches!(refused, rustls::Error::InvalidCertificate(_));
        SendError::NotSent(if distrusts {
            "its certificate is not trusted"
        } else {
            "it does not agree on TLS"
        })
    } else if error.is_connect() {
        SendError::NotSent("no connection")
    } else if error.is_timeout() {
        SendError::NOT_IN_TIME
    } else {
        SendError::Lost("the connection broke")
    }
}

async fn read_body(mut response: reqwest::Response, most: usize) -> Result<Vec<u8>, SendError> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|_| SendError::Lost("the answer broke off"))?
    {
        if body.len() + chunk.len() > most {
            return Err(SendError::TOO_LARGE);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
