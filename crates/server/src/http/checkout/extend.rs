//! `POST {endpoint}/extend`: a session near its end lives on.

use axum::Json;
use axum::extract::State;
use oneclick_rules::wire::ExtendedView;

use crate::http::App;
use crate::http::key::Shopper;
use crate::problem::Error;

/// Moves the session's end.
pub async fn extend(
    State(app): State<App>,
    Shopper(session): Shopper,
) -> Result<Json<ExtendedView>, Error> {
    let session = app.engine.extend(&session).await;
    let session = session.map_err(Error::of_session)?;
    Ok(Json(ExtendedView {
        expires_at: session.expires_at / 1000,
        now: app.engine.clock().seconds(),
    }))
}
