//! Captures, voids and refunds at CostPlus, and the totals they move.

use oneclick_rules::{Amount, Code};
use serde::Serialize;
use zeroize::Zeroizing;

use super::fault::{self, Fault};
use super::id::is_id;
use super::money::Captured;
use super::order::Order;
use super::site::Site;
use super::units;
use super::words::{self, RefundStatus};
use crate::answer::{NotReadable, Outcome};
use crate::body::written;
use crate::fields::Field;
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::line::line;
use crate::movement::{
    ListedRefund, Movement, MovementAnswer, MovementKind, MovementOutcome, PaymentAt, RefundState,
    Totals,
};

/// The most characters of a movement's description: our own limit.
const DESCRIPTION: usize = 255;

/// A capture or a void by amount ("Authorizations, Captures & Voids").
#[derive(Serialize)]
struct Part<'a> {
    amount: u64,
    description: &'a str,
}

/// A refund ("Refunds", "Request Fields").
#[derive(Serialize)]
struct Refund<'a> {
    amount: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    merchant_order_id: &'a str,
}

/// The request that moves the money. The whole of an authorisation is captured
/// without an amount, as ginger-php does.
pub(super) fn request(site: &Site, movement: &Movement) -> Result<HttpRequest, Code> {
    let order = movement.payment.payment.as_str();
    if !is_id(order) || movement.amount.currency() != movement.payment.amount.currency() {
        return Err(Code::CaptureUnsupported);
    }
    let amount = units::from_amount(movement.amount);
    let reference = movement.reference.as_str();
    let description = line(movement.description.as_deref(), DESCRIPTION)?;
    if movement.kind == MovementKind::Refund {
        let path = format!("/orders/{order}/refunds/");
        let body = written(&Refund {
            amount,
            description,
            merchant_order_id: reference,
        })?;
        return Ok(site.request(Method::Post, &path, body));
    }
    let transaction = movement
        .before
        .transaction
        .as_deref()
        .filter(|id| is_id(id));
    let transaction = transaction.ok_or(Code::CaptureUnsupported)?;
    let path = format!("/orders/{order}/transactions/{transaction}");
    if movement.kind == MovementKind::Capture && movement.is_whole() {
        let nothing = Zeroizing::new(Vec::new());
        return Ok(site.request(Method::Post, &format!("{path}/captures/"), nothing));
    }
    let what = match movement.kind {
        MovementKind::Capture => "captures",
        MovementKind::Cancel | MovementKind::Refund => "voids",
    };
    let body = written(&Part {
        amount,
        description: description.as_deref().unwrap_or(reference),
    })?;
    Ok(site.request(Method::Post, &format!("{path}/{what}/amount"), body))
}

/// What the answer to it says.
pub(super) fn read(movement: &Movement, response: &HttpResponse<'_>) -> MovementAnswer {
    let http = response.status;
    let answer = |outcome, id: Option<&str>, detail| MovementAnswer {
        outcome,
        id: id.map(String::from),
        detail,
    };
    let unknown = |what: &str| {
        let detail = format!("http {http}{what}");
        answer(MovementOutcome::Unknown, None, detail)
    };
    let Some(order) = fault::body(response) else {
        return unknown(", not JSON");
    };
    if let Some(fault) = Fault::of(&order) {
        let outcome = if fault.took_nothing(http) {
            MovementOutcome::Refused
        } else {
            MovementOutcome::Unknown
        };
        return answer(outcome, None, format!("http {http}, error"));
    }
    if !(200..=299).contains(&http) {
        return unknown("");
    }
    if !order.is_one() {
        return unknown(", no order");
    }
    if order.id() == Some(movement.payment.payment.as_str()) {
        let outcome = of_payment(movement, &order);
        return answer(outcome, None, order.detail_words(None));
    }
    let (outcome, detail) = of_refund(movement, &order);
    answer(outcome, order.id(), detail)
}

/// The payment's own order, after the movement: done where its amounts say so,
/// else under way until the totals say so.
fn of_payment(movement: &Movement, order: &Order) -> MovementOutcome {
    if order.reference() != Some(movement.payment.reference.as_str()) {
        return MovementOutcome::Unknown;
    }
    let units = |amount: Option<Amount>| amount.map_or(0, units::from_amount);
    let moved = units::from_amount(movement.amount);
    let before = &movement.before;
    let grew = |now: Option<u64>, before: u64| {
        now.is_some_and(|now| before.checked_add(moved).is_some_and(|after| now >= after))
    };
    let done = match movement.kind {
        MovementKind::Capture => {
            let whole = movement.is_whole() && order.captured() == Captured::Whole;
            whole
                || grew(
                    order.detail(|details| &details.captured),
                    units(before.captured),
                )
        }
        MovementKind::Refund => grew(order.refunded(), units(before.refunded)),
        // Of a part nothing says that it was this one: what was voided before
        // is not among the totals.
        MovementKind::Cancel => {
            let outcome = order.outcome(Some(movement.payment.now));
            movement.is_whole() && before.captured.is_none() && outcome == Outcome::Cancelled
        }
    };
    if done {
        MovementOutcome::Done
    } else {
        MovementOutcome::Pending
    }
}

/// A refund of its own: "Refunds", "Response", or an order that names the one
/// that it refunds.
fn of_refund(movement: &Movement, refund: &Order) -> (MovementOutcome, String) {
    let told = refund.status.text().and_then(words::refund);
    let detail = told.map_or_else(
        || String::from("refund status not listed"),
        |(word, _)| format!("refund {word}"),
    );
    let ours = [
        movement.reference.as_str(),
        movement.payment.reference.as_str(),
    ];
    let of = refund.refund_of_order_id.text();
    let fits = movement.kind == MovementKind::Refund
        && refund.id().is_some()
        && of.is_none_or(|of| of == movement.payment.payment)
        && refund
            .reference()
            .is_none_or(|reference| ours.contains(&reference))
        && refund.ordered().and_then(|amount| refund.units(amount)) == Some(movement.amount);
    let outcome = match told {
        Some((_, RefundStatus::Done)) if fits => MovementOutcome::Done,
        Some((_, RefundStatus::Pending)) if fits => MovementOutcome::Pending,
        Some((_, RefundStatus::Failed)) if fits => MovementOutcome::Refused,
        _ => MovementOutcome::Unknown,
    };
    (outcome, detail)
}

/// The totals of a payment.
pub(super) fn totals(
    payment: &PaymentAt,
    response: &HttpResponse<'_>,
) -> Result<Totals, NotReadable> {
    let not_readable = |what: &str| NotReadable(String::from(what));
    let order = fault::body(response);
    let order = fault::one_order(order, &payment.payment, &payment.reference, response.status)?;
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
    Ok(Totals {
        authorised: order.units(left).filter(|_| authorised),
        captured,
        refunded: order.units(refunded),
        refunds,
        transaction: order.paid().and_then(|one| one.id.text()).map(String::from),
        outcome,
    })
}

/// The refunds, by id alone: `refund_orders`. They are done where the sums add
/// up; the amount is known where there is one.
fn refunds(order: &Order, settled: bool) -> Vec<ListedRefund> {
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
