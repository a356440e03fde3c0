//! Captures, voids and refunds at CostPlus, and the balance they move.

use oneclick_rules::{Amount, ErrorCode};
use serde::Serialize;
use zeroize::Zeroizing;

use super::fault::{self, CostplusError};
use super::id::is_id;
use super::money::Captured;
use super::order::OrderDocument;
use super::site::CostPlusSite;
use super::units;
use super::words::{self, RefundStatus};
use crate::body::written;
use crate::fields::Field;
use crate::http::{HttpMethod, HttpRequest, HttpResponse};
use crate::line::line;
use crate::operation::{
    Balance, ListedRefund, OperationKind, OperationOutcome, OperationRequest, OperationStatus,
    ProviderPayment, RefundState,
};
use crate::status::{NotReadable, Outcome};

/// The most characters of an operation's description: our own limit.
const DESCRIPTION: usize = 255;

/// A capture or a void by amount ("Authorizations, Captures & Voids").
#[derive(Serialize)]
struct PartBody<'a> {
    amount: u64,
    description: &'a str,
}

/// A refund ("Refunds", "Request Fields").
#[derive(Serialize)]
struct RefundBody<'a> {
    amount: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    merchant_order_id: &'a str,
}

/// Makes the request that moves the money. The whole of an authorisation is captured
/// without an amount, as ginger-php does.
pub(super) fn request(
    site: &CostPlusSite,
    operation: &OperationRequest,
) -> Result<HttpRequest, ErrorCode> {
    let order = operation.payment.id.as_str();
    if !is_id(order) || operation.amount.currency() != operation.payment.amount.currency() {
        return Err(ErrorCode::CaptureUnsupported);
    }
    let amount = units::from_amount(operation.amount);
    let reference = operation.reference.as_str();
    let description = line(operation.description.as_deref(), DESCRIPTION)?;
    if operation.kind == OperationKind::Refund {
        let path = format!("/orders/{order}/refunds/");
        let body = written(&RefundBody {
            amount,
            description,
            merchant_order_id: reference,
        })?;
        return Ok(site.request(HttpMethod::Post, &path, body));
    }
    let transaction = operation
        .before
        .transaction
        .as_deref()
        .filter(|id| is_id(id));
    let transaction = transaction.ok_or(ErrorCode::CaptureUnsupported)?;
    let path = format!("/orders/{order}/transactions/{transaction}");
    if operation.kind == OperationKind::Capture && operation.is_whole() {
        let nothing = Zeroizing::new(Vec::new());
        return Ok(site.request(HttpMethod::Post, &format!("{path}/captures/"), nothing));
    }
    let what = match operation.kind {
        OperationKind::Capture => "captures",
        OperationKind::Cancel | OperationKind::Refund => "voids",
    };
    let body = written(&PartBody {
        amount,
        description: description.as_deref().unwrap_or(reference),
    })?;
    Ok(site.request(HttpMethod::Post, &format!("{path}/{what}/amount"), body))
}

/// Reads what the answer to it says.
pub(super) fn read(operation: &OperationRequest, response: &HttpResponse<'_>) -> OperationStatus {
    let http = response.status;
    let answer = |outcome, id: Option<&str>, detail| OperationStatus {
        outcome,
        id: id.map(String::from),
        detail,
    };
    let unknown = |what: &str| {
        let detail = format!("http {http}{what}");
        answer(OperationOutcome::Unknown, None, detail)
    };
    let Some(order) = fault::body(response) else {
        return unknown(", not JSON");
    };
    if let Some(fault) = CostplusError::of(&order) {
        let outcome = if fault.took_nothing(http) {
            OperationOutcome::Refused
        } else {
            OperationOutcome::Unknown
        };
        return answer(outcome, None, format!("http {http}, error"));
    }
    if !(200..=299).contains(&http) {
        return unknown("");
    }
    if !order.is_one() {
        return unknown(", no order");
    }
    if order.id() == Some(operation.payment.id.as_str()) {
        let outcome = of_payment(operation, &order);
        return answer(outcome, None, order.detail_words(None));
    }
    let (outcome, detail) = of_refund(operation, &order);
    answer(outcome, order.id(), detail)
}

/// Reads the payment's own order, after the operation: done where its amounts say so,
/// else under way until the balance says so.
fn of_payment(operation: &OperationRequest, order: &OrderDocument) -> OperationOutcome {
    if order.reference() != Some(operation.payment.reference.as_str()) {
        return OperationOutcome::Unknown;
    }
    let units = |amount: Option<Amount>| amount.map_or(0, units::from_amount);
    let moved = units::from_amount(operation.amount);
    let before = &operation.before;
    let grew = |now: Option<u64>, before: u64| {
        now.is_some_and(|now| before.checked_add(moved).is_some_and(|after| now >= after))
    };
    let done = match operation.kind {
        OperationKind::Capture => {
            let whole = operation.is_whole() && order.captured() == Captured::Whole;
            whole
                || grew(
                    order.detail(|details| &details.captured),
                    units(before.captured),
                )
        }
        OperationKind::Refund => grew(order.refunded(), units(before.refunded)),
        // Of a part nothing says that it was this one: what was voided before
        // is not among the balance.
        OperationKind::Cancel => {
            let outcome = order.outcome(Some(operation.payment.now));
            operation.is_whole() && before.captured.is_none() && outcome == Outcome::Cancelled
        }
    };
    if done {
        OperationOutcome::Done
    } else {
        OperationOutcome::Pending
    }
}

/// Reads a refund of its own: "Refunds", "Response", or an order that names the one
/// that it refunds.
fn of_refund(operation: &OperationRequest, refund: &OrderDocument) -> (OperationOutcome, String) {
    let told = refund.status.text().and_then(words::refund);
    let detail = told.map_or_else(
        || String::from("refund status not listed"),
        |(word, _)| format!("refund {word}"),
    );
    let ours = [
        operation.reference.as_str(),
        operation.payment.reference.as_str(),
    ];
    let of = refund.refund_of_order_id.text();
    let fits = operation.kind == OperationKind::Refund
        && refund.id().is_some()
        && of.is_none_or(|of| of == operation.payment.id)
        && refund
            .reference()
            .is_none_or(|reference| ours.contains(&reference))
        && refund.ordered().and_then(|amount| refund.units(amount)) == Some(operation.amount);
    let outcome = match told {
        Some((_, RefundStatus::Done)) if fits => OperationOutcome::Done,
        Some((_, RefundStatus::Pending)) if fits => OperationOutcome::Pending,
        Some((_, RefundStatus::Failed)) if fits => OperationOutcome::Refused,
        _ => OperationOutcome::Unknown,
    };
    (outcome, detail)
}

/// Gives the balance of a payment.
pub(super) fn balance(
    payment: &ProviderPayment,
    response: &HttpResponse<'_>,
) -> Result<Balance, NotReadable> {
    let not_readable = |what: &str| NotReadable(String::from(what));
    let order = fault::body(response);
    let order = fault::one_order(order, &payment.id, &payment.reference, response.status)?;
    let whole = order.ordered().and_then(|units| order.units(units));
    if whole != Some(payment.amount) {
        return Err(not_readable("another amount"));
    }
    let told = |units: Option<u64>| units.ok_or_else(|| not_readable("no amount_details"));
    let captured = told(order.detail(|details| &details.captured))?;
    let refundable = told(order.detail(|details| &details.refundable))?;
    let refunded = told(order.detail(|details| &details.refunded))?;
    let outcome = order.outcome(Some(payment.now));
    let authorised = order.is_authorisation() && outcome.moved_money();
    // Without an authorisation all is captured at once, whatever is counted.
    let captured = match order.captured() {
        Captured::Whole if outcome.moved_money() || refunded > 0 => whole,
        Captured::Whole | Captured::Nothing | Captured::Part(_) => order.units(captured),
    };
    let left = order.detail(|details| &details.voided).unwrap_or(0);
    let left = units::from_amount(payment.amount).saturating_sub(left);
    let gone = captured
        .map_or(0, units::from_amount)
        .saturating_sub(refundable);
    let settled = refunded > 0 && refunded == gone;
    let refunds = refunds(&order, settled);
    // What can be refunded shrinks when a refund begins, and by a chargeback.
    let begun = if refunds.is_empty() || order.is_charged_back() {
        0
    } else {
        gone
    };
    let refunded = order.refunded().unwrap_or(refunded).max(begun);
    Ok(Balance {
        authorised: order.units(left).filter(|_| authorised),
        captured,
        refunded: order.units(refunded),
        refunds,
        transaction: order.paid().and_then(|one| one.id.text()).map(String::from),
        outcome,
    })
}

/// Gives the refunds, by id alone: `refund_orders`. They are done where the sums add
/// up; the amount is known where there is one.
fn refunds(order: &OrderDocument, settled: bool) -> Vec<ListedRefund> {
    let listed = order.refund_orders.items().iter();
    let ids: Vec<String> = listed.filter_map(Field::text).map(String::from).collect();
    let amount = order.refunded().and_then(|units| order.units(units));
    let alone = ids.len() == 1;
    let one = |id| ListedRefund {
        id,
        amount: amount.filter(|_| alone && settled),
        state: if settled {
            RefundState::Done
        } else {
            RefundState::Pending
        },
    };
    ids.into_iter().map(one).collect()
}
