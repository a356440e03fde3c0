//! `GET session`: everything that the element needs to draw.

use axum::Json;
use axum::extract::State;
use oneclick_rules::wire::SessionView;

use crate::http::App;
use crate::http::key::Shopper;
use crate::problem::Error;

/// Answers the session.
pub async fn show(
    State(app): State<App>,
    Shopper(session): Shopper,
) -> Result<Json<SessionView>, Error> {
    let view = app.engine.session_view(&session).await;
    Ok(Json(view.map_err(Error::of_session)?))
}
