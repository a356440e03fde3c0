//! What the status call answers: look-ups and totals.

use oneclick_rules::Amount;

use super::cards;
use super::response::{Said, Verdict, amount, payment_id};
use super::words::{Refusal, Status};
use crate::json::Json;
use crate::{Answer, HttpResponse, NotReadable, Outcome, Reference, Totals};

/// What the status call tells of a payment.
struct Told {
    /// `None` where it says none.
    status: Option<Status>,
    asked: Option<Amount>,
    paid: Option<Amount>,
    answer: Answer,
}

/// Reads the answer to the status call; `None` where there is no such payment.
///
/// The documented answer shows our reference, amount and status. "Not there"
/// is a code of 404, but for those that speak of a transaction that is there.
fn read_check(
    reference: &Reference,
    response: &HttpResponse<'_>,
) -> Result<Option<Told>, NotReadable> {
    let said = Said::read(response).map_err(NotReadable)?;
    match said.verdict() {
        Verdict::Success => {}
        Verdict::Refused(Refusal::NotThere) => return Ok(None),
        Verdict::Refused(_) | Verdict::Unclear => return Err(said.not_readable("no status")),
    }
    let order = said.data().and_then(|data| data.object("order"));
    let (data, order) = said
        .data()
        .zip(order)
        .ok_or_else(|| said.not_readable("no order"))?;
    if order.text("id") != Some(reference.as_str()) {
        return Err(said.not_readable("another order than asked for"));
    }
    let payment = data
        .object("result")
        .and_then(|result| result.object("payment"));
    let listed = payment
        .and_then(|payment| payment.text("status"))
        .map(Status::of);
    let status = listed.map(|(status, _)| status);
    let word = match listed {
        Some((_, word)) => word.unwrap_or("not listed"),
        None => "absent",
    };
    let read = |from: &Json| from.whole("amount").and_then(|units| amount(order, units));
    // Where one of the two is not told, the other stands for both; one that is
    // told and is no amount proves nothing.
    let of_payment = payment.filter(|payment| payment.member("amount").is_some());
    let of_payment = of_payment.map(read);
    let of_order = order.member("amount").map(|_| read(order));
    let asked = of_order.or(of_payment).flatten();
    let paid = of_payment.or(of_order).flatten();
    let proves = !matches!(
        status,
        Some(Status::PartlyCaptured | Status::PartlyRefunded)
    );
    let answer = Answer {
        outcome: status.map_or(Outcome::Unknown, Status::outcome),
        payment: order.text("reference").and_then(payment_id),
        reference: Some(String::from(reference.as_str())),
        amount: asked.filter(|_| proves && asked == paid),
        card: data.object("card").map(cards::face).unwrap_or_default(),
        dispute: None,
        detail: format!("{}, status {word}", said.detail()),
    };
    Ok(Some(Told {
        status,
        asked,
        paid,
        answer,
    }))
}

/// Every payment under our reference: one or none.
pub(super) fn read_look_up(
    reference: &Reference,
    response: &HttpResponse<'_>,
) -> Result<Vec<Answer>, NotReadable> {
    let told = read_check(reference, response)?;
    Ok(told.map(|told| told.answer).into_iter().collect())
}

/// The totals, as far as a status and two amounts tell them.
pub(super) fn read_totals(
    reference: &Reference,
    response: &HttpResponse<'_>,
) -> Result<Totals, NotReadable> {
    let not_readable = |what: &str| NotReadable(String::from(what));
    let told = read_check(reference, response)?.ok_or_else(|| not_readable("no such payment"))?;
    let status = told.status.ok_or_else(|| not_readable("no status"))?;
    let whole = || told.answer.amount.ok_or_else(|| not_readable("no amount"));
    let (authorised, captured, refunded) = match status {
        Status::Captured => (Some(whole()?), Some(whole()?), None),
        Status::Authorised => (Some(whole()?), None, None),
        Status::Refunded => (Some(whole()?), Some(whole()?), Some(whole()?)),
        // Of a part that was captured the payment's own amount tells how much,
        // if it differs from the order's.
        Status::PartlyCaptured => match (told.asked, told.paid) {
            (Some(asked), Some(paid)) if paid.minor() < asked.minor() => {
                (Some(asked), Some(paid), None)
            }
            _ => return Err(not_readable("how much was captured is not told")),
        },
        Status::PartlyRefunded => {
            return Err(not_readable("how much was refunded is not told"));
        }
        Status::Pending | Status::Cancelled | Status::Failed | Status::Expired => {
            (None, None, None)
        }
    };
    Ok(Totals {
        outcome: told.answer.outcome,
        authorised,
        captured,
        refunded,
        refunds: Vec::new(),
        transaction: None,
    })
}
