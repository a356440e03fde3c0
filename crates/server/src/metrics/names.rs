//! Names every metric of a server and says what it counts. The documentation has the same list.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::metrics::labels::{
    BuildLabels, CallAnswerLabels, CallLabels, ChargeLabels, DeliveryLabels, LookUpLabels,
    OpenOperationLabels, OpenPaymentLabels, ProviderLabels, RequestAnswerLabels, RequestLabels,
    WebhookLabels, WorkLabels,
};
use crate::metrics::store::StoreMetrics;

/// The upper ends of the buckets, seconds: up to what a provider may take.
const BUCKETS: [f64; 12] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0,
];

type Timed<L> = Family<L, Histogram, fn() -> Histogram>;

fn histogram() -> Histogram {
    Histogram::new(BUCKETS)
}

/// The series of a server beside those of its store.
#[derive(Debug)]
pub(super) struct MetricSeries {
    pub(super) requests: Family<RequestAnswerLabels, Counter>,
    pub(super) request_times: Timed<RequestLabels>,
    pub(super) charges: Family<ChargeLabels, Counter>,
    pub(super) look_ups: Family<LookUpLabels, Counter>,
    pub(super) deliveries: Family<DeliveryLabels, Counter>,
    pub(super) calls: Family<CallAnswerLabels, Counter>,
    pub(super) call_times: Timed<CallLabels>,
    pub(super) breakers: Family<ProviderLabels, Gauge>,
    pub(super) open_payments: Family<OpenPaymentLabels, Gauge>,
    pub(super) open_operations: Family<OpenOperationLabels, Gauge>,
    pub(super) lags: Family<WorkLabels, Gauge>,
    pub(super) webhooks: Family<WebhookLabels, Gauge>,
    pub(super) oldest_webhook: Gauge,
    pub(super) store_up: Gauge,
    pub(super) store_closed: Gauge,
}

impl Default for MetricSeries {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            request_times: Family::new_with_constructor(histogram),
            charges: Family::default(),
            look_ups: Family::default(),
            deliveries: Family::default(),
            calls: Family::default(),
            call_times: Family::new_with_constructor(histogram),
            breakers: Family::default(),
            open_payments: Family::default(),
            open_operations: Family::default(),
            lags: Family::default(),
            webhooks: Family::default(),
            oldest_webhook: Gauge::default(),
            store_up: Gauge::default(),
            store_closed: Gauge::default(),
        }
    }
}

/// Returns all of them by name; `started` is when the server was, Unix seconds.
#[expect(clippy::too_many_lines, reason = "one list of all metrics")]
pub(super) fn registry(metrics: &MetricSeries, store: &StoreMetrics, started: i64) -> Registry {
    let mut registry = Registry::default();
    let version = env!("CARGO_PKG_VERSION");
    registry.register(
        "oneclick_build",
        "Version of the server",
        Info::new(BuildLabels { version }),
    );
    let since = Gauge::<i64>::default();
    since.set(started);
    let seconds = Unit::Seconds;
    registry.register_with_unit(
        "process_start_time",
        "When the server was started, Unix time",
        seconds.clone(),
        since,
    );
    registry.register(
        "oneclick_payments",
        "Payments that came into a state, once that is durable",
        store.payments.clone(),
    );
    registry.register(
        "oneclick_charges",
        "Answers to charge requests, before anything is made of them",
        metrics.charges.clone(),
    );
    registry.register(
        "oneclick_look_ups",
        "Look-ups of payments, by what they told",
        metrics.look_ups.clone(),
    );
    registry.register(
        "oneclick_provider_requests",
        "Requests to providers, by whether an answer came",
        metrics.requests.clone(),
    );
    registry.register_with_unit(
        "oneclick_provider_request",
        "How long requests to providers take",
        seconds.clone(),
        metrics.request_times.clone(),
    );
    registry.register(
        "oneclick_breaker_open",
        "1 while background work for the provider pauses, since it does not answer",
        metrics.breakers.clone(),
    );
    registry.register(
        "oneclick_open_payments",
        "Payments whose outcome is open, by the age that they have reached",
        metrics.open_payments.clone(),
    );
    registry.register(
        "oneclick_open_operations",
        "Captures, cancels and refunds whose outcome is open, by the age that they have reached",
        metrics.open_operations.clone(),
    );
    registry.register_with_unit(
        "oneclick_worker_lag",
        "For how long the oldest background work is due that nobody has taken",
        seconds.clone(),
        metrics.lags.clone(),
    );
    registry.register(
        "oneclick_webhook_deliveries",
        "Tries to deliver a webhook, by how they ended",
        metrics.deliveries.clone(),
    );
    registry.register(
        "oneclick_webhooks",
        "Webhooks that the merchant has not taken",
        metrics.webhooks.clone(),
    );
    registry.register_with_unit(
        "oneclick_webhook_oldest_pending",
        "Age of the oldest webhook that waits for its delivery; 0 without any",
        seconds.clone(),
        metrics.oldest_webhook.clone(),
    );
    registry.register(
        "oneclick_store_up",
        "1 if the store answered what this reading asked it; else what it tells is missing here",
        metrics.store_up.clone(),
    );
    registry.register(
        "oneclick_store_closed",
        "1 while payments are refused until `oneclick recover` has run",
        metrics.store_closed.clone(),
    );
    registry.register_with_unit(
        "oneclick_store",
        "How long a use of the store takes, waiting for its turn included",
        seconds.clone(),
        store.uses.clone(),
    );
    registry.register_with_unit(
        "oneclick_store_commit",
        "How long commits take",
        seconds.clone(),
        store.commits.clone(),
    );
    registry.register(
        "oneclick_http_requests",
        "Requests that were answered, by their route's template",
        metrics.calls.clone(),
    );
    registry.register_with_unit(
        "oneclick_http_request",
        "How long requests take",
        seconds,
        metrics.call_times.clone(),
    );
    registry
}
