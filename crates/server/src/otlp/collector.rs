//! The way to the collector.

use std::pin::Pin;
use std::time::Duration;

use anyhow::Context as _;
use http::{Request, Response};
use opentelemetry_http::{Bytes, HttpClient, HttpError};
use reqwest::{Client, redirect};
use tokio::runtime::Handle;

/// An answer under way.
type CollectorAnswer<'call> =
    Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'call>>;

/// Sends batches of spans to the collector. They come from a thread that no runtime runs:
/// they are sent on the server's.
#[derive(Debug)]
pub(super) struct Collector {
    client: Client,
    runtime: Handle,
}

impl Collector {
    /// Starts the client, with the time for a whole exchange.
    ///
    /// # Errors
    /// Fails if the TLS library cannot start.
    pub(super) fn new(within: Duration) -> anyhow::Result<Self> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .timeout(within)
            .user_agent(concat!("oneclick/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(reqwest::Error::without_url)
            .context("cannot start the HTTP client")?;
        Ok(Self {
            client,
            runtime: Handle::current(),
        })
    }
}

// As `async_trait` writes it.
impl HttpClient for Collector {
    fn send_bytes<'client, 'call>(&'client self, request: Request<Bytes>) -> CollectorAnswer<'call>
    where
        'client: 'call,
        Self: 'call,
    {
        let (client, runtime) = (self.client.clone(), self.runtime.clone());
        Box::pin(async move { runtime.spawn(send(client, request)).await? })
    }
}

async fn send(client: Client, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let request = reqwest::Request::try_from(request)?;
    let response = client.execute(request).await?;
    let status = response.status();
    // A redirect is none that was followed: the spans are not there.
    if !status.is_success() {
        return Err(format!("the collector has answered with {status}").into());
    }
    Ok(Response::new(response.bytes().await?))
}
