//! Sends webhooks: the first of each line, by lease, at least once.
//!
//! A crash between sending and noting sends again. A process that was stopped for longer
//! than its lease writes nothing late, and what it notes then changes nothing.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::deployment::{Deployment, MerchantEndpoint};
use crate::environment::{OpenSpan, SendError, TracedWork};
use crate::jobs::job::{Job, LeaseEnd};
use crate::metrics::WebhookTried;
use crate::model::webhook::{Webhook, WebhookLine};
use crate::store::queue::{Lease, Queue};
use crate::store::{self, Tx, webhooks};
use crate::trace_parent::TraceParent;
use crate::webhooks::retry::{next_try, not_before};
use crate::webhooks::signature::signatures;

/// Sends webhooks to the merchant.
#[derive(Clone, Debug)]
pub(crate) struct WebhookDeliveries {
    deployment: Arc<Deployment>,
    endpoint: MerchantEndpoint,
}

impl Job for WebhookDeliveries {
    type Row = WebhookLine;
    const NAME: &'static str = "webhooks";
    const QUEUE: &'static Queue<WebhookLine> = webhooks::DELIVERIES;

    async fn carry_out(self, line: WebhookLine, lease: Lease) -> LeaseEnd {
        let done = self.deliver_next(&line, lease).await;
        done.unwrap_or_else(|error| {
            tracing::error!(
                subject = line.subject,
                error = format!("{error:#}"),
                "what became of a webhook could not be noted"
            );
            LeaseEnd::Expires
        })
    }
}

/// A webhook that the merchant has not taken.
#[derive(Debug)]
struct NotTaken {
    /// Why, in few words.
    why: String,
    /// How long the merchant asks to be left alone.
    retry_after: Option<Duration>,
}

impl NotTaken {
    fn because(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            retry_after: None,
        }
    }
}

impl WebhookDeliveries {
    /// Works for this deployment.
    pub(crate) fn of(deployment: &Arc<Deployment>, endpoint: &MerchantEndpoint) -> Self {
        Self {
            deployment: Arc::clone(deployment),
            endpoint: endpoint.clone(),
        }
    }

    async fn deliver_next(&self, line: &WebhookLine, lease: Lease) -> anyhow::Result<LeaseEnd> {
        let line = line.clone();
        let store = &self.deployment.store;
        let reading = move |tx: &Tx<'_>| webhooks::next_of(tx, &line);
        let Some(webhook) = store.read(reading).await? else {
            return Ok(LeaseEnd::ToFree);
        };
        let failed = self.send(&webhook).await.err();
        let now = self.deployment.clock().now();
        let Some(NotTaken { why, retry_after }) = failed else {
            tracing::debug!(webhook = webhook.id, "the merchant has taken a webhook");
            let noting = move |tx: &Tx<'_>| {
                webhooks::note_delivered(tx, &webhook, now)?;
                webhooks::DELIVERIES.free(tx, &lease)
            };
            store.write(noting).await?;
            self.deployment
                .metrics
                .webhook_tried(WebhookTried::Delivered);
            return Ok(LeaseEnd::Freed);
        };
        let [chance] = self.deployment.environment.random().bytes::<1>()?;
        let (id, settings) = (webhook.id.clone(), self.endpoint.settings.clone());
        let reason = why.clone();
        let noting = move |tx: &Tx<'_>| -> store::Result<Option<Option<i64>>> {
            webhooks::DELIVERIES.free(tx, &lease)?;
            // As it is by now: a person may have had it redelivered while it was sent.
            let Some(webhook) = webhooks::find(tx, &id)? else {
                return Ok(None);
            };
            let next = next_try(&webhook, &settings, chance, now);
            let next = next.map(|at| not_before(at, retry_after, &settings, now));
            let failed = webhooks::Failed { why: &reason, next };
            let noted = webhooks::note_failed(tx, &webhook, &failed, now)?;
            Ok(noted.then_some(next))
        };
        let noted = store.write(noting).await?;
        let tried = match noted {
            Some(None) => WebhookTried::Parked,
            Some(Some(_)) | None => WebhookTried::Refused,
        };
        self.deployment.metrics.webhook_tried(tried);
        match noted {
            Some(Some(_)) => tracing::warn!(
                webhook = webhook.id,
                why,
                "a webhook was not taken; it is sent again"
            ),
            Some(None) => tracing::error!(
                webhook = webhook.id,
                why,
                "a webhook was not taken for days; it is parked, see `oneclick webhooks list`"
            ),
            None => tracing::debug!(webhook = webhook.id, why, "it was decided meanwhile"),
        }
        Ok(LeaseEnd::Freed)
    }

    /// Sends a webhook once; fails with the reason why it was not taken, which has
    /// nothing of the merchant's address or answer in it but the status.
    async fn send(&self, webhook: &Webhook) -> Result<(), NotTaken> {
        let headers = self.headers(webhook).ok_or("it cannot be sent");
        let mut headers = headers.map_err(NotTaken::because)?;
        let mut span = self.span_of(webhook);
        let place = span.as_ref().and_then(OpenSpan::place);
        if let Some(place) = place.and_then(TraceParent::header) {
            headers.insert(TraceParent::HEADER, place);
        }
        let body = Bytes::from(webhook.body.clone());
        let url = self.endpoint.settings.url.clone();
        let answer = self.endpoint.client.post(url, headers, body).await;
        let status = answer.as_ref().ok();
        let status = status.and_then(|(status, _)| StatusCode::from_u16(*status).ok());
        match (&mut span, status) {
            (Some(span), Some(status)) => span.answered(status),
            (Some(span), None) => span.failed(),
            (None, _) => {}
        }
        match answer {
            Ok((200..=299, _)) => Ok(()),
            Ok((status @ 300..=399, _)) => Err(NotTaken::because(format!(
                "status {status}, and no redirect is followed"
            ))),
            // RFC 6585, section 4, and RFC 9110, section 15.6.4.
            Ok((status @ (429 | 503), retry_after)) => Err(NotTaken {
                why: format!("status {status}"),
                retry_after,
            }),
            Ok((status, _)) => Err(NotTaken::because(format!("status {status}"))),
            Err(SendError::NotBuilt(why) | SendError::NotSent(why) | SendError::Lost(why)) => {
                Err(NotTaken::because(why))
            }
        }
    }

    /// Begins the span of a try, in the trace of the request that made the webhook.
    fn span_of(&self, webhook: &Webhook) -> Option<OpenSpan> {
        let parent = TraceParent::parse(webhook.trace_parent.as_deref()?)?;
        let work = TracedWork::WebhookTry {
            kind: &webhook.kind,
        };
        let traces = self.deployment.environment.traces();
        Some(traces.open(Some(parent), work))
    }

    /// Returns the headers of a webhook that is sent now.
    fn headers(&self, webhook: &Webhook) -> Option<HeaderMap> {
        let at = self.deployment.clock().seconds();
        let keys = self.deployment.keys.now();
        let signed = signatures(&keys.signing_keys, &webhook.id, at, &webhook.body);
        let mut signature = HeaderValue::from_str(&signed).ok()?;
        signature.set_sensitive(true);
        let json = HeaderValue::from_static("application/json");
        Some(HeaderMap::from_iter([
            (CONTENT_TYPE, json),
            (
                HeaderName::from_static("webhook-id"),
                HeaderValue::from_str(&webhook.id).ok()?,
            ),
            (
                HeaderName::from_static("webhook-timestamp"),
                HeaderValue::from(at),
            ),
            (HeaderName::from_static("webhook-signature"), signature),
        ]))
    }
}
