//! The answers' shapes.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::book::Site;
use super::hosted;
use super::moment::stamp;
use super::order::{Capture, Order};
use super::transaction::{State, Transaction};
use crate::delivery::{Answer, Manner};
use crate::form::Wrong;

const JSON: &str = "application/json";

/// The dialect's own faults.
pub(super) const MANNER: Manner = Manner {
    content_type: JSON,
    server_error: || {
        error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "ServerError",
            "An internal error occurred.",
            None,
        )
    },
};

/// JSON of a call that went well.
pub(super) fn answer(http: StatusCode, body: Value) -> Answer {
    let content_type = JSON;
    Answer {
        http,
        content_type,
        body,
    }
}

/// The error object. The words of `type` are assumed.
pub(super) fn error(
    http: StatusCode,
    kind: &str,
    text: &str,
    wrong: Option<(&str, &str)>,
) -> Answer {
    let mut error = json!({ "status": http.as_u16(), "type": kind, "value": text });
    if let (Some((path, description)), Some(error)) = (wrong, error.as_object_mut()) {
        error.insert("property_path".to_owned(), path.into());
        error.insert("property_description".to_owned(), description.into());
    }
    answer(http, json!({ "error": error }))
}

/// A request that breaks a rule.
pub(super) fn invalid(text: &str, wrong: Option<(&str, &str)>) -> Answer {
    error(StatusCode::BAD_REQUEST, "ValidationError", text, wrong)
}

/// A member that breaks a rule.
pub(super) fn wrong(wrong: &Wrong) -> Answer {
    let text = format!("{}: {}", wrong.path, wrong.rule);
    invalid(&text, Some((&wrong.path, wrong.rule)))
}

/// `what` is not there.
pub(super) fn not_found(what: &str) -> Answer {
    let text = format!("{what} does not exist.");
    error(StatusCode::NOT_FOUND, "NotFoundError", &text, None)
}

/// The address has no such method.
pub(super) fn not_allowed() -> Response {
    let text = "The address does not take this method.";
    let http = StatusCode::METHOD_NOT_ALLOWED;
    error(http, "MethodNotAllowedError", text, None).into_response()
}

/// An order, with `amount_details` if they are asked for.
pub(super) fn order(site: &Site, order: &Order, with_details: bool) -> Value {
    let asked = &order.asked;
    let mut flags = vec!["is-test"];
    if order.capture_done && asked.capture != Capture::AtOnce {
        flags.push("has-captures");
    }
    if !order.refunds.is_empty() {
        flags.push("has-refunds");
    }
    let transactions: Vec<Value> = order
        .transactions
        .iter()
        .map(|one| transaction(site, order, one))
        .collect();
    let mut shown = asked.echo.clone();
    let last = order.transactions.last();
    let order_url = (!asked.has_transaction).then(|| hosted::order_url(site, order));
    let refunded = (order.refunded > 0).then_some(order.refunded);
    let refunds = (!order.refunds.is_empty()).then_some(&order.refunds);
    let members = json!({
        "id": order.id,
        "project_id": site.project,
        "merchant_id": site.merchant,
        "merchant_order_id": asked.reference,
        "refund_of_order_id": order.refund_of,
        "refund_orders": refunds,
        "refunded_amount": refunded,
        "status": order.status.word(),
        "currency": asked.currency,
        "amount": order.told(),
        "created": stamp(order.created),
        "modified": stamp(order.modified),
        "last_transaction_added": last.map(|last| stamp(last.created)),
        "expiration_period": asked.period,
        "capture_mode": asked.capture.word(),
        "return_url": asked.return_url,
        "failure_url": asked.failure_url,
        "webhook_url": asked.webhook_url,
        "order_url": order_url,
        "amount_details": with_details.then(|| details(order)),
        "flags": flags,
        "transactions": transactions,
    });
    add(&mut shown, members);
    // The one member that the documents show as null.
    shown.insert("completed".to_owned(), json!(order.completed.map(stamp)));
    Value::Object(shown)
}

/// Adds the members that are there: what is not, the provider leaves out.
fn add(shown: &mut Map<String, Value>, members: Value) {
    if let Value::Object(members) = members {
        shown.extend(members.into_iter().filter(|(_, value)| !value.is_null()));
    }
}

fn transaction(site: &Site, order: &Order, one: &Transaction) -> Value {
    let held = order.capturable();
    let by_hand = order.asked.capture != Capture::AtOnce;
    let mut details = order.asked.options.clone();
    let succeeded = [State::Completed, State::Captured].contains(&one.state);
    let face = one.face.as_ref().filter(|_| one.state != State::New);
    add(
        &mut details,
        json!({
            "truncated_pan": face.map(|face| &face.last_four),
            "card_expiry": face.map(|face| format!("{:02}{}", face.month, face.year)),
            "vault_token": one.token.as_ref().filter(|_| succeeded),
            "first_authorised_transaction_id": one.first.as_ref().filter(|_| succeeded),
        }),
    );
    let mut shown = Map::new();
    add(
        &mut shown,
        json!({
            "id": one.id,
            "project_id": site.project,
            "merchant_id": site.merchant,
            "payment_method": "credit-card",
            "payment_method_details": details,
            "status": one.state.word(),
            "reason": one.reason.map(|reason| reason.code),
            "customer_message": one.reason.map(|reason| reason.message),
            "amount": order.told(),
            "currency": order.asked.currency,
            "channel": "ecom",
            "credit_debit": if order.refund_of.is_some() { "debit" } else { "credit" },
            "balance": "test",
            "transaction_type": (by_hand && succeeded).then_some("authorization"),
            "is_capturable": held > 0,
            "is_fully_captured": by_hand.then_some(order.captured == order.asked.amount),
            "created": stamp(one.created),
            "modified": stamp(one.modified),
            "expiration_period": order.asked.period,
            "payment_url": one.has_page.then(|| hosted::transaction_url(site, order, one)),
            "events": [],
        }),
    );
    Value::Object(shown)
}

/// What may still be done with an order's money (auth-capture-void).
fn details(order: &Order) -> Value {
    json!({
        "capturable": order.capturable(),
        "captured": order.captured,
        "refundable": order.captured.saturating_sub(order.refunded),
        "refunded": order.refunded,
        "voidable": order.capturable(),
        "voided": order.voided,
    })
}
