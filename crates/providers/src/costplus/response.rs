//! What CostPlus answers to charges and look-ups.

use super::fault::{self, CostplusError};
use super::order::{OrderDocument, Orders};
use crate::capabilities::CredentialCheck;
use crate::fields::{Field, Object, json};
use crate::http::HttpResponse;
use crate::status::{FoundPayments, LookUp, NotReadable, Outcome, PaymentStatus};

/// A list with a multiple of so many orders may be a page of more: nothing is documented
/// of pages.
const PAGE: usize = 50;

/// Reads what the answer to the making of an order says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> PaymentStatus {
    let http = response.status;
    let Some(order) = fault::body(response) else {
        return PaymentStatus::unknown(format!("http {http}, not JSON"));
    };
    let answer = |outcome, what: &str| {
        if order.is_one() {
            return order.payment_status(outcome, Some(http));
        }
        PaymentStatus {
            outcome,
            ..PaymentStatus::unknown(format!("http {http}, {what}"))
        }
    };
    if let Some(fault) = CostplusError::of(&order) {
        return answer(fault.outcome(http), "error");
    }
    if order.is_one() && (200..=299).contains(&http) {
        return order.payment_status(order.outcome(None), None);
    }
    answer(Outcome::Unknown, "no order")
}

/// Lists every order that the answer to a look-up lists under what was asked. A list in an
/// envelope is believed where it has our order, and never that it has none.
pub(super) fn read_look_up(
    by: &LookUp,
    response: &HttpResponse<'_>,
) -> Result<FoundPayments, NotReadable> {
    let http = response.status;
    match by {
        LookUp::Reference { reference, now, .. } => {
            let list: Option<Field<Orders>> = json(response).filter(|_| http == 200);
            let list = list.ok_or_else(|| NotReadable(format!("http {http}, no list")))?;
            if let Field::Value(orders) = list {
                return read_list(&orders, Some(reference.as_str()), *now);
            }
            let envelope = fault::body(response).unwrap_or_default();
            if CostplusError::of(&envelope).is_some() {
                return Err(not_readable("an error"));
            }
            let orders = envelope.listed.get();
            let orders = orders.ok_or_else(|| not_readable("no list of orders"))?;
            let found = read_list(orders, Some(reference.as_str()), *now)?;
            if found.payments.is_empty() {
                return Err(not_readable("a list in an envelope"));
            }
            Ok(found)
        }
        LookUp::Payment {
            provider_payment_id: payment,
            reference,
            now,
        } => {
            let order = fault::body(response);
            if order
                .as_ref()
                .is_some_and(|none| fault::says_none(none, http))
            {
                return Ok(FoundPayments::default());
            }
            let order = fault::one_order(order, payment, reference, http)?;
            let status = order.payment_status(order.outcome(Some(*now)), None);
            Ok(FoundPayments::all(vec![status]))
        }
    }
}

/// Lists every order that the answer lists to whom a period is all of the question; those
/// that are open are judged as of `now`.
pub(super) fn read_span(
    now: i64,
    response: &HttpResponse<'_>,
) -> Result<FoundPayments, NotReadable> {
    let http = response.status;
    match json::<Field<Orders>>(response).filter(|_| http == 200) {
        Some(Field::Value(orders)) => read_list(&orders, None, now),
        _ => Err(NotReadable(format!("http {http}, no list"))),
    }
}

/// Reads the list of the orders of a period, which has no filter: ours is found by
/// its exact `reference`, if it is not for all of them. The documents show a bare array
/// and no pages.
fn read_list(
    orders: &Orders,
    reference: Option<&str>,
    now: i64,
) -> Result<FoundPayments, NotReadable> {
    let mut ours = Vec::new();
    for order in &orders.0 {
        let order: &OrderDocument = order
            .object()
            .ok_or_else(|| not_readable("a list of something else"))?;
        let is_asked_for = reference.is_none() || order.reference() == reference;
        if is_asked_for && !order.gives_back() {
            ours.push(order.payment_status(order.outcome(Some(now)), None));
        }
    }
    let count = orders.0.len();
    Ok(FoundPayments {
        may_be_part: count > 0 && count.is_multiple_of(PAGE),
        ..FoundPayments::all(ours)
    })
}

/// Tells whether the key works, by the answer to the currencies.
pub(super) fn read_credential_check(response: &HttpResponse<'_>) -> CredentialCheck {
    let http = response.status;
    let document = json::<Field<Object<OrderDocument>>>(response);
    let is_answered = document
        .as_ref()
        .and_then(Field::object)
        .is_some_and(|document| CostplusError::of(document).is_none());
    match http {
        401 => CredentialCheck::Refused,
        200 if is_answered => CredentialCheck::Accepted,
        _ => CredentialCheck::Unclear(format!("http {http}")),
    }
}

fn not_readable(what: &str) -> NotReadable {
    NotReadable(String::from(what))
}
