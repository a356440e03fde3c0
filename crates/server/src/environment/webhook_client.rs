//! Sends webhooks to the merchant.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use oneclick_providers::Secret;

use crate::environment::clock::Clock;
use crate::environment::deadline::Deadline;
use crate::environment::transport::{RawRequest, SendError, Transport, Wanted};

/// A client that sends each webhook once, follows no redirect and reads no body.
#[derive(Clone, Debug)]
pub struct WebhookClient {
    transport: Arc<dyn Transport>,
    clock: Clock,
    total: Duration,
}

impl WebhookClient {
    /// Sends over `transport`, with the time for a whole exchange.
    pub(super) fn new(clock: Clock, transport: Arc<dyn Transport>, total: Duration) -> Self {
        Self {
            transport,
            clock,
            total,
        }
    }

    /// Posts a body; returns the status of the answer, and how long that asks to be left
    /// alone. Nothing is written once the
    /// time is over by either clock: a process that was stopped meanwhile sends
    /// nothing late.
    ///
    /// # Errors
    /// Fails with [`SendError`], which never carries an address, a header or a body.
    pub async fn post(
        &self,
        url: Secret,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<(u16, Option<Duration>), SendError> {
        let request = RawRequest {
            method: Method::POST,
            url,
            headers,
            body,
            deadline: Some(Deadline::new(&self.clock, self.total)),
            time_out: self.total,
            wanted: Wanted::Head,
        };
        let answer = self.transport.exchange(request).await?;
        Ok((answer.status, answer.retry_after))
    }
}
