//! Stored cards at the provider (tokenization-api): shown and deleted.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::dialect::{Smart2payCall, Smart2paySimulation};
use super::{answer, status};
use crate::faults::{Replied, Reply, with};
use crate::ledger::SimulatedCard;
use crate::simulation::Simulation;

/// `GET /v1/card/token/{token}`
pub(super) async fn details(call: Smart2payCall) -> Replied {
    let (token, smart2pay) = (call.named(0), call.lock());
    let card = smart2pay.store.cards.get(token);
    Ok(shown(
        token,
        card.ok_or_else(Smart2paySimulation::not_found)?,
        None,
    ))
}

/// `POST /v1/card/token/{token}/cancel`. Doing it twice is no mistake.
pub(super) async fn cancel(call: Smart2payCall) -> Replied {
    let (token, mut smart2pay) = (call.named(0), call.lock());
    let card = smart2pay.store.cards.get_mut(token);
    let card = card.ok_or_else(Smart2paySimulation::not_found)?;
    card.cancelled = true;
    // Spelled here as the page spells it, unlike a payment's.
    let status = json!({ "ID": status::CANCELLED, "Info": "Canceled", "Reasons": [] });
    Ok(shown(token, card, Some(status)))
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
