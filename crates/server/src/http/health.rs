//! `/health`, `/health/live` and `/health/ready`: for whatever starts, stops and
//! balances servers.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::http::api_routes::ApiRoutes;
use crate::http::app::App;
use crate::http::error::Error;
use crate::http::example::Example;
use crate::jobs::worker::Jobs;
use crate::recovery::Recoveries;
use crate::refusal::Refusal;

/// How long the store may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// Says that all is well.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthView {
    /// Always `ok`.
    status: &'static str,
}

impl Example for HealthView {
    fn example() -> Option<Self> {
        Some(Self { status: "ok" })
    }
}

/// Routes the calls about the server itself.
pub fn routes() -> ApiRoutes {
    ApiRoutes::default()
        .with(routes!(reachable))
        .with(routes!(live))
        .with(routes!(ready))
}

/// Answers `200` while the database answers.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "health",
    tag = "Health",
    responses(
        (status = 200, description = "The database answers.", body = HealthView),
    ),
)]
async fn reachable(State(app): State<App>) -> Result<Json<HealthView>, Error> {
    let answer = app.deployment.store().is_reachable();
    let answer = app.deployment.environment.timeout(ANSWER_WITHIN, answer);
    told(&[(
        answer.await.unwrap_or(false),
        "the database does not answer",
    )])
}

/// Answers `200` while the background work gets on; else a new start helps.
#[utoipa::path(
    get,
    path = "/health/live",
    operation_id = "health_live",
    tag = "Health",
    responses(
        (status = 200, description = "The background work gets on.", body = HealthView),
    ),
)]
async fn live(State(app): State<App>) -> Result<Json<HealthView>, Error> {
    told(&[(
        Jobs::of(&app.deployment).is_working(),
        "the background work has stopped",
    )])
}

/// Answers `200` while the server takes requests, and the database what they write: which is
/// tried at most once a second.
#[utoipa::path(
    get,
    path = "/health/ready",
    operation_id = "health_ready",
    tag = "Health",
    responses(
        (status = 200, description = "The server takes requests.", body = HealthView),
    ),
)]
async fn ready(State(app): State<App>) -> Result<Json<HealthView>, Error> {
    if Jobs::of(&app.deployment).is_stopping() {
        return told(&[(false, "the server is stopping")]);
    }
    let answer = app.deployment.store().is_current();
    let answer = app.deployment.environment.timeout(ANSWER_WITHIN, answer);
    let current = answer.await.flatten();
    // Where it cannot be read, the store is what is wrong.
    let recoveries = Recoveries::of(&app.deployment);
    let closed = app
        .deployment
        .environment
        .timeout(ANSWER_WITHIN, recoveries.is_closed());
    if closed.await.and_then(Result::ok) == Some(true) {
        return Err(Error::Refused(Refusal::Recovering));
    }
    let writes = app.deployment.takes_writes();
    let writes = app.deployment.environment.timeout(ANSWER_WITHIN, writes);
    let writes = current == Some(true) && writes.await.unwrap_or(false);
    told(&[
        (current.is_some(), "the database does not answer"),
        (
            current != Some(false),
            "the database lacks tables of this version",
        ),
        (writes, "the database takes no write"),
    ])
}

fn told(conditions: &[(bool, &'static str)]) -> Result<Json<HealthView>, Error> {
    match conditions.iter().find(|(met, _)| !met) {
        Some((_, wrong)) => Err(Error::Unavailable(wrong)),
        None => Ok(Json(HealthView { status: "ok" })),
    }
}
