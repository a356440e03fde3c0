//! Reading: one payment, the search, the merchant (reference/concepts.md, HAL
//! and common query parameters).

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::answer::{self, Links, MANNER};
use super::book::Book;
use super::payment::Payment;
use crate::behaviour::Behaviour;
use crate::delivery::Answer;
use crate::door::Connection;
use crate::house::House;

/// The largest page, and the one that is given unless `size` says (assumed).
const MOST: usize = 100;

/// The part of a collection that is asked for.
pub(super) struct Paging {
    size: usize,
    offset: usize,
    ascending: bool,
    by: String,
}

impl Paging {
    /// Reads the query of a collection with these filters, sorted by one of
    /// these fields; the newest first unless it says (assumed).
    ///
    /// # Errors
    ///
    /// A parameter is not known, or is wrong.
    pub(super) fn read(
        query: &HashMap<String, String>,
        filters: &[&str],
        fields: &[&str],
    ) -> Result<Self, Answer> {
        let known = ["size", "offset", "order", "order_by"];
        let unknown =
            |name: &&String| !known.contains(&name.as_str()) && !filters.contains(&name.as_str());
        if let Some(name) = query.keys().find(unknown) {
            return Err(answer::invalid(&format!("{name}: is not known")));
        }
        let number = |name: &str, otherwise: usize| match query.get(name) {
            None => Ok(otherwise),
            Some(text) => text
                .parse()
                .map_err(|_| answer::invalid(&format!("{name}: is not a whole number"))),
        };
        let size = number("size", MOST)?;
        if size == 0 || size > MOST {
            return Err(answer::invalid("size: is not within 1 and max_page_size"));
        }
        let order = query.get("order").map_or("DESC", String::as_str);
        if !["ASC", "DESC"].contains(&order) {
            return Err(answer::invalid("order: is not ASC or DESC"));
        }
        let by = query.get("order_by").map_or("id", String::as_str);
        if !fields.contains(&by) {
            return Err(answer::invalid("order_by: is no field to sort by"));
        }
        Ok(Self {
            size,
            offset: number("offset", 0)?,
            ascending: order == "ASC",
            by: by.to_owned(),
        })
    }

    /// Sorts by the field that was asked for.
    pub(super) fn sort<T>(&self, found: &mut [&T], key: impl Fn(&T, &str) -> (u64, String)) {
        found.sort_by_key(|one| key(one, &self.by));
        if !self.ascending {
            found.reverse();
        }
    }
}

/// A page of a collection. `_embedded` is an object by the resource's name, as
/// the official PHP client reads it; the documents show an array.
pub(super) fn collection(
    links: &Links<'_>,
    path: &str,
    query: &HashMap<String, String>,
    paging: &Paging,
    found: &[Value],
) -> Answer {
    let link = |offset: usize| {
        let mut parts: Vec<String> = query
            .iter()
            .filter(|(name, _)| *name != "offset")
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if offset > 0 {
            parts.push(format!("offset={offset}"));
        }
        parts.sort();
        links.collection(path, &parts.join("&"))
    };
    let mut linked = Map::new();
    linked.insert("self".to_owned(), link(paging.offset));
    let next = paging.offset.saturating_add(paging.size);
    if next < found.len() {
        linked.insert("next".to_owned(), link(next));
    }
    if paging.offset > 0 {
        let previous = paging.offset.saturating_sub(paging.size);
        linked.insert("previous".to_owned(), link(previous));
    }
    let page: Vec<&Value> = found.iter().skip(paging.offset).take(paging.size).collect();
    let resource = path.rsplit('/').next().unwrap_or_default();
    let body = json!({
        "max_page_size": MOST.to_string(),
        "total_size": found.len().to_string(),
        "_links": linked,
        "_embedded": { format!("{resource}s"): page },
    });
    answer::hal(StatusCode::OK, body)
}

/// `GET /payment/{id}`
pub(super) async fn one(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Path(id): Path<String>,
) -> Response {
    let mut bank = house.bank();
    let id = id.parse().unwrap_or(0);
    let known = bank.certitrade.payment(id);
    let reference = known.map(|payment| payment.asked.reference.clone());
    let rule = bank.look_up(reference.as_deref());
    if let Some(fault) = MANNER.of_look_up(&connection, rule) {
        return fault;
    }
    let book = &bank.certitrade;
    let found = book.payment(id);
    match found.filter(|_| rule != Some(Behaviour::LookUpEmpty)) {
        Some(payment) => {
            let shown = answer::payment(&book.links(), payment);
            answer::hal(StatusCode::OK, shown).into_response()
        }
        None => answer::not_found().into_response(),
    }
}

const FILTERS: [&str; 8] = [
    "merchant",
    "amount",
    "currency",
    "method",
    "reference",
    "state",
    "language",
    "payment_account",
];

/// `GET /payment?…`
pub(super) async fn search(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let mut bank = house.bank();
    let rule = bank.look_up(query.get("reference").map(String::as_str));
    if let Some(fault) = MANNER.of_look_up(&connection, rule) {
        return fault;
    }
    let paging = match Paging::read(&query, &FILTERS, &["id", "created", "amount", "reference"]) {
        Ok(paging) => paging,
        Err(refusal) => return refusal.into_response(),
    };
    let book = &mut bank.certitrade;
    if rule == Some(Behaviour::LookUpDuplicate) {
        duplicate(book, &query);
    }
    let hidden = rule == Some(Behaviour::LookUpEmpty);
    let mut found: Vec<&Payment> = book
        .payments
        .iter()
        .filter(|payment| !hidden && passes(payment, &query, &book.credentials.id))
        .collect();
    paging.sort(&mut found, |payment, by| match by {
        "amount" => (payment.amount, String::new()),
        "reference" => (0, payment.asked.reference.clone()),
        _ => (payment.id, String::new()),
    });
    let links = book.links();
    let shown: Vec<Value> = found
        .iter()
        .map(|payment| answer::payment(&links, payment))
        .collect();
    collection(&links, "payment", &query, &paging, &shown).into_response()
}

fn passes(payment: &Payment, query: &HashMap<String, String>, merchant: &str) -> bool {
    let asked = &payment.asked;
    let is = |name: &str, own: &str| query.get(name).is_none_or(|wanted| wanted == own);
    is("merchant", merchant)
        && is("amount", &payment.amount.to_string())
        && is("currency", &asked.currency)
        && is("method", asked.method.word())
        && is("reference", &asked.reference)
        && is("state", payment.state.word())
        && is("language", &asked.language)
        && is(
            "payment_account",
            asked.account.as_deref().unwrap_or_default(),
        )
}

/// Charges each payment that is found a second time, once. It is in the
/// ledger: this provider really took the money twice.
fn duplicate(book: &mut Book, query: &HashMap<String, String>) {
    let merchant = book.credentials.id.clone();
    let originals: Vec<Payment> = book
        .payments
        .iter()
        .filter(|payment| payment.twin.is_none() && passes(payment, query, &merchant))
        .cloned()
        .collect();
    for original in originals {
        let id = book.next_id();
        if let Some(payment) = book.payment_mut(original.id) {
            payment.twin = Some(id);
        }
        book.payments.push(Payment {
            id,
            twin: Some(original.id),
            ..original
        });
    }
}

/// `GET /merchant/{id}` (reference/resources/merchant.md): the own one alone.
pub(super) async fn merchant(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
) -> Result<Answer, Answer> {
    let bank = house.bank();
    let book = &bank.certitrade;
    if id != book.credentials.id {
        return Err(answer::not_found());
    }
    let links = book.links();
    let body = json!({
        "id": id,
        "created": "1/1/2015 12:00:00 AM",
        "state": "ACTIVE",
        "agent": "1",
        "company_name": "Nordlys",
        "max_payment_attempts": "1",
        "manual_capture": "0",
        "_links": { "self": links.collection(&format!("merchant/{id}"), "") },
        "_embedded": [],
    });
    Ok(answer::hal(StatusCode::OK, body))
}
