//! Shows metrics to whoever scrapes them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use tokio::sync::Mutex;

use crate::deployment::Deployment;
use crate::jobs::worker::Kinds;
use crate::model::webhook::WebhookState;
use crate::store::levels::{self, StoreLevels};
use crate::store::{self, Tx, recovery};

/// `OpenMetrics` 1.0, which Prometheus asks for
/// (<https://prometheus.io/docs/instrumenting/content_negotiation/>).
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// How long the store may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// What metrics are read from.
struct ScrapedServer {
    deployment: Arc<Deployment>,
    kinds: Kinds,
    /// One reading at a time: what the store tells stands in gauges.
    reading: Mutex<()>,
}

/// Routes the reading of metrics.
pub(crate) fn routes(deployment: &Arc<Deployment>, kinds: Kinds) -> Router {
    let source = ScrapedServer {
        deployment: Arc::clone(deployment),
        kinds,
        reading: Mutex::default(),
    };
    Router::new()
        .route("/metrics", get(scrape))
        .with_state(Arc::new(source))
}

async fn scrape(State(source): State<Arc<ScrapedServer>>) -> Response {
    let _alone = source.reading.lock().await;
    let deployment = &source.deployment;
    let asking = deployment.store().read(read(&source));
    let levels = deployment.environment.timeout(ANSWER_WITHIN, asking).await;
    if let Some(Err(error)) = &levels {
        tracing::warn!(%error, "what is open could not be counted");
    }
    let metrics = &deployment.metrics;
    metrics.note_levels(levels.and_then(Result::ok));
    for configured in &deployment.providers.0 {
        let name = configured.provider.name();
        let lane = deployment.background.lanes.of(name.as_str());
        metrics.note_breaker(name, lane.breaker.is_open());
    }
    match metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, FORMAT)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Returns what reads all that the store tells, in one state of it.
fn read(
    source: &Arc<ScrapedServer>,
) -> impl FnOnce(&Tx<'_>) -> store::Result<StoreLevels> + Clone + Send + 'static {
    let source = Arc::clone(source);
    move |tx| {
        let now = source.deployment.clock().now();
        let age = |since: i64| (now - since).max(0) / 1000;
        let mut lags = Vec::new();
        for kind in &*source.kinds {
            let overdue = kind.overdue(tx, now)?.into_iter();
            lags.extend(overdue.map(|(provider, since)| (kind.name(), provider, age(since))));
        }
        let counted = |state| Ok::<_, store::StoreError>((state, levels::webhooks(tx, state)?));
        Ok(StoreLevels {
            is_closed: recovery::is_closed(tx)?,
            payments: levels::open_payments(tx, now)?,
            operations: levels::open_operations(tx, now)?,
            lags,
            webhooks: vec![
                counted(WebhookState::Pending)?,
                counted(WebhookState::Parked)?,
            ],
            oldest_webhook: levels::oldest_webhook(tx)?.map_or(0, age),
        })
    }
}
