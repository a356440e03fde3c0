//! `/v1/payments/{id}/capture`, `…/cancel`, `…/refund`.

mod example;

use axum::extract::{FromRequest as _, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use oneclick_providers::OperationKind;
use oneclick_rules::{Currency, IdempotencyKey, PaymentId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::{check_line, check_words};
use crate::http::app::App;
use crate::http::body::{JsonBody, RequestBody};
use crate::http::error::Error;
use crate::http::idempotency::{KEY_HEADER, key, replayed};
use crate::http::key::Merchant;
use crate::http::path::{Path, payment_id};
use crate::model::described_words;
use crate::model::operation::{Operation, kind_word};
use crate::operations::MoveRequest;
use crate::operations::intent::Operations;
use crate::payments::cancel_open::OpenCancelled;
use crate::payments::cancel_open::request::OpenPages;

/// How much to capture or refund; may be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OperationRequest)]
struct OperationOptions {
    /// Minor units; left out, the whole rest.
    #[schema(minimum = 1, maximum = 99_999_999_999_999_u64)]
    #[schema(nullable = false)]
    amount: Option<u64>,
    /// For the shopper's statement or the merchant's list.
    #[schema(max_length = 1000)]
    description: Option<String>,
}

/// The body of a cancel, which gives everything back; may be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CancelOperationRequest)]
struct CancelOptions {
    /// For the shopper's statement or the merchant's list.
    #[schema(max_length = 1000)]
    description: Option<String>,
}

impl From<CancelOptions> for OperationOptions {
    fn from(CancelOptions { description }: CancelOptions) -> Self {
        Self {
            amount: None,
            description,
        }
    }
}

// An amount that is null is refused: left out, it means all that there is.
impl RequestBody for OperationOptions {
    const NULLABLE: &'static [&'static str] = &["description"];
}

impl RequestBody for CancelOptions {
    const NULLABLE: &'static [&'static str] = &["description"];
}

/// Captures all of what is authorised, or a part.
#[utoipa::path(
    post,
    path = "/v1/payments/{id}/capture",
    operation_id = "capture_payment",
    tag = "Payments",
    params(
        ("id" = PaymentId, Path, description = "The payment."),
        ("Idempotency-Key" = IdempotencyKey, Header, description = KEY_HEADER),
    ),
    request_body = Option<OperationOptions>,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The operation: the one just made, or the one that the key made before.", body = OperationView),
    ),
)]
pub async fn capture(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    move_money::<OperationOptions>(&app, OperationKind::Capture, &id, request).await
}

/// Gives back what is authorised, and ends what is open on a page.
#[utoipa::path(
    post,
    path = "/v1/payments/{id}/cancel",
    operation_id = "cancel_payment",
    tag = "Payments",
    params(
        ("id" = PaymentId, Path, description = "The payment."),
        ("Idempotency-Key" = IdempotencyKey, Header, description = KEY_HEADER),
    ),
    request_body = Option<CancelOptions>,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The operation: the one just made, or the one that the key made before.", body = OperationView),
    ),
)]
pub async fn cancel(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    move_money::<CancelOptions>(&app, OperationKind::Cancel, &id, request).await
}

/// Gives back all of what was captured, or a part.
#[utoipa::path(
    post,
    path = "/v1/payments/{id}/refund",
    operation_id = "refund_payment",
    tag = "Payments",
    params(
        ("id" = PaymentId, Path, description = "The payment."),
        ("Idempotency-Key" = IdempotencyKey, Header, description = KEY_HEADER),
    ),
    request_body = Option<OperationOptions>,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The operation: the one just made, or the one that the key made before.", body = OperationView),
    ),
)]
pub async fn refund(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    move_money::<OperationOptions>(&app, OperationKind::Refund, &id, request).await
}

async fn move_money<B: RequestBody + Default + Into<OperationOptions>>(
    app: &App,
    kind: OperationKind,
    id: &str,
    request: Request,
) -> Result<Response, Error> {
    let key = key(request.headers())?;
    let payment = payment_id(id)?;
    let body: OperationOptions = read::<B>(request, app).await?.into();
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

async fn read<B: RequestBody + Default>(request: Request, app: &App) -> Result<B, Error> {
    if is_without_body(request.headers()) {
        return Ok(B::default());
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
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Operation)]
pub struct OperationView {
    /// Null for the cancel of what was open on a page: no money moved, so that
    /// it is not among the operations.
    id: Option<String>,
    payment: PaymentId,
    #[schema(schema_with = described_words::operation_kind)]
    kind: &'static str,
    /// Minor units.
    amount: u64,
    currency: Currency,
    #[schema(schema_with = described_words::operation_state)]
    state: &'static str,
    /// The provider's name of it.
    provider_operation_id: Option<String>,
    /// Unix seconds.
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
