//! `/v1/payments/{id}/capture`, `…/cancel`, `…/refund`.

use axum::extract::{FromRequest as _, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use oneclick_providers::OperationKind;
use oneclick_rules::{Currency, PaymentId};
use serde::{Deserialize, Serialize};

use crate::address::{check_line, check_words};
use crate::http::app::App;
use crate::http::body::{JsonBody, RequestBody};
use crate::http::error::Error;
use crate::http::idempotency::{key, replayed};
use crate::http::key::Merchant;
use crate::http::path::{Path, payment_id};
use crate::model::operation::{Operation, kind_word};
use crate::operations::MoveRequest;
use crate::operations::intent::Operations;
use crate::payments::cancel_open::OpenCancelled;
use crate::payments::cancel_open::request::OpenPages;

/// The body; may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationOptions {
    amount: Option<u64>,
    description: Option<String>,
}

// An amount that is null is refused: left out, it means all that there is.
impl RequestBody for OperationOptions {
    const NULLABLE: &'static [&'static str] = &["description"];
}

/// Captures all of what is authorised, or a part.
pub async fn capture(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    move_money(&app, OperationKind::Capture, &id, request).await
}

/// Gives back what is authorised, and ends what is open on a page.
pub async fn cancel(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    move_money(&app, OperationKind::Cancel, &id, request).await
}

/// Gives back all of what was captured, or a part.
pub async fn refund(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    move_money(&app, OperationKind::Refund, &id, request).await
}

async fn move_money(
    app: &App,
    kind: OperationKind,
    id: &str,
    request: Request,
) -> Result<Response, Error> {
    let key = key(request.headers())?;
    let payment = payment_id(id)?;
    let body = read(request, app).await?;
    if kind == OperationKind::Cancel && body.amount.is_some() {
        return Err(Error::Field(String::from("amount")));
    }
    if let Some(text) = &body.description {
        let judged = check_words(text).and_then(|()| check_line(text));
        judged.map_err(|code| Error::rule(code, "description"))?;
    }
    let request = MoveRequest {
        key,
        payment,
        kind,
        amount: body.amount,
        description: body.description,
    };
    if kind == OperationKind::Cancel
        && let Some(ended) = OpenPages::of(&app.deployment).cancel_open(&request).await?
    {
        let response = axum::Json(OperationView::of_open(&ended)).into_response();
        return Ok(replayed(response, ended.replayed));
    }
    let moved = Operations::of(&app.deployment).move_money(request).await?;
    let response = axum::Json(OperationView::of(&moved.operation)).into_response();
    Ok(replayed(response, moved.replayed))
}

async fn read(request: Request, app: &App) -> Result<OperationOptions, Error> {
    if is_without_body(request.headers()) {
        return Ok(OperationOptions::default());
    }
    JsonBody::from_request(request, app)
        .await
        .map(|JsonBody(body)| body)
}

fn is_without_body(headers: &HeaderMap) -> bool {
    let length = headers.get(http::header::CONTENT_LENGTH);
    let none = length.is_none_or(|length| length.as_bytes() == b"0");
    none && !headers.contains_key(CONTENT_TYPE)
        && !headers.contains_key(http::header::TRANSFER_ENCODING)
}

/// An operation as the merchant sees it.
#[derive(Debug, Serialize)]
pub struct OperationView {
    /// `None` for the cancel of what was open on a page: no money moved, so that
    /// it is not among the operations.
    id: Option<String>,
    payment: PaymentId,
    kind: &'static str,
    amount: u64,
    currency: Currency,
    state: &'static str,
    provider_operation_id: Option<String>,
    created_at: i64,
}

impl OperationView {
    pub(super) fn of(operation: &Operation) -> Self {
        Self {
            id: Some(operation.id.clone()),
            payment: operation.attempt.clone(),
            kind: kind_word(operation.kind),
            amount: operation.amount.minor(),
            currency: operation.amount.currency(),
            state: operation.state.seen(),
            provider_operation_id: operation.provider_operation_id.clone(),
            created_at: operation.created_at / 1000,
        }
    }

    fn of_open(ended: &OpenCancelled) -> Self {
        let OpenCancelled { attempt, state, .. } = ended;
        Self {
            id: None,
            payment: attempt.id.clone(),
            kind: kind_word(OperationKind::Cancel),
            amount: attempt.amount.minor(),
            currency: attempt.amount.currency(),
            state: state.seen(),
            provider_operation_id: None,
            created_at: attempt.created_at / 1000,
        }
    }
}
