//! Ending an order that is open on its page: "Cancel an order".

use zeroize::Zeroizing;

use super::fault::{self, CostplusError};
use super::id::is_id;
use super::order::OrderDocument;
use super::site::CostPlusSite;
use crate::http::{HttpMethod, HttpRequest, HttpResponse};
use crate::operation::{OpenPayment, OperationOutcome, OperationStatus};
use crate::status::Outcome;

/// Makes the request that cancels the order "if it has not been completed yet". Its
/// address has no slash at the end: only the API reference shows the call.
pub(super) fn request(site: &CostPlusSite, payment: &OpenPayment) -> Option<HttpRequest> {
    let order = payment
        .provider_payment_id
        .as_deref()
        .filter(|id| is_id(id))?;
    let nothing = Zeroizing::new(Vec::new());
    Some(site.request(HttpMethod::Delete, &format!("/orders/{order}"), nothing))
}

/// Reads what the answer says, which is the order.
pub(super) fn read(payment: &OpenPayment, response: &HttpResponse<'_>) -> OperationStatus {
    let http = response.status;
    let order = fault::body(response);
    let fault = order.as_ref().and_then(CostplusError::of);
    let (outcome, detail) = match (fault, order.as_ref().filter(|order| order.is_one())) {
        (Some(fault), _) if fault.took_nothing(http) => {
            (OperationOutcome::Refused, format!("http {http}, error"))
        }
        (None, Some(order)) if (200..=299).contains(&http) => {
            (ended(payment, order), order.detail_words(None))
        }
        _ => (OperationOutcome::Unknown, format!("http {http}, no order")),
    };
    OperationStatus {
        outcome,
        id: None,
        detail,
    }
}

fn ended(payment: &OpenPayment, order: &OrderDocument) -> OperationOutcome {
    let is_it = order.id() == payment.provider_payment_id.as_deref()
        && order.reference() == Some(payment.reference.as_str());
    if is_it && order.outcome(None) == Outcome::Cancelled {
        OperationOutcome::Done
    } else {
        OperationOutcome::Unknown
    }
}
