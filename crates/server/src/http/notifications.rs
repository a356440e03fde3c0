//! Takes providers' notifications. What they tell is never believed: it makes
//! the server look the payment up.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use oneclick_providers::{Acknowledgement, IncomingNotification};

use crate::http::app::App;
use crate::http::body::{bytes, check_encoding};
use crate::http::error::Error;
use crate::http::path::Path;
use crate::payments::look_up::LookUps;

/// The most bytes of a notification.
const MOST: usize = 1 << 20;

/// Routes the addresses that providers send notifications to: with the attempt's
/// return token where a provider takes an address per payment.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/notifications/{provider}", post(without_token))
        .route("/notifications/{provider}/{return_token}", post(with_token))
}

async fn without_token(
    State(app): State<App>,
    Path(provider): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    take(&app, &provider, None, request).await
}

async fn with_token(
    State(app): State<App>,
    Path((provider, token)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Error> {
    take(&app, &provider, Some(&token), request).await
}

/// Answers in the provider's form once the look-up is durable; one without a
/// reference of ours is answered likewise and makes no call.
async fn take(
    app: &App,
    provider: &str,
    token: Option<&str>,
    request: Request,
) -> Result<Response, Error> {
    let configured = app.deployment.providers.find(provider);
    let provider = &configured.ok_or(Error::RouteUnknown)?.provider;
    let (parts, body) = request.into_parts();
    check_encoding(&parts.headers)?;
    let body = bytes(app, body, MOST).await?;
    let notification = provider
        .read_notification(IncomingNotification {
            authorization: header(&parts.headers, &AUTHORIZATION),
            content_type: header(&parts.headers, &CONTENT_TYPE),
            body: &body,
        })
        .map_err(|refused| {
            tracing::warn!(provider = %provider.name(), %refused, "a notification was refused");
            Error::NotificationRefused(refused.0)
        })?;
    let found = LookUps::of(&app.deployment)
        .notified(provider.name(), token, &notification)
        .await?;
    tracing::info!(
        provider = %provider.name(),
        about = ?notification.about,
        proven = notification.proven,
        detail = notification.detail,
        payment = found.as_ref().map(tracing::field::display),
        "notified"
    );
    Ok(acknowledged(provider.acknowledgement()))
}

fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn acknowledged(acknowledgement: Acknowledgement) -> Response {
    let status = StatusCode::from_u16(acknowledgement.status).unwrap_or(StatusCode::OK);
    let mut response = (status, acknowledgement.body).into_response();
    response.headers_mut().remove(CONTENT_TYPE);
    if let Some(kind) = acknowledgement.content_type {
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    response
}
