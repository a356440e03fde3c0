//! Ending an order that is open on its page: "Cancel an order".

use zeroize::Zeroizing;

use super::fault::{self, Fault};
use super::id::is_id;
use super::order::Order;
use super::site::Site;
use crate::answer::Outcome;
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::movement::{MovementAnswer, MovementOutcome, OpenPayment};

/// The request that cancels the order "if it has not been completed yet". Its
/// address has no slash at the end: only the API reference shows the call.
pub(super) fn request(site: &Site, payment: &OpenPayment) -> Option<HttpRequest> {
    let order = payment.payment.as_deref().filter(|id| is_id(id))?;
    let nothing = Zeroizing::new(Vec::new());
    Some(site.request(Method::Delete, &format!("/orders/{order}"), nothing))
}

/// What the answer says, which is the order.
pub(super) fn read(payment: &OpenPayment, response: &HttpResponse<'_>) -> MovementAnswer {
    let http = response.status;
    let order = fault::body(response);
    let fault = order.as_ref().and_then(Fault::of);
    let (outcome, detail) = match (fault, order.as_ref().filter(|order| order.is_one())) {
        (Some(fault), _) if fault.took_nothing(http) => {
            (MovementOutcome::Refused, format!("http {http}, error"))
        }
        (None, Some(order)) if (200..=299).contains(&http) => {
            (ended(payment, order), order.detail_words(None))
        }
        _ => (MovementOutcome::Unknown, format!("http {http}, no order")),
    };
    MovementAnswer {
        outcome,
        id: None,
        detail,
    }
}

fn ended(payment: &OpenPayment, order: &Order) -> MovementOutcome {
    let is_it = order.id() == payment.payment.as_deref()
        && order.reference() == Some(payment.reference.as_str());
    if is_it && order.outcome(None) == Outcome::Cancelled {
        MovementOutcome::Done
    } else {
        MovementOutcome::Unknown
    }
}
