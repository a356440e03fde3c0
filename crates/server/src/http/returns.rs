//! Takes a shopper who comes back from the bank or the provider's page.

pub(super) mod page;
pub(super) mod texts;

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::HeaderMap;
use oneclick_rules::SessionId;

use crate::http::app::App;
use crate::http::error::Error;
use crate::http::path::Path;
use crate::http::pay_page::return_cookie;
use crate::http::returns::page::ReturnPage;
use crate::payments::create::Payments;
use crate::payments::returned::ReturnTarget;
use crate::refusal::Refusal;

/// How long the shopper waits for the outcome before the merchant's page goes on.
const PATIENCE: Duration = Duration::from_secs(5);

/// Routes the addresses that providers send shoppers back to.
pub fn routes() -> Router<App> {
    // Some providers come back with a form.
    let nowhere = || get(go_nowhere).post(go_nowhere);
    Router::new()
        .route("/return/{return_token}", get(go_on).post(go_on))
        .route("/return", nowhere())
        .route("/return/", nowhere())
}

/// Expedites the look-up, waits a little, and sends the shopper to the
/// merchant's page, or back to the pay page. Nothing is believed of what the address carries, and
/// nothing is appended to the merchant's.
async fn go_on(
    State(app): State<App>,
    headers: HeaderMap,
    token: Result<Path<String>, Error>,
) -> Response {
    let page = ReturnPage::new(&headers, &app.config.return_origins);
    let Ok(Path(token)) = token else {
        return page.nowhere();
    };
    let patience = PATIENCE.min(app.config.engine.answer_within);
    match Payments::of(&app.deployment)
        .returned(&token, patience)
        .await
    {
        Ok(target) => Redirect::to(&goes_to(&app, &headers, target)).into_response(),
        Err(Refusal::Missing) => page.nowhere(),
        Err(refusal) => page.unknown(refusal.into()),
    }
}

/// Returns the address of the pay page for a browser that has had it, else the shop's: a
/// return address shows the page to nobody who has that alone.
fn goes_to(app: &App, headers: &HeaderMap, target: ReturnTarget) -> String {
    let had = |session: &SessionId| return_cookie::is_in(headers, app, session);
    match target.pay_page.filter(had) {
        Some(session) => app.deployment.pay_url(&session),
        None => target.return_url,
    }
}

/// Tells a shopper whose address was cut short where to go.
async fn go_nowhere(State(app): State<App>, headers: HeaderMap) -> Response {
    ReturnPage::new(&headers, &app.config.return_origins).nowhere()
}
