//! Ending an order that is open on its page: "Cancel an order".

use zeroize::Zeroizing;

use super::fault::Fault;
use super::order::Order;
use super::{CostPlus, is_id};
use crate::json::Json;
use crate::{
    HttpRequest, HttpResponse, Method, MovementAnswer, MovementOutcome, OpenPayment, Outcome,
};

/// The request that cancels the order "if it has not been completed yet". Its
/// address has no slash at the end: only the API reference shows the call.
pub(super) fn request(provider: &CostPlus, payment: &OpenPayment) -> Option<HttpRequest> {
    let order = payment.payment.as_deref().filter(|id| is_id(id))?;
    let nothing = Zeroizing::new(Vec::new());
    Some(provider.request(Method::Delete, &format!("/orders/{order}"), nothing))
}

/// What the answer says, which is the order.
pub(super) fn read(payment: &OpenPayment, response: &HttpResponse<'_>) -> MovementAnswer {
    let http = response.status;
    let document = Json::of(response);
    let fault = document.as_ref().and_then(Fault::of);
    let order = document.as_ref().and_then(Order::read);
    let (outcome, detail) = match (fault, order) {
        (Some(fault), _) if fault.took_nothing(http) => {
            (MovementOutcome::Refused, format!("http {http}, error"))
        }
        (None, Some(order)) if (200..=299).contains(&http) => {
            let is_it = order.id == payment.payment.as_deref()
                && order.reference == Some(payment.reference.as_str());
            let ended = is_it && order.outcome(None) == Outcome::Cancelled;
            let outcome = if ended {
                MovementOutcome::Done
            } else {
                MovementOutcome::Unknown
            };
            (outcome, order.detail_words(None))
        }
        _ => (MovementOutcome::Unknown, format!("http {http}, no order")),
    };
    MovementAnswer {
        outcome,
        id: None,
        detail,
    }
}
