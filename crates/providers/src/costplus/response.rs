//! What CostPlus answers to charges and look-ups.

use super::fault::{self, Fault};
use super::order::{Order, Orders};
use crate::answer::{Answer, LookUp, NotReadable, Outcome};
use crate::capabilities::Credentials;
use crate::fields::{Field, Object, json};
use crate::http::HttpResponse;

/// A list with a multiple of so many orders may be a page of more. Nothing is
/// documented of pages; a list that happens to have as many is longer or
/// shorter the next time.
const PAGE: usize = 50;

/// What the answer to the making of an order says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> Answer {
    let http = response.status;
    let Some(order) = fault::body(response) else {
        return Answer::unknown(format!("http {http}, not JSON"));
    };
    let answer = |outcome, what: &str| {
        if order.is_one() {
            return order.answer(outcome, Some(http));
        }
        Answer {
            outcome,
            ..Answer::unknown(format!("http {http}, {what}"))
        }
    };
    if let Some(fault) = Fault::of(&order) {
        return answer(fault.outcome(http), "error");
    }
    if order.is_one() && (200..=299).contains(&http) {
        return order.answer(order.outcome(None), None);
    }
    answer(Outcome::Unknown, "no order")
}

/// Every order that the answer to a look-up lists under what was asked.
pub(super) fn read_look_up(
    by: &LookUp,
    response: &HttpResponse<'_>,
) -> Result<Vec<Answer>, NotReadable> {
    let http = response.status;
    match by {
        LookUp::Reference { reference, now, .. } => {
            let list: Option<Field<Orders>> = json(response).filter(|_| http == 200);
            let list = list.ok_or_else(|| NotReadable(format!("http {http}, no list")))?;
            if let Field::Value(orders) = list {
                return read_list(&orders, true, reference.as_str(), *now);
            }
            let envelope = fault::body(response).unwrap_or_default();
            if Fault::of(&envelope).is_some() {
                return Err(not_readable("an error"));
            }
            let orders = envelope.listed.get();
            let orders = orders.ok_or_else(|| not_readable("no list of orders"))?;
            read_list(orders, false, reference.as_str(), *now)
        }
        LookUp::Payment {
            payment,
            reference,
            now,
        } => {
            let order = fault::body(response);
            if order
                .as_ref()
                .is_some_and(|none| fault::says_none(none, http))
            {
                return Ok(Vec::new());
            }
            let order = fault::one_order(order, payment, reference, http)?;
            Ok(vec![order.answer(order.outcome(Some(*now)), None)])
        }
    }
}

/// The list of the orders of a period, which has no filter: ours is found by
/// its exact reference. The documents show a bare array (`whole`) and no pages;
/// a list in an envelope is believed where it has our order, and never that it
/// has none.
fn read_list(
    orders: &Orders,
    whole: bool,
    reference: &str,
    now: i64,
) -> Result<Vec<Answer>, NotReadable> {
    let mut ours = Vec::new();
    for order in &orders.0 {
        let order: &Order = order
            .object()
            .ok_or_else(|| not_readable("a list of something else"))?;
        if order.reference() == Some(reference) && !order.gives_back() {
            ours.push(order.answer(order.outcome(Some(now)), None));
        }
    }
    let count = orders.0.len();
    let may_be_part = !whole || (count > 0 && count.is_multiple_of(PAGE));
    if ours.is_empty() && may_be_part {
        return Err(not_readable("a list that may be a part"));
    }
    Ok(ours)
}

/// Whether the key works, by the answer to the currencies.
pub(super) fn read_harmless_call(response: &HttpResponse<'_>) -> Credentials {
    let http = response.status;
    let document = json::<Field<Object<Order>>>(response);
    let is_answered = document
        .as_ref()
        .and_then(Field::object)
        .is_some_and(|document| Fault::of(document).is_none());
    match http {
        401 => Credentials::Refused,
        200 if is_answered => Credentials::Accepted,
        _ => Credentials::Unclear(format!("http {http}")),
    }
}

fn not_readable(what: &str) -> NotReadable {
    NotReadable(String::from(what))
}
