//! What a merchant does with an order afterwards: capture, void, cancel,
//! refund.

use serde_json::{Map, Value};

use super::answer;
use super::dialect::{CostplusCall, CostplusSimulation};
use super::order::{CaptureMode, CostplusOrder, CostplusStatus};
use super::request::{NOT_BLANK, is_some};
use super::transaction::CostplusTransaction;
use crate::faults::Replied;
use crate::members::{BrokenRule, RequestMembers};
use crate::random;
use crate::simulation::Simulation;

/// `POST …/captures/`: everything that is authorised.
pub(super) async fn capture(call: CostplusCall) -> Replied {
    change(&call, false, CostplusOrder::capture)
}

/// `POST …/captures/amount`. There is one capture for an authorisation; what
/// it leaves is given up (helpdesk.costplus.io, 27).
pub(super) async fn capture_amount(call: CostplusCall) -> Replied {
    change(&call, true, CostplusOrder::capture)
}

/// `POST …/voids/amount`, before any capture only.
pub(super) async fn void_amount(call: CostplusCall) -> Replied {
    change(&call, true, |order, amount, now| {
        if amount == order.capturable() {
            // Assumed: what is voided whole is cancelled.
            order.move_to(CostplusStatus::Cancelled, now);
        }
        order.voided += amount;
        order.modified = now;
    })
}

/// Does something with what is authorised: with all of it, or with the amount that
/// the request names.
fn change(
    call: &CostplusCall,
    by_amount: bool,
    act: impl FnOnce(&mut CostplusOrder, u64, u64),
) -> Replied {
    let request = by_amount.then(|| answer::object(call)).transpose()?;
    call.change(|costplus, order, now| {
        if !order.transactions.iter().any(|one| one.id == call.named(1)) {
            return Err(answer::not_found("The transaction"));
        }
        let held = order.capturable();
        if held == 0 {
            return Err(answer::invalid("The transaction is not capturable.", None));
        }
        let amount = request.map_or(Ok(held), |request| {
            let form = RequestMembers::whole(&request);
            form.text("description", NOT_BLANK, is_some)?;
            up_to(held, &form, "not more than is capturable")
        });
        act(order, amount.map_err(answer::wrong)?, now);
        Ok(answer::changed(&costplus.store.site, order))
    })
}

/// Reads the amount that has to be there, up to a limit, and ends the reading.
fn up_to(most: u64, form: &RequestMembers<'_>, rule: &'static str) -> Result<u64, BrokenRule> {
    let amount = form.amount()?;
    form.no_others()?;
    if amount > most {
        return Err(form.wrong("amount", rule));
    }
    Ok(amount)
}

/// `DELETE /v1/orders/{id}`: cancels an order "if it has not been completed
/// yet" (cancelOrder). Doing it twice is no mistake (assumed).
pub(super) async fn cancel(call: CostplusCall) -> Replied {
    call.change(|costplus, order, now| {
        match order.status {
            CostplusStatus::New | CostplusStatus::Processing | CostplusStatus::Error => {
                order.move_to(CostplusStatus::Cancelled, now);
            }
            CostplusStatus::Cancelled => {}
            CostplusStatus::Completed | CostplusStatus::Expired => {
                return Err(answer::invalid("The order is not cancellable.", None));
            }
        }
        Ok(answer::changed(&costplus.store.site, order))
    })
}

/// `POST /v1/orders/{id}/refunds/`. The answer is the refund, an order of its
/// own (php-sdk, nopayn-woocommerce); it is completed at once (assumed).
pub(super) async fn refund(call: CostplusCall) -> Replied {
    let request = answer::object(&call)?;
    call.change(|costplus, order, now| {
        let refundable = order.captured.saturating_sub(order.refunded);
        let paid = order.status == CostplusStatus::Completed && order.refund_of.is_none();
        if !paid || refundable == 0 {
            return Err(answer::invalid("The order is not refundable.", None));
        }
        let form = RequestMembers::whole(&request);
        let refund = read(&form, order, refundable, now).map_err(answer::wrong)?;
        let reply = answer::changed(&costplus.store.site, &refund);
        costplus.give_back(order, refund, now);
        Ok(reply)
    })
}

impl CostplusSimulation {
    /// Refunds a part of an order as in the back office, or all of it.
    pub(super) fn refund_part(
        &mut self,
        order: &mut CostplusOrder,
        amount: u64,
        now: u64,
    ) -> Result<(), &'static str> {
        let refundable = order.captured.saturating_sub(order.refunded);
        if order.status != CostplusStatus::Completed || amount == 0 || amount > refundable {
            return Err("amount: within what was captured");
        }
        let refund = refund_of(order, None, amount, Map::new(), now);
        self.give_back(order, refund, now);
        Ok(())
    }

    /// Books a refund.
    fn give_back(&mut self, order: &mut CostplusOrder, refund: CostplusOrder, now: u64) {
        order.refunded += refund.base.amount;
        order.refunds.push(refund.base.id.clone());
        order.modified = now;
        self.record(refund, now);
    }
}

/// Reads the refund of an order.
fn read(
    form: &RequestMembers<'_>,
    order: &CostplusOrder,
    refundable: u64,
    now: u64,
) -> Result<CostplusOrder, BrokenRule> {
    form.text("description", NOT_BLANK, is_some)?;
    let reference = form.text("merchant_order_id", NOT_BLANK, is_some)?;
    form.object("extra")?;
    form.objects("order_lines")?;
    let amount = up_to(refundable, form, "not more than is refundable")?;
    Ok(refund_of(order, reference, amount, form.echo(""), now))
}

/// Makes a refund of so much, with the members that its answer repeats.
fn refund_of(
    order: &CostplusOrder,
    reference: Option<String>,
    amount: u64,
    echo: Map<String, Value>,
    now: u64,
) -> CostplusOrder {
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
    refund.echo = echo;
    refund.refunds = Vec::new();
    refund.refunded = 0;
    refund.voided = 0;
    refund.saves_card = false;
    let card = order.transactions.last().and_then(|last| last.card.clone());
    let mut transaction = CostplusTransaction::new(false, now);
    transaction.card = card;
    refund.transactions = vec![transaction];
    refund.move_to(CostplusStatus::Completed, now);
    refund
}
