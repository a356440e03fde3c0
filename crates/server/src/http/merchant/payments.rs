//! `/v1/payments`: what the merchant ships on.

use axum::extract::State;
use oneclick_providers::Dispute;
use oneclick_rules::PaymentId;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::{operations, review};
use crate::engine::told;
use crate::http::App;
use crate::http::key::Merchant;
use crate::http::path::Path;
use crate::problem::Error;
use crate::store::attempts::{self, Attempt};
use crate::store::operations::of_attempt;
use crate::store::orders;

/// Shows a payment with its history.
pub async fn show(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Error> {
    let id = parse(&id)?;
    let attempt = find(&app, &id).await?;
    if attempt.state.is_open() {
        app.engine.expedite(&attempt.order).await?;
    }
    app.engine.expedite_operations(&attempt.id).await?;
    // One moment: an event that is shown has also changed what is shown.
    let mut reading = app.engine.store().reader().begin().await?;
    let attempt = attempts::find(&mut reading, &id).await?;
    let attempt = attempt.ok_or(Error::PaymentUnknown)?;
    view(&app, &mut reading, &attempt).await.map(axum::Json)
}

// A connection is taken for the reading alone: whoever holds one and waits for
// another waits for ever where all do so.
async fn find(app: &App, id: &PaymentId) -> Result<Attempt, Error> {
    let mut store = app.engine.store().reader().acquire().await?;
    let attempt = attempts::find(&mut store, id).await?;
    attempt.ok_or(Error::PaymentUnknown)
}

pub(super) fn parse(id: &str) -> Result<PaymentId, Error> {
    PaymentId::parse(id).map_err(|_| Error::PaymentUnknown)
}

/// A payment as the merchant sees it.
pub(super) async fn view(
    app: &App,
    store: &mut SqliteConnection,
    attempt: &Attempt,
) -> Result<Value, Error> {
    let order = orders::find(&mut *store, &attempt.order).await?;
    let history = attempts::events(&mut *store, &attempt.id).await?;
    let events: Vec<Value> = history
        .iter()
        .map(|event| {
            json!({
                "at": event.at / 1000,
                "kind": event.kind,
                "from": event.from,
                "to": event.to,
                "by": event.by,
                "detail": event.detail,
            })
        })
        .collect();
    let made = of_attempt(&mut *store, &attempt.id).await?;
    let told = told(attempt, &made);
    let moved: Vec<Value> = made.iter().map(operations::view).collect();
    let waiting = app.engine.waiting(&mut *store, attempt).await?;
    let waiting: Vec<Value> = waiting.iter().map(review::view).collect();
    let saving = attempt.saving.as_ref();
    let more = json!({
        "dispute": attempt.dispute.map(Dispute::as_str),
        "card_use": attempt.card_use,
        "captured": told.captured,
        "refunded": told.refunded,
        "save": saving.map(|saving| json!({ "state": saving.state.as_str(), "uses": saving.uses })),
        "operations": moved,
        "order": attempt.order,
        "customer": order.and_then(|order| order.customer),
        "session": attempt.session,
        "provider": attempt.provider,
        "attempt_reference": attempt.reference.as_str(),
        "provider_payment_id": attempt.provider_payment_id,
        "attempt_state": attempt.state.as_str(),
        "duplicates": attempts::duplicates(&mut *store, &attempt.id).await?,
        "review": waiting,
        "created_at": attempt.created_at / 1000,
        "events": events,
    });
    let mut view = json!(app.engine.merchants_view(store, attempt).await?);
    if let (Value::Object(view), Value::Object(more)) = (&mut view, more) {
        view.extend(more);
    }
    Ok(view)
}
