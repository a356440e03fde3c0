//! Stored cards at the provider: a customer's, and removal.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answer;
use super::refusal::NO_SUCH_CARD;
use crate::house::House;

/// `GET …/customer/{customer.id}/cards`. The documents name the call ("Retrieve
/// Stored Card"); its address and its answer are assumed. A card without a
/// customer is in no list.
pub(super) async fn list(
    State(house): State<Arc<House>>,
    Path(customer): Path<String>,
) -> Response {
    let bank = house.bank();
    let cards = bank.finpay.cards.iter();
    let own = cards.filter(|(_, stored)| stored.customer.as_ref() == Some(&customer));
    let shown: Vec<Value> = own
        .map(|(token, stored)| {
            json!({
                "token": token,
                "mask": answer::mask(&stored.card.face),
                "info": answer::info(&stored.card.brand),
            })
        })
        .collect();
    answer::success(json!({ "data": shown })).into_response()
}

/// `GET …/customer/delete/{token}`
pub(super) async fn delete(State(house): State<Arc<House>>, Path(token): Path<String>) -> Response {
    match house.bank().finpay.cards.remove(&token) {
        Some(_) => answer::success(json!({})).into_response(),
        None => answer::refused(NO_SUCH_CARD, "").into_response(),
    }
}
