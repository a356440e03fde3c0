//! Stored cards at the provider (tokenization-api): shown and deleted.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::dialect::Smart2paySimulation;
use super::{answer, status};
use crate::faults::{Reply, with};
use crate::ledger::SimulatedCard;
use crate::simulation::HostState;

/// `GET /v1/card/token/{token}`
pub(super) async fn details(
    State(host): HostState<Smart2paySimulation>,
    Path(token): Path<String>,
) -> Result<Reply, Reply> {
    let smart2pay = host.lock();
    let card = smart2pay.cards.get(&token);
    Ok(shown(&token, card.ok_or_else(answer::not_found)?, None))
}

/// `POST /v1/card/token/{token}/cancel`. Doing it twice is no mistake.
pub(super) async fn cancel(
    State(host): HostState<Smart2paySimulation>,
    Path(token): Path<String>,
) -> Result<Reply, Reply> {
    let mut smart2pay = host.lock();
    let card = smart2pay.cards.get_mut(&token);
    let card = card.ok_or_else(answer::not_found)?;
    card.cancelled = true;
    // Spelled here as the page spells it, unlike a payment's.
    let status = json!({ "ID": status::CANCELLED, "Info": "Canceled", "Reasons": [] });
    Ok(shown(&token, card, Some(status)))
}

fn shown(token: &str, card: &SimulatedCard, status: Option<Value>) -> Reply {
    let number = format!("{}-{}", card.brand.to_uppercase(), card.details.last_four);
    let active = if card.cancelled { "false" } else { "true" };
    let shown = json!({
        "Card": answer::card(&card.details, &number),
        "CreditCardToken": { "Value": token, "Active": active },
    });
    let shown = with(shown, "Status", status);
    answer::answer(StatusCode::OK, json!({ "CardAuthentication": shown }))
}
