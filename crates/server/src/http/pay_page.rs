//! `/pay/{token}`: the checkout as a page of the server's, which needs no script.
//!
//! It shows what the element shows, by the same texts and the same sheet, and pays by the
//! same engine. Everything stands at one address: `GET` shows, `POST` of a plain form pays or
//! gives up. No cookie opens it; one tells where a shopper who comes back belongs.

mod answer;
mod banner;
mod cards;
mod form;
mod list;
mod opened;
mod refusing;
mod respond;
pub(super) mod return_cookie;
mod screens;
mod shown;
mod style;
mod submit;
mod texts;
mod time_left;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use http::HeaderMap;

use crate::http::app::App;
use crate::http::error::Error;
use crate::http::path::Path;
use crate::http::pay_page::opened::OpenedPage;
use crate::http::pay_page::respond::show;
use crate::http::pay_page::shown::PageEntry;
use crate::http::returns::page::ReturnPage;

/// Routes the pay pages.
pub fn routes() -> Router<App> {
    Router::new().route("/pay/{token}", get(read).post(submit::submit))
}

/// Shows the checkout as it stands.
async fn read(
    State(app): State<App>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    token: Result<Path<String>, Error>,
) -> Response {
    let Ok(Path(token)) = token else {
        return ReturnPage::new(&headers, &app.config.return_origins).nowhere();
    };
    let entry = PageEntry::of_query(query.as_deref());
    match OpenedPage::open(&app, &headers, &token).await {
        Ok(page) => show(&page, entry).await,
        Err(response) => response,
    }
}
