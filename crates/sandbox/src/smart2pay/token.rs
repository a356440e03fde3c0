//! Stored cards at the provider (tokenization-api): made without a charge,
//! shown, removed.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::payment::status;
use super::verdict::CARD_EXPIRED;
use super::{answer, body_of, charge, validate};
use crate::cards::{self, Card, Face};
use crate::clock;
use crate::house::House;

const KIND: &str = "CardAuthentication";

/// `POST /v1/card/authenticate`
pub(super) async fn authenticate(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match body_of(KIND, &headers, &body) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let mut bank = house.bank();
    let month = clock::month(bank.clock.now());
    let book = &mut bank.smart2pay;
    let typed = validate::authentication(&request).and_then(|typed| {
        let face = Face::of(typed.holder, &typed.number, typed.month, typed.year);
        if face.expired(month) {
            return Err(vec![CARD_EXPIRED]);
        }
        Ok(Card::new(cards::brand(&typed.number), face, None))
    });
    let card = match typed {
        Ok(card) => card,
        Err(reasons) => {
            let (http, id) = (StatusCode::BAD_REQUEST, book.next_id());
            return answer::refused(http, KIND, id, &request, &reasons).into_response();
        }
    };
    let token = charge::token_value();
    let mut shown = shown(&token, &card);
    for name in ["Customer", "BillingAddress"] {
        let given = request.get(name).cloned().unwrap_or(Value::Null);
        shown.insert(name.to_owned(), given);
    }
    // Assumed: the page's example ends before it.
    shown.insert("Status".to_owned(), answer::state(status::SUCCESS, &[]));
    book.cards.insert(token, card);
    answer::answer(StatusCode::CREATED, json!({ KIND: shown })).into_response()
}

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
