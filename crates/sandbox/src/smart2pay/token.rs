//! Stored cards at the provider: details and removal. The answers' shapes are
//! assumed; the documents name the calls only.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::answer;
use crate::cards::Card;
use crate::house::House;

/// `GET /v1/card/token/{token}`
pub(super) async fn details(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
) -> Response {
    match house.bank().smart2pay.cards.get(&token) {
        Some(card) => shown(&token, card),
        None => answer::not_found(),
    }
}

/// `POST /v1/card/token/{token}/cancel`. Doing it twice is no mistake.
pub(super) async fn cancel(State(house): State<Arc<House>>, Path(token): Path<String>) -> Response {
    match house.bank().smart2pay.cards.get_mut(&token) {
        Some(card) => {
            card.cancelled = true;
            shown(&token, card)
        }
        None => answer::not_found(),
    }
}

fn shown(token: &str, card: &Card) -> Response {
    let body = json!({ "CreditCardToken": {
        "Value": token,
        "Status": if card.cancelled { "Cancelled" } else { "Active" },
        "Brand": card.brand,
        "Card": {
            "HolderName": card.face.holder,
            "Number": format!("Ends with {}", card.face.last_four),
            "ExpirationMonth": format!("{:02}", card.face.month),
            "ExpirationYear": card.face.year.to_string(),
        },
    }});
    answer::answer(StatusCode::OK, body).into_response()
}
