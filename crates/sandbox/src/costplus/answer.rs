//! The answers' shapes.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::moment::stamp;
use super::order::{CaptureMode, CostplusOrder};
use super::transaction::{CostplusTransaction, TransactionStatus};
use crate::faults::Reply;
use crate::members::{self, BrokenRule, NotAnObject};
use crate::simulation::{MerchantSite, ProviderCall};

pub(super) const JSON: &str = "application/json";

const NO_KEY: &str = "Your API key is missing or wrong. It is the name of HTTP Basic authentication, with an empty password.";

/// The merchant's ids, as answers show them.
pub(super) const PROJECT: &str = "5c1f5a0e-3f5b-4f7d-9d0a-6e2b8c4d1a73";
pub(super) const MERCHANT: &str = "b8e0c6d4-71a2-4c39-8f65-0a9d3e7b2c18";

/// Answers JSON.
pub(super) fn answer(http: StatusCode, body: Value) -> Reply {
    Reply::new(http, JSON, body)
}

/// Answers an order as it is now.
pub(super) fn changed(site: &MerchantSite, changed: &CostplusOrder) -> Reply {
    answer(StatusCode::OK, order(site, changed, false))
}

/// Reads the JSON object of a request.
/// Refuses a wrong content type or form (assumed: the documents say only that
/// the content type is required).
pub(super) fn object<S>(call: &ProviderCall<S>) -> Result<Map<String, Value>, Reply> {
    members::object(&call.headers, &call.body).map_err(|wrong| match wrong {
        NotAnObject::ContentType => invalid("The Content-Type is application/json.", None),
        NotAnObject::Body => invalid("The body is a JSON object.", None),
    })
}

/// Answers the error object. The words of `type` are assumed.
fn told(http: StatusCode, kind: &str, text: &str, wrong: Option<(&str, &str)>) -> Reply {
    let mut error = json!({ "status": http.as_u16(), "type": kind, "value": text });
    if let (Some((path, description)), Some(error)) = (wrong, error.as_object_mut()) {
        error.insert("property_path".to_owned(), path.into());
        error.insert("property_description".to_owned(), description.into());
    }
    answer(http, json!({ "error": error }))
}

/// Answers that the request breaks a rule.
pub(super) fn invalid(text: &str, wrong: Option<(&str, &str)>) -> Reply {
    told(StatusCode::BAD_REQUEST, "ValidationError", text, wrong)
}

/// Answers that a member breaks a rule.
pub(super) fn wrong(wrong: BrokenRule) -> Reply {
    let text = format!("{}: {}", wrong.path, wrong.rule);
    invalid(&text, Some((&wrong.path, wrong.rule)))
}

/// `what` is not there.
pub(super) fn not_found(what: &str) -> Reply {
    let text = format!("{what} does not exist.");
    told(StatusCode::NOT_FOUND, "NotFoundError", &text, None)
}

/// Answers 401, 404 of an order, 405 or 500.
pub(super) fn error(http: StatusCode) -> Reply {
    let (kind, text) = match http {
        StatusCode::UNAUTHORIZED => ("AuthenticationError", NO_KEY),
        StatusCode::NOT_FOUND => return not_found("The order"),
        StatusCode::METHOD_NOT_ALLOWED => (
            "MethodNotAllowedError",
            "The address does not take this method.",
        ),
        _ => ("ServerError", "An internal error occurred."),
    };
    told(http, kind, text, None)
}

/// Shows an order, with `amount_details` if they are asked for.
pub(super) fn order(site: &MerchantSite, order: &CostplusOrder, with_details: bool) -> Value {
    let mut flags = vec!["is-test"];
    if order.capture_done && order.capture_mode != CaptureMode::AtOnce {
        flags.push("has-captures");
    }
    if !order.refunds.is_empty() {
        flags.push("has-refunds");
    }
    let transactions = order.transactions.iter();
    let transactions: Vec<Value> = transactions
        .map(|one| transaction(site, order, one))
        .collect();
    let last = order.transactions.last();
    let order_url = (!order.has_transaction).then(|| order_url(site, order));
    let refunded = (order.refunded > 0).then_some(order.refunded);
    let refunds = (!order.refunds.is_empty()).then_some(&order.refunds);
    let by_hand = order.capture_mode != CaptureMode::AtOnce;
    let members = json!({
        "id": order.base.id,
        "project_id": PROJECT,
        "merchant_id": MERCHANT,
        "merchant_order_id": order.merchant_order_id,
        "refund_of_order_id": order.refund_of,
        "refund_orders": refunds,
        "refunded_amount": refunded,
        "status": order.status,
        "currency": order.base.currency,
        "amount": order.base.shown_amount(),
        "created": stamp(order.base.created),
        "modified": stamp(order.modified),
        "last_transaction_added": last.map(|last| stamp(last.created)),
        "expiration_period": order.period,
        "capture_mode": by_hand.then_some(order.capture_mode),
        "return_url": order.return_url,
        "failure_url": order.failure_url,
        "webhook_url": order.webhook_url,
        "order_url": order_url,
        "amount_details": with_details.then(|| details(order)),
        "flags": flags,
        "transactions": transactions,
    });
    let mut shown = with_members(order.echo.clone(), members);
    // The one member that the documents show as null.
    shown.insert("completed".to_owned(), json!(order.completed.map(stamp)));
    Value::Object(shown)
}

/// Adds the members that are there: what is not, the provider leaves out.
fn with_members(mut shown: Map<String, Value>, members: Value) -> Map<String, Value> {
    if let Value::Object(members) = members {
        shown.extend(members.into_iter().filter(|(_, value)| !value.is_null()));
    }
    shown
}

fn transaction(site: &MerchantSite, order: &CostplusOrder, one: &CostplusTransaction) -> Value {
    let held = order.capturable();
    let by_hand = order.capture_mode != CaptureMode::AtOnce;
    let succeeded =
        [TransactionStatus::Completed, TransactionStatus::Captured].contains(&one.status);
    let card = one.card.as_ref();
    let card = card.filter(|_| one.status != TransactionStatus::New);
    let details = json!({
        "truncated_pan": card.map(|card| &card.last_four),
        "card_expiry": card.map(|card| format!("{:02}{}", card.month, card.year)),
        "vault_token": one.token.as_ref().filter(|_| succeeded),
        "first_authorised_transaction_id": one.first.as_ref().filter(|_| succeeded),
    });
    let shown = json!({
        "id": one.id,
        "project_id": PROJECT,
        "merchant_id": MERCHANT,
        "payment_method": "credit-card",
        "payment_method_details": with_members(order.options.clone(), details),
        "status": one.status,
        "reason": one.reason.map(|reason| reason.code),
        "customer_message": one.reason.map(|reason| reason.message),
        "amount": order.base.shown_amount(),
        "currency": order.base.currency,
        "channel": "ecom",
        "credit_debit": if order.refund_of.is_some() { "debit" } else { "credit" },
        "balance": "test",
        "transaction_type": (by_hand && succeeded).then_some("authorization"),
        "is_capturable": held > 0,
        "is_fully_captured": by_hand.then_some(order.captured == order.base.amount),
        "created": stamp(one.created),
        "modified": stamp(one.modified),
        "expiration_period": order.period,
        "payment_url": one.has_page.then(|| transaction_url(site, order, one)),
        "events": [],
    });
    with_members(Map::new(), shown).into()
}

/// Shows what may still be done with an order's money (auth-capture-void).
fn details(order: &CostplusOrder) -> Value {
    json!({
        "capturable": order.capturable(),
        "captured": order.captured,
        "refundable": order.captured.saturating_sub(order.refunded),
        "refunded": order.refunded,
        "voidable": order.capturable(),
        "voided": order.voided,
    })
}

/// Writes the address for `order_url`.
fn order_url(site: &MerchantSite, order: &CostplusOrder) -> String {
    format!("{}/pay/{}/", site.base_url, order.base.id)
}

/// Writes the address for `payment_url`.
fn transaction_url(
    site: &MerchantSite,
    order: &CostplusOrder,
    one: &CostplusTransaction,
) -> String {
    format!(
        "{}select-payment-method/credit-card/{}/",
        order_url(site, order),
        one.id
    )
}
