//! `/v1/sessions`: made, shown, changed.

mod example;
mod new;

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use oneclick_rules::{Amount, Currency, Mode, OrderReference, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::deployment::Deployment;
use crate::http::app::App;
use crate::http::body::{JsonBody, RequestBody};
use crate::http::error::Error;
use crate::http::key::Merchant;
use crate::http::merchant::payments::{MerchantPaymentView, view_of};
use crate::http::path::Path;
use crate::model::session::Session;
use crate::payments::look_up::LookUps;
use crate::sessions::open::Sessions;
use crate::store::{self, Tx, attempts, sessions};

/// A session as the merchant sees it, with its order's payments.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionView {
    id: SessionId,
    order: OrderReference,
    /// What the order costs in this session, minor units.
    #[schema(minimum = 1, maximum = 99_999_999_999_999_u64)]
    amount: u64,
    currency: Currency,
    /// The session's end, Unix seconds.
    expires_at: i64,
    mode: Mode,
    /// The order's payments, the newest first.
    payments: Vec<MerchantPaymentView>,
}

/// A session that was just made, with what opens it.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenedSession)]
pub struct OpenedView<'a> {
    #[serde(flatten)]
    session: SessionView,
    /// What opens the session, for the element.
    client_token: &'a str,
    /// The address of the pay page.
    pay_url: String,
}

/// Makes a session. Its client token and its pay page are told here alone.
#[utoipa::path(
    post,
    path = "/v1/sessions",
    operation_id = "open_session",
    tag = "Sessions",
    request_body = new::NewSessionRequest,
    security(("secret_key" = [])),
    responses(
        (status = 201, description = "The session, with what opens it: told here alone.", body = OpenedView<'_>),
    ),
)]
pub async fn open(
    State(app): State<App>,
    _: Merchant,
    JsonBody(body): JsonBody<new::NewSessionRequest>,
) -> Result<Response, Error> {
    let opened = Sessions::of(&app.deployment)
        .open_session(body.check(&app)?)
        .await?;
    let answer = OpenedView {
        session: view(&app, &opened.session).await?,
        client_token: opened.token.expose(),
        pay_url: app.deployment.pay_url(&opened.session.id),
    };
    Ok((StatusCode::CREATED, axum::Json(answer)).into_response())
}

/// Shows a session with its order's payments.
#[utoipa::path(
    get,
    path = "/v1/sessions/{id}",
    operation_id = "show_session",
    tag = "Sessions",
    params(
        ("id" = SessionId, Path, description = "The session."),
    ),
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The session.", body = SessionView),
    ),
)]
pub async fn show(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<axum::Json<SessionView>, Error> {
    let session = find(&app, &id).await?;
    LookUps::of(&app.deployment)
        .bring_forward(&session.order)
        .await?;
    view(&app, &session).await.map(axum::Json)
}

/// What changes of a session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SessionChanges)]
pub struct Changes {
    /// What the order costs from now on, minor units.
    #[schema(minimum = 1, maximum = 99_999_999_999_999_u64)]
    amount: u64,
}

impl RequestBody for Changes {
    const NULLABLE: &'static [&'static str] = &[];
}

/// Changes the amount while nothing holds the order.
#[utoipa::path(
    patch,
    path = "/v1/sessions/{id}",
    operation_id = "change_session",
    tag = "Sessions",
    params(
        ("id" = SessionId, Path, description = "The session."),
    ),
    request_body = Changes,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The session with its new amount.", body = SessionView),
    ),
)]
pub async fn change(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    JsonBody(changes): JsonBody<Changes>,
) -> Result<axum::Json<SessionView>, Error> {
    let session = find(&app, &id).await?;
    let amount = Amount::new(changes.amount, session.amount.currency())
        .map_err(|code| Error::rule(code, "amount"))?;
    let session = Sessions::of(&app.deployment)
        .change_amount(&session.id, amount)
        .await;
    view(&app, &session.map_err(Error::of_session)?)
        .await
        .map(axum::Json)
}

async fn find(app: &App, id: &str) -> Result<Session, Error> {
    let id = SessionId::parse(id).map_err(|_| Error::SessionUnknown)?;
    let session = app
        .deployment
        .store()
        .read(move |tx| sessions::find(tx, &id));
    session.await?.ok_or(Error::SessionUnknown)
}

async fn view(app: &App, session: &Session) -> Result<SessionView, Error> {
    let (deployment, order) = (Arc::clone(&app.deployment), session.order.clone());
    let reading = move |tx: &Tx<'_>| payments_of(&deployment, tx, &order);
    let payments = app.deployment.store().read(reading).await?;
    Ok(SessionView {
        id: session.id.clone(),
        order: session.order.clone(),
        amount: session.amount.minor(),
        currency: session.amount.currency(),
        expires_at: session.expires_at / 1000,
        mode: session.mode,
        payments,
    })
}

fn payments_of(
    deployment: &Arc<Deployment>,
    tx: &Tx<'_>,
    order: &OrderReference,
) -> store::Result<Vec<MerchantPaymentView>> {
    let all = attempts::of_order(tx, order)?;
    all.iter()
        .map(|attempt| view_of(deployment, tx, attempt))
        .collect()
}
