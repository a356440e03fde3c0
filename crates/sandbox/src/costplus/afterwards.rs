//! What a merchant does with an order afterwards: capture, void, refund.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::order::{Capture, Order, Status};
use super::request::is_some;
use super::transaction::{State as Phase, Transaction};
use super::{answer, body_of};
use crate::form::{Form, Wrong};
use crate::house::House;
use crate::random;

/// `POST …/captures/`: everything that is authorised.
pub(super) async fn capture(
    State(house): State<Arc<House>>,
    Path(path): Path<(String, String)>,
) -> Response {
    change(&house, &path, None, Order::capture)
}

/// `POST …/captures/amount`. There is one capture for an authorisation; what
/// it leaves is given up (helpdesk.costplus.io, 27).
pub(super) async fn capture_amount(
    State(house): State<Arc<House>>,
    Path(path): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match body_of(&headers, &body) {
        Ok(body) => change(&house, &path, Some(&body), Order::capture),
        Err(refusal) => *refusal,
    }
}

/// `POST …/voids/amount`, before any capture only.
pub(super) async fn void_amount(
    State(house): State<Arc<House>>,
    Path(path): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = match body_of(&headers, &body) {
        Ok(body) => body,
        Err(refusal) => return *refusal,
    };
    change(&house, &path, Some(&body), |order, amount, now| {
        if amount == order.capturable() {
            // Assumed: what is voided whole is cancelled.
            order.move_to(Status::Cancelled, Phase::Cancelled, now);
        }
        order.voided += amount;
        order.modified = now;
    })
}

/// `DELETE /v1/orders/{id}`: cancels an order "if it has not been completed
/// yet" (cancelOrder). Doing it twice is no mistake (assumed).
pub(super) async fn cancel(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.costplus;
    let Some(mut order) = book.order(&id).cloned() else {
        return answer::not_found("The order").into_response();
    };
    match order.status {
        Status::New | Status::Processing | Status::Error => {
            order.move_to(Status::Cancelled, Phase::Cancelled, now);
        }
        Status::Cancelled => {}
        Status::Completed | Status::Expired => {
            return answer::invalid("The order is not cancellable.", None).into_response();
        }
    }
    let shown = answer::order(&book.site, &order, false);
    book.keep(order);
    answer::answer(StatusCode::OK, shown).into_response()
}

/// Does something with what is authorised: all of it without a request.
fn change(
    house: &House,
    (id, transaction): &(String, String),
    request: Option<&Map<String, Value>>,
    act: impl FnOnce(&mut Order, u64, u64),
) -> Response {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.costplus;
    let Some(mut order) = book.order(id).cloned() else {
        return answer::not_found("The order").into_response();
    };
    if !order.transactions.iter().any(|one| one.id == *transaction) {
        return answer::not_found("The transaction").into_response();
    }
    let held = order.capturable();
    if held == 0 {
        return answer::invalid("The transaction is not capturable.", None).into_response();
    }
    let asked = request.map_or(Ok(held), |request| {
        let form = Form::whole(request);
        form.only(&["amount", "description"])?;
        form.text("description", "a text that is not blank", is_some)?;
        up_to(held, &form, "not more than is capturable")
    });
    match asked {
        Ok(amount) => act(&mut order, amount, now),
        Err(wrong) => return answer::wrong(&wrong).into_response(),
    }
    let shown = answer::order(&book.site, &order, false);
    book.keep(order);
    answer::answer(StatusCode::OK, shown).into_response()
}

/// The amount that has to be there, up to a limit.
fn up_to(most: u64, form: &Form<'_>, rule: &'static str) -> Result<u64, Wrong> {
    let amount = form.needed("amount", form.amount("amount")?)?;
    if amount > most {
        return Err(form.wrong("amount", rule));
    }
    Ok(amount)
}

/// `POST /v1/orders/{id}/refunds/`. The answer is the refund, an order of its
/// own (php-sdk, nopayn-woocommerce); it is completed at once (assumed).
pub(super) async fn refund(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match body_of(&headers, &body) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.costplus;
    let Some(mut order) = book.order(&id).cloned() else {
        return answer::not_found("The order").into_response();
    };
    let refundable = order.captured.saturating_sub(order.refunded);
    if order.status != Status::Completed || refundable == 0 || order.refund_of.is_some() {
        return answer::invalid("The order is not refundable.", None).into_response();
    }
    let refund = match read(&request, &order, refundable, now) {
        Ok(refund) => refund,
        Err(wrong) => return answer::wrong(&wrong).into_response(),
    };
    order.refunded += refund.asked.amount;
    order.refunds.push(refund.id.clone());
    order.modified = now;
    let shown = answer::order(&book.site, &refund, false);
    book.keep(order);
    book.keep(refund);
    answer::answer(StatusCode::OK, shown).into_response()
}

/// The refund of an order.
fn read(
    request: &Map<String, Value>,
    order: &Order,
    refundable: u64,
    now: u64,
) -> Result<Order, Wrong> {
    let form = Form::whole(request);
    form.only(&[
        "amount",
        "description",
        "merchant_order_id",
        "extra",
        "order_lines",
    ])?;
    let amount = up_to(refundable, &form, "not more than is refundable")?;
    form.text("description", "a text that is not blank", is_some)?;
    let reference = form.text("merchant_order_id", "a text that is not blank", is_some)?;
    form.object("extra")?;
    form.objects("order_lines")?;
    let names = ["description", "extra", "order_lines"];
    let member = |name: &str| Some((name.to_owned(), form.member(name)?.clone()));
    let mut refund = order.clone();
    refund.id = random::uuid();
    refund.refund_of = Some(order.id.clone());
    refund.asked.reference = reference;
    refund.asked.amount = amount;
    refund.asked.capture = Capture::AtOnce;
    refund.asked.has_transaction = true;
    refund.asked.echo = names.into_iter().filter_map(member).collect();
    refund.created = now;
    refund.refunds = Vec::new();
    refund.refunded = 0;
    refund.voided = 0;
    refund.wrong_by = 0;
    refund.keep = None;
    let face = order.transactions.last().and_then(|last| last.face.clone());
    let mut transaction = Transaction::new(false, now);
    transaction.face = face;
    refund.transactions = vec![transaction];
    refund.move_to(Status::Completed, Phase::Completed, now);
    Ok(refund)
}
