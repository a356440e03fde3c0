//! Sends what a provider built. The only socket towards a provider.

mod timely;

use std::time::{Duration, UNIX_EPOCH};

use anyhow::Context as _;
use bytes::Bytes;
use oneclick_providers::{Call, HttpMethod, HttpRequest, HttpResponse};
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue};
use reqwest::{Client, redirect, retry};

use self::timely::{Deadline, was_too_late};
use super::clock::Clock;

/// The largest answer that is read, bytes.
const LARGEST_ANSWER: usize = 1 << 20;

/// How often the same bytes are sent again at most.
const MOST_RESENDS: usize = 2;

/// An HTTP client that never repeats a request but where the request itself
/// says that it counts once: no redirects, no retries, no connection used
/// twice, no proxy from the environment.
#[derive(Clone, Debug)]
pub struct ProviderClient {
    client: Client,
    clock: Clock,
    total: Duration,
    reading: Duration,
}

/// The answer to a call, read.
#[derive(Debug)]
pub struct Received<T> {
    /// What the response says.
    pub answer: T,
    /// What the provider's clock showed, Unix seconds, where it says so.
    pub date: Option<i64>,
    /// Whether it answers bytes that were sent before.
    pub resent: bool,
}

/// A response as it came, whole.
struct RawResponse {
    status: u16,
    content_type: Option<String>,
    body: Vec<u8>,
    date: Option<i64>,
    resent: bool,
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// It is no request: nothing was taken, and nobody was asked.
    NotBuilt(&'static str),
    /// No byte of the request was written: proof that nothing was taken.
    NotSent(&'static str),
    /// The request may have arrived. Nobody knows.
    Lost(&'static str),
}

impl ProviderClient {
    /// A client with the time for a connection, for a whole exchange that may
    /// move money, and for one that only asks.
    ///
    /// # Errors
    /// Where the TLS library cannot start.
    pub fn new(
        clock: Clock,
        connect: Duration,
        total: Duration,
        reading: Duration,
    ) -> anyhow::Result<Self> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .referer(false)
            .pool_max_idle_per_host(0)
            .connect_timeout(connect)
            .user_agent(concat!("oneclick/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(reqwest::Error::without_url)
            .context("cannot start the HTTP client for providers")?;
        Ok(Self {
            client,
            clock,
            total,
            reading,
        })
    }

    /// Sends what changes nothing, once, and reads the answer.
    ///
    /// # Errors
    /// [`SendError`], which never carries an address, a header or a body.
    pub async fn read<T>(&self, call: Call<T>) -> Result<Received<T>, SendError> {
        self.call(call, None, self.reading).await
    }

    /// Sends what moves no money, once, and reads the answer.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn send<T>(&self, call: Call<T>) -> Result<Received<T>, SendError> {
        self.call(call, None, self.total).await
    }

    /// Sends the request if that can be done while `left` lasts, and reads the
    /// answer. Where the provider promises that the same bytes count once, sends
    /// them again when no answer came: at most twice, and only within the time
    /// that the provider and `left` allow, looked at once more when the
    /// connection takes it.
    ///
    /// # Errors
    /// As [`Self::read`]; lost once is lost, whatever became of the next.
    pub async fn send_within<T>(
        &self,
        call: Call<T>,
        left: Duration,
    ) -> Result<Received<T>, SendError> {
        self.call(call, Some(left), self.total).await
    }

    async fn call<T>(
        &self,
        call: Call<T>,
        left: Option<Duration>,
        time_out: Duration,
    ) -> Result<Received<T>, SendError> {
        let (request, reader) = call.into_parts();
        let response = self.exchange_all(request, left, time_out).await?;
        Ok(Received {
            answer: reader.read(HttpResponse {
                status: response.status,
                content_type: response.content_type.as_deref(),
                body: &response.body,
            }),
            date: response.date,
            resent: response.resent,
        })
    }

    async fn exchange_all(
        &self,
        request: HttpRequest,
        left: Option<Duration>,
        time_out: Duration,
    ) -> Result<RawResponse, SendError> {
        // By either clock: the machine may have slept, and the provider has not.
        let until = |within| Deadline::new(&self.clock, self.clock.moment(), within);
        let first = left.map(until);
        let again_within = request.resend_within.unwrap_or_default();
        let again_within = again_within.min(left.unwrap_or_default());
        let again = until(again_within);
        let HttpRequest {
            method,
            url,
            headers,
            body,
            ..
        } = request;
        // The body may hold a security code: its owner wipes it when the last
        // of the sendings has let go of it.
        let mut body = Bytes::from_owner(body);
        let mut named = HeaderMap::new();
        for (name, value) in &headers {
            let mut value =
                HeaderValue::from_str(value.expose()).map_err(|_| SendError::NotBuilt("header"))?;
            value.set_sensitive(true);
            named.insert(*name, value);
        }
        let method = match method {
            HttpMethod::Get => reqwest::Method::GET,
            HttpMethod::Post => reqwest::Method::POST,
            HttpMethod::Put => reqwest::Method::PUT,
            HttpMethod::Delete => reqwest::Method::DELETE,
        };
        let mut lost = None;
        for _ in 0..=MOST_RESENDS {
            let sending = self
                .client
                .request(method.clone(), url.expose())
                .timeout(time_out)
                .headers(named.clone());
            let body = if again_within.is_zero() {
                core::mem::take(&mut body)
            } else {
                body.clone()
            };
            let deadline = match lost {
                None => first.clone(),
                Some(_) => Some(again.clone()),
            };
            let sending = match deadline {
                Some(deadline) => sending.body(deadline.hold(body)),
                None if body.is_empty() => sending,
                None => sending.body(body),
            };
            match exchange(sending).await {
                Ok(received) => {
                    return Ok(RawResponse {
                        resent: lost.is_some(),
                        ..received
                    });
                }
                Err(error) => {
                    let first = *lost.get_or_insert(error);
                    let ends = again_within.is_zero() || again.may_be_over();
                    if ends || !matches!(first, SendError::Lost(_)) {
                        return Err(first);
                    }
                }
            }
        }
        Err(lost.unwrap_or(SendError::Lost("no answer")))
    }
}

/// One request, one response.
async fn exchange(sending: reqwest::RequestBuilder) -> Result<RawResponse, SendError> {
    let response = sending.send().await.map_err(|error| classify(&error))?;
    let status = response.status().as_u16();
    let content_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(String::from);
    let date = date_of(response.headers());
    let body = read_body(response).await?;
    Ok(RawResponse {
        status,
        content_type,
        body,
        date,
        resent: false,
    })
}

/// The `Date` of a response (RFC 9110, section 6.6.1).
fn date_of(headers: &HeaderMap) -> Option<i64> {
    let told = headers.get(DATE)?.to_str().ok()?;
    let since = httpdate::parse_http_date(told).ok()?;
    let since = since.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

fn classify(error: &reqwest::Error) -> SendError {
    if was_too_late(error) {
        SendError::NotSent("too late to send")
    } else if error.is_builder() {
        SendError::NotBuilt("the request could not be built")
    } else if error.is_connect() {
        SendError::NotSent("no connection")
    } else if error.is_timeout() {
        SendError::Lost("no answer in time")
    } else {
        SendError::Lost("the connection broke")
    }
}

async fn read_body(mut response: reqwest::Response) -> Result<Vec<u8>, SendError> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|_| SendError::Lost("the answer broke off"))?
    {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(SendError::Lost("the answer is larger than 1 MiB"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests;
