//! The look-ups: one order, a list by period, the currencies.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::book::Book;
use super::order::Order;
use super::request::CURRENCIES;
use super::{answer, moment};
use crate::behaviour::Behaviour;
use crate::door::Connection;
use crate::house::House;
use crate::random;

/// The query, with names that may stand there more than once.
type Pairs = Vec<(String, String)>;

/// `GET /v1/orders/{id}/`, with `?fields[]=amount_details`.
pub(super) async fn one(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
) -> Response {
    let mut bank = house.bank();
    let reference = bank.costplus.order(&id).map(Order::reference);
    let reference = reference.map(str::to_owned);
    let rule = bank.look_up(reference.as_deref());
    if let Some(fault) = answer::MANNER.of_look_up(&connection, rule) {
        return fault;
    }
    // The other field that is documented, order_line_details, is not simulated.
    let known = |(name, value): &(String, String)| name == "fields[]" && value == "amount_details";
    if let Some((name, _)) = query.iter().find(|pair| !known(pair)) {
        return refused(name, "only fields[]=amount_details");
    }
    let book = &bank.costplus;
    let found = book
        .order(&id)
        .filter(|_| rule != Some(Behaviour::LookUpEmpty));
    match found {
        Some(order) => {
            let shown = answer::order(&book.site, order, !query.is_empty());
            answer::answer(StatusCode::OK, shown).into_response()
        }
        None => answer::not_found("The order").into_response(),
    }
}

/// `GET /v1/orders/?created_since=…&created_until=…`: an array, without pages
/// (listOrders). Both ends belong to the period, and the newest comes first
/// (assumed).
pub(super) async fn list(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Query(query): Query<Pairs>,
) -> Response {
    let ends = ["created_since", "created_until"];
    let mut bank = house.bank();
    let moment = |end: &str| {
        let (_, text) = query.iter().find(|(name, _)| name == end)?;
        moment::read(text)
    };
    let [since, until] = ends.map(moment);
    let within = |created: u64| {
        since.is_none_or(|since| created >= since) && until.is_none_or(|until| created <= until)
    };
    let asked = bank.costplus.asked.iter();
    let names = asked.filter(|(created, _)| within(*created));
    let names = names.flat_map(|(_, names)| names.clone()).collect();
    let rule = bank.look_up_of(names);
    if let Some(fault) = answer::MANNER.of_look_up(&connection, rule) {
        return fault;
    }
    if let Some((name, _)) = query
        .iter()
        .find(|(name, _)| !ends.contains(&name.as_str()))
    {
        return refused(name, "no such parameter");
    }
    for (end, read) in ends.into_iter().zip([since, until]) {
        if read.is_none() {
            return refused(end, "required, a moment by ISO 8601 with its offset");
        }
    }
    let book = &mut bank.costplus;
    if rule == Some(Behaviour::LookUpDuplicate) {
        duplicate(book, within);
    }
    let found: Vec<Value> = book
        .orders
        .iter()
        .rev()
        .filter(|order| rule != Some(Behaviour::LookUpEmpty) && within(order.created))
        .map(|order| answer::order(&book.site, order, false))
        .collect();
    answer::answer(StatusCode::OK, found.into()).into_response()
}

fn refused(name: &str, rule: &str) -> Response {
    answer::invalid(&format!("{name}: {rule}"), Some((name, rule))).into_response()
}

/// Charges each order that is listed a second time, once. It is in the ledger:
/// this provider really took the money twice.
fn duplicate(book: &mut Book, within: impl Fn(u64) -> bool) {
    let mut twins = Vec::new();
    for order in &mut book.orders {
        if order.twin.is_some() || order.refund_of.is_some() || !within(order.created) {
            continue;
        }
        let id = random::uuid();
        order.twin = Some(id.clone());
        twins.push(Order {
            twin: Some(order.id.clone()),
            id,
            ..order.clone()
        });
    }
    book.orders.extend(twins);
}

/// `GET /v1/merchants/self/projects/self/currencies` (ginger-php).
pub(super) async fn currencies() -> Response {
    let body = json!({ "payment_methods": { "credit-card": { "currencies": CURRENCIES } } });
    answer::answer(StatusCode::OK, body).into_response()
}
