//! Sends what a provider built. The only socket towards a provider.

use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use oneclick_providers::{HttpRequest, HttpResponse, Method};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, redirect, retry};

/// The largest answer that is read, bytes.
const LARGEST_ANSWER: usize = 1 << 20;

/// An HTTP client that never repeats a request: no redirects, no retries, no
/// connection used twice, no proxy from the environment.
#[derive(Clone, Debug)]
pub struct ProviderClient {
    client: Client,
}

/// What came back, whole.
#[derive(Debug)]
pub struct Received {
    status: u16,
    content_type: Option<String>,
    body: Vec<u8>,
}

impl Received {
    /// The response as a provider reads it.
    pub fn as_response(&self) -> HttpResponse<'_> {
        HttpResponse {
            status: self.status,
            content_type: self.content_type.as_deref(),
            body: &self.body,
        }
    }
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// No byte of the request was written: proof that nothing was taken.
    NotSent(&'static str),
    /// The request may have arrived. Nobody knows.
    Lost(&'static str),
}

impl ProviderClient {
    /// A client with the time for a connection and for the whole exchange.
    ///
    /// # Errors
    /// Where the TLS library cannot start.
    pub fn new(connect: Duration, total: Duration) -> anyhow::Result<Self> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .referer(false)
            .pool_max_idle_per_host(0)
            .connect_timeout(connect)
            .timeout(total)
            .user_agent(concat!("oneclick/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(reqwest::Error::without_url)
            .context("cannot start the HTTP client for providers")?;
        Ok(Self { client })
    }

    /// Sends the request once.
    ///
    /// # Errors
    /// [`SendError`], which never carries an address, a header or a body.
    pub async fn send(&self, request: HttpRequest) -> Result<Received, SendError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &request.headers {
            let mut value =
                HeaderValue::from_str(value.expose()).map_err(|_| SendError::NotSent("header"))?;
            value.set_sensitive(true);
            headers.insert(*name, value);
        }
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
        };
        let mut sending = self
            .client
            .request(method, request.url.expose())
            .headers(headers);
        if !request.body.is_empty() {
            // The body may hold a security code: its owner wipes it when it is sent.
            sending = sending.body(Bytes::from_owner(request.body));
        }
        let response = sending.send().await.map_err(|error| classify(&error))?;
        let status = response.status().as_u16();
        let content_type = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(String::from);
        let body = read_body(response).await?;
        Ok(Received {
            status,
            content_type,
            body,
        })
    }
}

fn classify(error: &reqwest::Error) -> SendError {
    if error.is_builder() {
        SendError::NotSent("the request could not be built")
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
