//! What CostPlus answers to charges and look-ups.

use super::fault::{self, Fault};
use super::order::Order;
use crate::json::Json;
use crate::{Answer, Credentials, HttpResponse, LookUp, NotReadable, Outcome};

/// A list with a multiple of so many orders may be a page of more. Nothing is
/// documented of pages; a list that happens to have as many is longer or
/// shorter the next time.
const PAGE: usize = 50;

/// What the answer to the making of an order says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> Answer {
    let http = response.status;
    let Some(document) = Json::of(response) else {
        return Answer::unknown(format!("http {http}, not JSON"));
    };
    let order = Order::read(&document);
    let answer = |outcome, what: &str| match &order {
        Some(order) => order.answer(outcome, Some(http)),
        None => Answer {
            outcome,
            ..Answer::unknown(format!("http {http}, {what}"))
        },
    };
    if let Some(fault) = Fault::of(&document) {
        return answer(fault.outcome(http), "error");
    }
    match &order {
        Some(order) if (200..=299).contains(&http) => order.answer(order.outcome(None), None),
        _ => answer(Outcome::Unknown, "no order"),
    }
}

/// Every order that the answer to a look-up lists under what was asked.
pub(super) fn read_look_up(
    by: &LookUp,
    response: &HttpResponse<'_>,
) -> Result<Vec<Answer>, NotReadable> {
    let http = response.status;
    let document = Json::of(response);
    match by {
        LookUp::Reference { reference, now, .. } => {
            let document = document.filter(|_| http == 200);
            let document = document.ok_or_else(|| NotReadable(format!("http {http}, no list")))?;
            read_list(&document, reference.as_str(), *now)
        }
        LookUp::Payment {
            payment,
            reference,
            now,
        } => {
            if document
                .as_ref()
                .is_some_and(|none| fault::says_none(none, http))
            {
                return Ok(Vec::new());
            }
            let order = fault::one_order(document.as_ref(), payment, reference, http)?;
            Ok(vec![order.answer(order.outcome(Some(*now)), None)])
        }
    }
}

/// The list of the orders of a period, which has no filter: ours is found by
/// its exact reference. The documents show a bare array and no pages; a list in
/// an envelope is believed where it has our order, and never that it has none.
fn read_list(document: &Json, reference: &str, now: i64) -> Result<Vec<Answer>, NotReadable> {
    let not_readable = |what: &str| NotReadable(String::from(what));
    if Fault::of(document).is_some() {
        return Err(not_readable("an error"));
    }
    let (orders, whole) = if let Json::List(orders) = document {
        (orders.as_slice(), true)
    } else {
        let orders = document.list("orders");
        (
            orders.ok_or_else(|| not_readable("no list of orders"))?,
            false,
        )
    };
    let mut ours = Vec::new();
    for order in orders {
        if !matches!(order, Json::Object(_)) {
            return Err(not_readable("a list of something else"));
        }
        let order = Order::read(order).filter(|order| order.reference == Some(reference));
        if let Some(order) = order.filter(|order| !order.gives_back()) {
            ours.push(order.answer(order.outcome(Some(now)), None));
        }
    }
    let may_be_part = !whole || (!orders.is_empty() && orders.len().is_multiple_of(PAGE));
    if ours.is_empty() && may_be_part {
        return Err(not_readable("a list that may be a part"));
    }
    Ok(ours)
}

/// Whether the key works, by the answer to the currencies.
pub(super) fn read_harmless_call(response: &HttpResponse<'_>) -> Credentials {
    let http = response.status;
    let document = Json::of(response).filter(|document| matches!(document, Json::Object(_)));
    let fault = document.as_ref().and_then(Fault::of);
    match (http, &document, fault) {
        (401, _, _) => Credentials::Refused,
        (200, Some(_), None) => Credentials::Accepted,
        _ => Credentials::Unclear(format!("http {http}")),
    }
}
