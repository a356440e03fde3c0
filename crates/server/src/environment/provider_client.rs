//! Sends what a provider built.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{HeaderMap, HeaderValue};
use oneclick_providers::{Call, HttpMethod, HttpRequest, HttpResponse};

use crate::environment::clock::Clock;
use crate::environment::deadline::Deadline;
use crate::environment::transport::{RawRequest, RawResponse, SendError, Transport, Wanted};
use crate::trace;
use crate::trace_parent::TraceParent;

/// The largest answer that is read to what changes something, bytes.
const LARGEST_ANSWER: usize = 1 << 20;
/// The largest that is read to what only asks, bytes: CostPlus lists all orders of hours
/// at once, of one or two thousand bytes each.
const LARGEST_LISTING: usize = 16 << 20;
/// How often the same bytes are sent again at most.
const MOST_RESENDS: usize = 2;

/// A client that never repeats a request but where the request itself says that
/// it counts once.
#[derive(Clone, Debug)]
pub struct ProviderClient {
    transport: Arc<dyn Transport>,
    clock: Clock,
    total: Duration,
    reading: Duration,
}

/// The answer to a call, read.
#[derive(Debug)]
pub struct ReceivedAnswer<T> {
    /// What the response says.
    pub answer: T,
    /// What the provider's clock showed, Unix seconds, where it says so.
    pub date: Option<i64>,
    /// Whether it answers bytes that were sent before.
    pub resent: bool,
}

impl ProviderClient {
    /// Sends over `transport`, with the time for a whole exchange that may move
    /// money, and for one that only asks.
    pub(super) fn new(
        clock: Clock,
        transport: Arc<dyn Transport>,
        total: Duration,
        reading: Duration,
    ) -> Self {
        Self {
            transport,
            clock,
            total,
            reading,
        }
    }

    /// Sends what changes nothing, once, and reads the answer.
    ///
    /// # Errors
    /// Fails with [`SendError`], which never carries an address, a header or a body.
    pub async fn read<T>(&self, call: Call<T>) -> Result<ReceivedAnswer<T>, SendError> {
        let wanted = Wanted::UpTo(LARGEST_LISTING);
        self.call(call, None, self.reading, wanted).await
    }

    /// Sends what changes something and moves no money, once, and reads the answer.
    ///
    /// # Errors
    /// Fails as [`Self::read`] does.
    pub async fn change<T>(&self, call: Call<T>) -> Result<ReceivedAnswer<T>, SendError> {
        let wanted = Wanted::UpTo(LARGEST_ANSWER);
        self.call(call, None, self.total, wanted).await
    }

    /// Sends what may move money, if that can be done while `left` lasts, and reads
    /// the answer. Where the provider promises that the same bytes count once, sends
    /// them again when no answer came: at most twice, and only within the time
    /// that the provider and `left` allow, looked at once more when the
    /// connection takes it.
    ///
    /// # Errors
    /// Fails as [`Self::read`] does; lost once is lost, whatever became of the next.
    pub async fn move_money<T>(
        &self,
        call: Call<T>,
        left: Duration,
    ) -> Result<ReceivedAnswer<T>, SendError> {
        let wanted = Wanted::UpTo(LARGEST_ANSWER);
        self.call(call, Some(left), self.total, wanted).await
    }

    async fn call<T>(
        &self,
        call: Call<T>,
        left: Option<Duration>,
        time_out: Duration,
        wanted: Wanted,
    ) -> Result<ReceivedAnswer<T>, SendError> {
        let (request, reader) = call.into_parts();
        let (response, resent) = self.exchange_all(request, left, time_out, wanted).await?;
        Ok(ReceivedAnswer {
            answer: reader.read(HttpResponse {
                status: response.status,
                content_type: response.content_type.as_deref(),
                body: &response.body,
            }),
            date: response.date,
            resent,
        })
    }

    async fn exchange_all(
        &self,
        request: HttpRequest,
        left: Option<Duration>,
        time_out: Duration,
        wanted: Wanted,
    ) -> Result<(RawResponse, bool), SendError> {
        // By either clock: the machine may have slept, and the provider has not.
        let until = |within| Deadline::new(&self.clock, within);
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
        if let Some(place) = trace::here().and_then(TraceParent::header) {
            named.insert(TraceParent::HEADER, place);
        }
        let method = match method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
            HttpMethod::Put => Method::PUT,
            HttpMethod::Delete => Method::DELETE,
        };
        let mut lost = None;
        for _ in 0..=MOST_RESENDS {
            let body = if again_within.is_zero() {
                core::mem::take(&mut body)
            } else {
                body.clone()
            };
            let deadline = match lost {
                None => first.clone(),
                Some(_) => Some(again.clone()),
            };
            let sending = RawRequest {
                method: method.clone(),
                url: url.clone(),
                headers: named.clone(),
                body,
                deadline,
                time_out,
                wanted,
            };
            match self.transport.exchange(sending).await {
                Ok(received) => return Ok((received, lost.is_some())),
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

#[cfg(test)]
mod tests;
