//! Stored cards at the provider (tokenization-api): shown, removed.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::answer;
use super::payment::status;
use crate::cards::{Card, Face};
use crate::house::House;

const KIND: &str = "CardAuthentication";

/// `GET /v1/card/token/{token}`
pub(super) async fn details(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
) -> Response {
    match house.bank().smart2pay.cards.get(&token) {
        Some(card) => {
            let shown = json!({ KIND: shown(&token, card) });
            answer::answer(StatusCode::OK, shown).into_response()
        }
        None => answer::not_found(),
    }
}

/// `POST /v1/card/token/{token}/cancel`. Doing it twice is no mistake.
pub(super) async fn cancel(State(house): State<Arc<House>>, Path(token): Path<String>) -> Response {
    match house.bank().smart2pay.cards.get_mut(&token) {
        Some(card) => {
            card.cancelled = true;
            let mut shown = shown(&token, card);
            // Spelled here as the page spells it, unlike a payment's.
            let status = json!({ "ID": status::CANCELLED, "Info": "Canceled", "Reasons": [] });
            shown.insert("Status".to_owned(), status);
            answer::answer(StatusCode::OK, json!({ KIND: shown })).into_response()
        }
        None => answer::not_found(),
    }
}

fn shown(token: &str, card: &Card) -> Map<String, Value> {
    let Face {
        holder,
        last_four,
        month,
        year,
        ..
    } = &card.face;
    let number = format!("{}-{last_four}", card.brand.to_uppercase());
    let active = if card.cancelled { "false" } else { "true" };
    let mut shown = Map::new();
    let card = json!({
        "HolderName": holder,
        "Number": number,
        "ExpirationMonth": format!("{month:02}"),
        "ExpirationYear": year.to_string(),
        "IssuingBankCountry": null,
    });
    shown.insert("Card".to_owned(), card);
    let token = json!({ "Value": token, "Active": active });
    shown.insert("CreditCardToken".to_owned(), token);
    shown
}
