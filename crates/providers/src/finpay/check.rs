//! What the status call answers: look-ups and balance.

use oneclick_rules::Amount;

use super::card::FinpayCardFields;
use super::response::{Answered, CodeMeaning, amount, payment_id};
use super::words::{CodeRefusal, PaymentWord};
use crate::fields::{Field, Whole};
use crate::http::HttpResponse;
use crate::operation::Balance;
use crate::purchase::AttemptReference;
use crate::status::{NotReadable, Outcome, PaymentStatus};

/// What the status call tells of a payment.
struct CheckedPayment {
    /// `None` where it says none.
    status: Option<PaymentWord>,
    asked: Option<Amount>,
    paid: Option<Amount>,
    payment_status: PaymentStatus,
}

/// Reads the answer to the status call; `None` where there is no such payment.
///
/// The documented answer shows our reference, amount and status. "Not there"
/// is a code of 404, but for those that speak of a transaction that is there.
fn read_check(
    reference: &AttemptReference,
    response: &HttpResponse<'_>,
) -> Result<Option<CheckedPayment>, NotReadable> {
    let answered = Answered::read(response).map_err(NotReadable)?;
    match answered.meaning() {
        CodeMeaning::Success => {}
        CodeMeaning::Refused(CodeRefusal::NotThere) => return Ok(None),
        CodeMeaning::Refused(_) | CodeMeaning::Unclear => {
            return Err(answered.not_readable("no status"));
        }
    }
    let (data, order) = answered
        .data()
        .and_then(|data| Some((data, data.order.object()?)))
        .ok_or_else(|| answered.not_readable("no order"))?;
    if order.id.text() != Some(reference.as_str()) {
        return Err(answered.not_readable("another order than asked for"));
    }
    let payment = data.result.object().and_then(|it| it.payment.object());
    let listed = payment
        .and_then(|payment| payment.status.text())
        .map(PaymentWord::of);
    let status = listed.map(|(status, _)| status);
    let word = match listed {
        Some((_, word)) => word.unwrap_or("not listed"),
        None => "absent",
    };
    // Where one of the two is not told, the other stands for both; one that is
    // told and is no amount proves nothing.
    let told = |units: &Field<Whole>| {
        let read = || amount(&order.currency, units.whole()?);
        units.is_there().then(read)
    };
    let of_payment = payment.and_then(|payment| told(&payment.amount));
    let of_order = told(&order.amount);
    let asked = of_order.or(of_payment).flatten();
    let paid = of_payment.or(of_order).flatten();
    let proves = !matches!(
        status,
        Some(PaymentWord::PartlyCaptured | PaymentWord::PartlyRefunded)
    );
    let payment_status = PaymentStatus {
        outcome: status.map_or(Outcome::Unknown, PaymentWord::outcome),
        provider_payment_id: order.reference.text().and_then(payment_id),
        reference: Some(String::from(reference.as_str())),
        amount: asked.filter(|_| proves && asked == paid),
        card: data
            .card
            .object()
            .map(FinpayCardFields::details)
            .unwrap_or_default(),
        dispute: None,
        detail: format!("{}, status {word}", answered.detail()),
    };
    Ok(Some(CheckedPayment {
        status,
        asked,
        paid,
        payment_status,
    }))
}

/// Lists every payment under our reference: one or none.
pub(super) fn read_look_up(
    reference: &AttemptReference,
    response: &HttpResponse<'_>,
) -> Result<Vec<PaymentStatus>, NotReadable> {
    let told = read_check(reference, response)?;
    Ok(told.map(|told| told.payment_status).into_iter().collect())
}

/// Reads the balance, as far as a status and two amounts tell them.
pub(super) fn read_balance(
    reference: &AttemptReference,
    response: &HttpResponse<'_>,
) -> Result<Balance, NotReadable> {
    let not_readable = |what: &str| NotReadable(String::from(what));
    let told = read_check(reference, response)?.ok_or_else(|| not_readable("no such payment"))?;
    let status = told.status.ok_or_else(|| not_readable("no status"))?;
    let whole = || {
        told.payment_status
            .amount
            .ok_or_else(|| not_readable("no amount"))
    };
    let (authorised, captured, refunded) = match status {
        PaymentWord::Captured => (Some(whole()?), Some(whole()?), None),
        PaymentWord::Authorised => (Some(whole()?), None, None),
        PaymentWord::Refunded => (Some(whole()?), Some(whole()?), Some(whole()?)),
        // Of a part that was captured the payment's own amount tells how much,
        // if it differs from the order's.
        PaymentWord::PartlyCaptured => match (told.asked, told.paid) {
            (Some(asked), Some(paid)) if paid.minor() < asked.minor() => {
                (Some(asked), Some(paid), None)
            }
            _ => return Err(not_readable("how much was captured is not told")),
        },
        PaymentWord::PartlyRefunded => {
            return Err(not_readable("how much was refunded is not told"));
        }
        PaymentWord::Pending
        | PaymentWord::Cancelled
        | PaymentWord::Failed
        | PaymentWord::Expired => (None, None, None),
    };
    Ok(Balance {
        outcome: told.payment_status.outcome,
        authorised,
        captured,
        refunded,
        refunds: Vec::new(),
        transaction: None,
    })
}
