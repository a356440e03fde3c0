//! The metrics of a server, and how each is counted. `metrics/names.rs` names all of them.
//!
//! A metric can be written with the labels of its type alone. Each server has its own: two in
//! one process do not mix.

pub(crate) mod labels;
mod names;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use std::time::Duration;

use http::{Method, StatusCode};
use oneclick_providers::{Outcome, ProviderName};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::environment::SendError;
use crate::metrics::labels::{
    CallAnswerLabels, CallLabels, ChargeLabels, DeliveryLabels, LookUpLabels, OpenOperationLabels,
    OpenPaymentLabels, ProviderLabels, RequestAnswerLabels, RequestLabels, WebhookLabels,
    WorkLabels, answer_of, method_of,
};
pub(crate) use crate::metrics::labels::{LookUpTold, RequestKind, WebhookTried};
use crate::metrics::names::{MetricSeries, registry};
use crate::metrics::store::StoreMetrics;
use crate::store::levels::StoreLevels;

/// The metrics of a server.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    series: MetricSeries,
}

impl Metrics {
    /// Makes them, with those of the store; `started` is the time now, Unix seconds.
    pub(crate) fn new(store: &StoreMetrics, started: i64) -> Self {
        let series = MetricSeries::default();
        let registry = registry(&series, store, started);
        Self { registry, series }
    }

    /// Counts a request to a provider that took so many milliseconds.
    pub(crate) fn request_ended(
        &self,
        provider: ProviderName,
        kind: RequestKind,
        failed: Option<&SendError>,
        took: i64,
    ) {
        let (provider, request) = (provider.as_str(), kind.as_str());
        let answer = answer_of(failed);
        let labels = RequestAnswerLabels {
            provider,
            request,
            answer,
        };
        self.series.requests.get_or_create(&labels).inc();
        let labels = RequestLabels { provider, request };
        self.series
            .request_times
            .get_or_create(&labels)
            .observe(seconds(took));
    }

    /// Counts what a provider answered to a charge.
    pub(crate) fn charge_answered(
        &self,
        provider: ProviderName,
        told: Result<&Outcome, &SendError>,
    ) {
        let answer = match told {
            Ok(outcome) => outcome.as_str(),
            Err(failed) => answer_of(Some(failed)),
        };
        let provider = provider.as_str();
        let labels = ChargeLabels { provider, answer };
        self.series.charges.get_or_create(&labels).inc();
    }

    /// Counts a look-up.
    pub(crate) fn looked_up(&self, provider: &str, told: LookUpTold) {
        let labels = LookUpLabels {
            provider: String::from(provider),
            told: told.as_str(),
        };
        self.series.look_ups.get_or_create(&labels).inc();
    }

    /// Counts a try to deliver a webhook.
    pub(crate) fn webhook_tried(&self, tried: WebhookTried) {
        let result = tried.as_str();
        self.series
            .deliveries
            .get_or_create(&DeliveryLabels { result })
            .inc();
    }

    /// Counts an answer that took so many milliseconds; `route` is the template.
    pub(crate) fn answered(&self, route: &str, method: &Method, status: StatusCode, took: i64) {
        let (route, method) = (String::from(route), method_of(method));
        let labels = CallLabels {
            route: route.clone(),
            method,
        };
        self.series
            .call_times
            .get_or_create(&labels)
            .observe(seconds(took));
        let status = status.as_u16();
        let labels = CallAnswerLabels {
            route,
            method,
            status,
        };
        self.series.calls.get_or_create(&labels).inc();
    }

    /// Notes whether background work for a provider pauses.
    pub(crate) fn note_breaker(&self, provider: ProviderName, is_open: bool) {
        let provider = String::from(provider.as_str());
        let labels = ProviderLabels { provider };
        self.series
            .breakers
            .get_or_create(&labels)
            .set(i64::from(is_open));
    }

    /// Notes what the store has told; `None` if it did not answer: an old number would lie.
    pub(crate) fn note_levels(&self, levels: Option<StoreLevels>) {
        self.series.open_payments.clear();
        self.series.open_operations.clear();
        self.series.lags.clear();
        self.series.webhooks.clear();
        self.series.store_up.set(i64::from(levels.is_some()));
        let Some(levels) = levels else {
            return;
        };
        self.series.store_closed.set(i64::from(levels.is_closed));
        for open in levels.payments {
            let labels = OpenPaymentLabels {
                provider: open.provider,
                state: open.state.as_str(),
                age: open.age.as_str(),
            };
            self.series
                .open_payments
                .get_or_create(&labels)
                .set(open.count);
        }
        for open in levels.operations {
            let labels = OpenOperationLabels {
                state: open.state.as_str(),
                age: open.age.as_str(),
            };
            self.series
                .open_operations
                .get_or_create(&labels)
                .set(open.count);
        }
        for (work, provider, lag) in levels.lags {
            let labels = WorkLabels { work, provider };
            self.series.lags.get_or_create(&labels).set(lag);
        }
        for (state, count) in levels.webhooks {
            let labels = WebhookLabels {
                state: state.as_str(),
            };
            self.series.webhooks.get_or_create(&labels).set(count);
        }
        self.series.oldest_webhook.set(levels.oldest_webhook);
    }

    /// Returns all as text, in the format of `OpenMetrics` 1.0.
    ///
    /// # Errors
    /// Never fails: it writes to memory.
    pub(crate) fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

fn seconds(milliseconds: i64) -> f64 {
    let milliseconds = u64::try_from(milliseconds).unwrap_or_default();
    Duration::from_millis(milliseconds).as_secs_f64()
}
