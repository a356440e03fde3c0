//! Carries a request to a provider or to the merchant, and its response back.

use core::fmt;
use core::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use oneclick_providers::Secret;

use crate::environment::deadline::Deadline;

/// Leads to the providers and to the merchant.
pub trait Network: fmt::Debug + Send + Sync {
    /// Makes a transport whose connections are there within `connect`, and lead no
    /// further than `reach`.
    ///
    /// # Errors
    /// Fails if there is no TLS.
    fn transport(&self, connect: Duration, reach: Reach) -> anyhow::Result<Arc<dyn Transport>>;
}

/// Says which addresses a transport connects to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Any.
    Anywhere,
    /// Those of the public internet alone, by the address that is connected to.
    PublicAddresses,
}

/// Carries requests, each once.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends the request over a connection of its own and reads the response.
    fn exchange(&self, request: RawRequest) -> Exchanging;
}

/// An exchange under way.
pub type Exchanging = Pin<Box<dyn Future<Output = Result<RawResponse, SendError>> + Send>>;

/// A request as it leaves. Printing it shows the method alone.
pub struct RawRequest {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: Secret,
    /// The headers, marked sensitive.
    pub headers: HeaderMap,
    /// The body, wiped when its last clone goes.
    pub body: Bytes,
    /// Until when it may leave: nothing of it is written after that.
    pub deadline: Option<Deadline>,
    /// How long the whole exchange may take.
    pub time_out: Duration,
    /// How much of the response is read.
    pub wanted: Wanted,
}

/// Says how much of a response is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it, if its body has no more bytes than these.
    UpTo(usize),
    /// Its head; the body is empty then.
    Head,
}

/// A response as it came.
pub struct RawResponse {
    /// The status code.
    pub status: u16,
    /// The media type as sent, if any.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// What the provider's clock showed, Unix seconds, where it says so.
    pub date: Option<i64>,
    /// How long it asks to be left alone, by its `Retry-After` in seconds or against its
    /// own `Date`.
    pub retry_after: Option<Duration>,
}

/// Says why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// It is no request: nothing was taken, and nobody was asked.
    NotBuilt(&'static str),
    /// No byte of the request was written: proof that nothing was taken.
    NotSent(&'static str),
    /// The request may have arrived, or not.
    Lost(&'static str),
}

impl SendError {
    /// The answer has more bytes than are wanted.
    pub const TOO_LARGE: Self = Self::Lost("the answer is too large");
    /// The answer did not come in time.
    pub const NOT_IN_TIME: Self = Self::Lost("no answer in time");
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawRequest({:?} …)", self.method)
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawResponse({} …)", self.status)
    }
}
