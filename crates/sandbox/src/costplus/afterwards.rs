//! What a merchant does with an order afterwards: capture, void, cancel,
//! refund.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Map, Value};

use super::answer;
use super::dialect::CostplusSimulation;
use super::order::{CaptureMode, CostplusOrder, CostplusStatus};
use super::request::is_some;
use super::transaction::CostplusTransaction;
use crate::faults::Reply;
use crate::members::{BrokenRule, RequestMembers};
use crate::random;
use crate::simulation::{HostState, SimulatedProvider, Simulation};

/// An order and one of its transactions.
type TransactionPath = Path<(String, String)>;

/// `POST …/captures/`: everything that is authorised.
pub(super) async fn capture(
    State(host): HostState<CostplusSimulation>,
    Path(place): TransactionPath,
) -> Result<Reply, Reply> {
    change(&host, &place, None, CostplusOrder::capture)
}

/// `POST …/captures/amount`. There is one capture for an authorisation; what
/// it leaves is given up (helpdesk.costplus.io, 27).
pub(super) async fn capture_amount(
    State(host): HostState<CostplusSimulation>,
    Path(place): TransactionPath,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Reply, Reply> {
    let body = answer::object(&headers, &body)?;
    change(&host, &place, Some(&body), CostplusOrder::capture)
}

/// `POST …/voids/amount`, before any capture only.
pub(super) async fn void_amount(
    State(host): HostState<CostplusSimulation>,
    Path(place): TransactionPath,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Reply, Reply> {
    let body = answer::object(&headers, &body)?;
    change(&host, &place, Some(&body), |order, amount, now| {
        if amount == order.capturable() {
            // Assumed: what is voided whole is cancelled.
            order.move_to(CostplusStatus::Cancelled, now);
        }
        order.voided += amount;
        order.modified = now;
    })
}

/// Does something with what is authorised: all of it without a request.
fn change(
    host: &SimulatedProvider<CostplusSimulation>,
    (id, transaction): &(String, String),
    request: Option<&Map<String, Value>>,
    act: impl FnOnce(&mut CostplusOrder, u64, u64),
) -> Result<Reply, Reply> {
    host.change(
        |store| store.find(id),
        |costplus, order, now| {
            if !order.transactions.iter().any(|one| one.id == *transaction) {
                return Err(answer::not_found("The transaction"));
            }
            let held = order.capturable();
            if held == 0 {
                return Err(answer::invalid("The transaction is not capturable.", None));
            }
            let amount = request.map_or(Ok(held), |request| {
                let form = RequestMembers::whole(request);
                form.only(&["amount", "description"])?;
                form.text("description", "a text that is not blank", is_some)?;
                up_to(held, &form, "not more than is capturable")
            });
            let amount = amount.map_err(|wrong| answer::wrong(&wrong))?;
            act(order, amount, now);
            Ok(answer::changed(&costplus.site, order))
        },
    )
}

/// Reads the amount that has to be there, up to a limit.
fn up_to(most: u64, form: &RequestMembers<'_>, rule: &'static str) -> Result<u64, BrokenRule> {
    let amount = form.needed("amount", form.amount("amount")?)?;
    if amount > most {
        return Err(form.wrong("amount", rule));
    }
    Ok(amount)
}

/// `DELETE /v1/orders/{id}`: cancels an order "if it has not been completed
/// yet" (cancelOrder). Doing it twice is no mistake (assumed).
pub(super) async fn cancel(
    State(host): HostState<CostplusSimulation>,
    Path(id): Path<String>,
) -> Result<Reply, Reply> {
    host.change(
        |store| store.find(&id),
        |costplus, order, now| {
            match order.status {
                CostplusStatus::New | CostplusStatus::Processing | CostplusStatus::Error => {
                    order.move_to(CostplusStatus::Cancelled, now);
                }
                CostplusStatus::Cancelled => {}
                CostplusStatus::Completed | CostplusStatus::Expired => {
                    return Err(answer::invalid("The order is not cancellable.", None));
                }
            }
            Ok(answer::changed(&costplus.site, order))
        },
    )
}

/// `POST /v1/orders/{id}/refunds/`. The answer is the refund, an order of its
/// own (php-sdk, nopayn-woocommerce); it is completed at once (assumed).
pub(super) async fn refund(
    State(host): HostState<CostplusSimulation>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Reply, Reply> {
    let request = answer::object(&headers, &body)?;
    host.change(
        |store| store.find(&id),
        |costplus, order, now| {
            let refundable = order.captured.saturating_sub(order.refunded);
            let paid = order.status == CostplusStatus::Completed && order.refund_of.is_none();
            if !paid || refundable == 0 {
                return Err(answer::invalid("The order is not refundable.", None));
            }
            let refund = read(&request, order, refundable, now);
            let refund = refund.map_err(|wrong| answer::wrong(&wrong))?;
            order.refunded += refund.base.amount;
            order.refunds.push(refund.base.id.clone());
            order.modified = now;
            let reply = answer::changed(&costplus.site, &refund);
            costplus.record(refund, now);
            Ok(reply)
        },
    )
}

/// Makes the refund of an order.
fn read(
    request: &Map<String, Value>,
    order: &CostplusOrder,
    refundable: u64,
    now: u64,
) -> Result<CostplusOrder, BrokenRule> {
    let form = RequestMembers::whole(request);
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
    let mut refund = order.clone();
    refund.base.id = random::uuid();
    let name = reference.as_ref().unwrap_or(&refund.base.id);
    refund.base.reference.clone_from(name);
    refund.base.amount = amount;
    refund.base.created = now;
    refund.base.wrong_by = 0;
    refund.base.card = None;
    refund.merchant_order_id = reference;
    refund.refund_of = Some(order.base.id.clone());
    refund.capture_mode = CaptureMode::AtOnce;
    refund.has_transaction = true;
    refund.echo = form.picked(&["description", "extra", "order_lines"]);
    refund.refunds = Vec::new();
    refund.refunded = 0;
    refund.voided = 0;
    refund.saves_card = false;
    let card = order.transactions.last().and_then(|last| last.card.clone());
    let mut transaction = CostplusTransaction::new(false, now);
    transaction.card = card;
    refund.transactions = vec![transaction];
    refund.move_to(CostplusStatus::Completed, now);
    Ok(refund)
}
