//! What a merchant does with a payment afterwards: capture and cancel.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::payment::{Page, Payment, Verdict, status};
use super::reason::Reason;
use super::{answer, pattern, verdict};
use crate::house::House;

const WRONG_STATE: Reason = Reason::of(1006);
const AMOUNT_INVALID: Reason = Reason::of(1012);
const AMOUNT_TOO_HIGH: Reason = Reason::of(1013);

/// `POST /v1/payments/{id}/capture[?amount=n]`. What a partial capture leaves
/// is given up (assumed).
pub(super) async fn capture(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    change(&house, &id, is(status::AUTHORIZED), |payment| {
        let whole = payment.asked.amount;
        let amount = match query.get("amount") {
            None => whole,
            Some(text) if !pattern::digits(text, 1, 12) => return Err(AMOUNT_INVALID),
            Some(text) => text.parse().unwrap_or(0),
        };
        match amount {
            0 => return Err(AMOUNT_INVALID),
            _ if amount > whole => return Err(AMOUNT_TOO_HIGH),
            _ if amount == whole => payment.apply(verdict::captured(whole)),
            _ => {
                payment.apply(Verdict::of(status::PARTIALLY_CAPTURED));
                payment.captured = Some(amount);
            }
        }
        Ok(())
    })
}

/// `POST /v1/payments/{id}/cancel`, of what is authorised; and of what is open
/// and not yet at the bank, as of other methods (cancel-a-payment): assumed,
/// since the page about cards (cancel-a-card-payment) does not name it.
pub(super) async fn cancel(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
    let fits = |payment: &Payment| match payment.status {
        status::AUTHORIZED => true,
        status::OPEN => payment
            .hosted
            .as_ref()
            .is_some_and(|hosted| hosted.page != Page::Bank),
        _ => false,
    };
    change(&house, &id, fits, |payment| {
        payment.apply(verdict::cancelled(payment.asked.amount));
        Ok(())
    })
}

fn is(status: u16) -> impl Fn(&Payment) -> bool {
    move |payment| payment.status == status
}

/// Changes a payment that is as it has to be, and answers it.
fn change(
    house: &House,
    id: &str,
    fits: impl Fn(&Payment) -> bool,
    act: impl FnOnce(&mut Payment) -> Result<(), Reason>,
) -> Response {
    let mut bank = house.bank();
    let book = &mut bank.smart2pay;
    let request_id = book.next_id();
    let Some(mut payment) = book.payment(id.parse().unwrap_or(0)).cloned() else {
        return answer::not_found();
    };
    let done = if fits(&payment) {
        act(&mut payment)
    } else {
        Err(WRONG_STATE)
    };
    let answer = match done {
        Ok(()) => {
            let shown = answer::enveloped(answer::payment(&book.site, &payment));
            book.keep(payment);
            answer::answer(StatusCode::OK, shown)
        }
        Err(reason) => {
            let http = StatusCode::BAD_REQUEST;
            answer::refused(http, "Payment", request_id, &payment.asked.echo, &[reason])
        }
    };
    answer.into_response()
}
