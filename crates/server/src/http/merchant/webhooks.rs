//! `/v1/webhooks`: listed, sent again, skipped.

mod example;

use axum::extract::State;
use http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::app::App;
use crate::http::body::{JsonBody, RequestBody};
use crate::http::error::Error;
use crate::http::key::Merchant;
use crate::http::path::Path;
use crate::model::webhook::{Webhook, WebhookState};
use crate::store::webhooks::Person;
use crate::webhooks::list::{PAGE, WebhookDecision, Webhooks};
use crate::webhooks::redeliver::ManyWebhooks;

/// Lists webhooks of a state: those that are parked unless the query names another.
#[utoipa::path(
    get,
    path = "/v1/webhooks",
    operation_id = "list_webhooks",
    tag = "Webhooks",
    params(
        ("state" = Option<WebhookState>, Query, description = "Left out, `parked`."),
        ("after" = Option<String>, Query, description = "The last id of the page before."),
    ),
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "Some webhooks, the oldest first.", body = WebhooksView),
    ),
)]
pub async fn list(
    State(app): State<App>,
    _: Merchant,
    uri: Uri,
) -> Result<axum::Json<WebhooksView>, Error> {
    let query = Query::read(uri.query().unwrap_or_default())?;
    let page = Webhooks::of(&app.deployment)
        .list(query.state, query.after.as_deref(), PAGE)
        .await?;
    Ok(axum::Json(WebhooksView {
        webhooks: page.webhooks.into_iter().map(WebhookView::of).collect(),
        has_more: page.has_more,
    }))
}

/// Sends a webhook again, from now on.
#[utoipa::path(
    post,
    path = "/v1/webhooks/{id}/redeliver",
    operation_id = "redeliver_webhook",
    tag = "Webhooks",
    params(
        ("id" = String, Path, description = "The webhook."),
    ),
    request_body = PersonRequest,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The webhook.", body = WebhookView),
    ),
)]
pub async fn redeliver(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    JsonBody(person): JsonBody<PersonRequest>,
) -> Result<axum::Json<WebhookView>, Error> {
    decide(&app, &id, WebhookDecision::Redeliver, person).await
}

/// Skips a webhook: those behind it go on.
#[utoipa::path(
    post,
    path = "/v1/webhooks/{id}/skip",
    operation_id = "skip_webhook",
    tag = "Webhooks",
    params(
        ("id" = String, Path, description = "The webhook."),
    ),
    request_body = PersonRequest,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The webhook.", body = WebhookView),
    ),
)]
pub async fn skip(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    JsonBody(person): JsonBody<PersonRequest>,
) -> Result<axum::Json<WebhookView>, Error> {
    decide(&app, &id, WebhookDecision::Skip, person).await
}

/// Sends many webhooks again, from now on.
#[utoipa::path(
    post,
    path = "/v1/webhooks/redeliver",
    operation_id = "redeliver_webhooks",
    tag = "Webhooks",
    request_body = ManyRequest,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "How many are sent again, and where to go on.", body = ManyView),
    ),
)]
pub async fn redeliver_many(
    State(app): State<App>,
    _: Merchant,
    JsonBody(asked): JsonBody<ManyRequest>,
) -> Result<axum::Json<ManyView>, Error> {
    let which = match (asked.all_parked, asked.since) {
        (Some(true), None) => ManyWebhooks::AllParked,
        (None | Some(false), Some(since)) => ManyWebhooks::Since(since.saturating_mul(1000)),
        _ => return Err(Error::Field(String::from("since"))),
    };
    let person = Person {
        by: asked.by,
        why: asked.why,
    };
    let done = Webhooks::of(&app.deployment)
        .redeliver_many(which, asked.after.as_deref(), &person)
        .await?;
    Ok(axum::Json(ManyView {
        redelivered: done.count,
        after: done.after,
    }))
}

async fn decide(
    app: &App,
    id: &str,
    decision: WebhookDecision,
    PersonRequest { by, why }: PersonRequest,
) -> Result<axum::Json<WebhookView>, Error> {
    let decided = Webhooks::of(&app.deployment)
        .decide(id, decision, &Person { by, why })
        .await?;
    Ok(axum::Json(WebhookView::of(decided)))
}

/// Says who decides, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonRequest {
    /// Who decides.
    #[schema(min_length = 1, max_length = 500)]
    by: String,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    why: String,
}

impl RequestBody for PersonRequest {
    const NULLABLE: &'static [&'static str] = &[];
}

/// Says which webhooks are sent again, who decides, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RedeliveryRequest)]
pub struct ManyRequest {
    /// Who decides.
    #[schema(min_length = 1, max_length = 500)]
    by: String,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    why: String,
    /// Those that are parked.
    #[schema(nullable = false)]
    all_parked: Option<bool>,
    /// Those that were taken, of what happened since then, Unix seconds.
    #[schema(nullable = false)]
    since: Option<i64>,
    /// Those behind this one alone.
    #[schema(nullable = false)]
    after: Option<String>,
}

impl RequestBody for ManyRequest {
    const NULLABLE: &'static [&'static str] = &[];
}

/// How many webhooks are sent again, and where to go on if there may be more.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Redelivery)]
pub struct ManyView {
    redelivered: usize,
    /// Unless null, ask again with it.
    after: Option<String>,
}

/// What a list is asked for.
#[derive(Debug)]
struct Query {
    state: WebhookState,
    after: Option<String>,
}

impl Query {
    /// Reads the part of an address behind its question mark: `state`, `after`, each once.
    fn read(text: &str) -> Result<Self, Error> {
        let (mut state, mut after) = (None, None);
        for part in text.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let taken = match name {
                "state" => {
                    let words = WebhookState::ALL.map(WebhookState::as_str).join(", ");
                    let word = WebhookState::parse(value);
                    let word = word.ok_or_else(|| Error::Word {
                        field: String::from("state"),
                        words: format!("one of {words}"),
                    })?;
                    state.replace(word).is_some()
                }
                "after" => after.replace(String::from(value)).is_some(),
                other => return Err(Error::Field(String::from(other))),
            };
            if taken {
                return Err(Error::Repeated(String::from(name)));
            }
        }
        Ok(Self {
            state: state.unwrap_or(WebhookState::Parked),
            after,
        })
    }
}

/// Some webhooks, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhooks)]
pub struct WebhooksView {
    webhooks: Vec<WebhookView>,
    has_more: bool,
}

/// A webhook, without its body: that is what the merchant was or is to be sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookView {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    /// The id of the payment or of the card that it is about.
    subject: String,
    /// Its number among those of its subject, from 1.
    sequence: i64,
    #[schema(value_type = WebhookState)]
    state: &'static str,
    /// Unix seconds.
    created_at: i64,
    /// How often it was sent without success, since it was last redelivered.
    tries: i64,
    /// Unix seconds.
    last_tried_at: Option<i64>,
    last_failure: Option<String>,
}

impl WebhookView {
    fn of(webhook: Webhook) -> Self {
        Self {
            id: webhook.id,
            kind: webhook.kind,
            subject: webhook.subject,
            sequence: webhook.sequence,
            state: webhook.state.as_str(),
            created_at: webhook.created_at / 1000,
            tries: webhook.tries,
            last_tried_at: webhook.last_tried_at.map(|at| at / 1000),
            last_failure: webhook.last_failure,
        }
    }
}
