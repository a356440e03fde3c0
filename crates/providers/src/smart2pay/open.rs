//! Ending a payment that is open on the provider's form: "Cancel a Payment".
//!
//! That page takes what is authorised and what is open, as long as the shopper
//! has not got further than the form. "Cancel a Card Payment" names what is
//! authorised alone: whether a card's form can be ended is assumed, and a
//! refusal changes nothing.

use super::id::{is_payment_id, payment_path};
use super::operation::{CANCELS, NOT_BEGUN, all, listed};
use super::record::Document;
use super::site::Smart2PaySite;
use crate::fields::{Field, Object, json};
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::{OpenPayment, OperationOutcome, OperationStatus};

/// Makes the request that cancels it.
pub(super) fn request(site: &Smart2PaySite, payment: &OpenPayment) -> Option<HttpRequest> {
    let id = payment
        .provider_payment_id
        .as_deref()
        .filter(|id| is_payment_id(id))?;
    // Another request than the one that made the payment: not its reference.
    Some(site.post(&format!("{}/cancel", payment_path(id)), None))
}

/// Reads what the answer says, which is the payment.
pub(super) fn read(payment: &OpenPayment, response: &HttpResponse<'_>) -> OperationStatus {
    let http = response.status;
    let document = json::<Field<Object<Document>>>(response);
    let document = document.as_ref().and_then(Field::object);
    let Some(record) = document.and_then(|document| document.payment.object()) else {
        return OperationStatus {
            outcome: OperationOutcome::Unknown,
            id: None,
            detail: format!("http {http}, no payment"),
        };
    };
    let is_it = record.id() == payment.provider_payment_id
        && record.reference() == Some(payment.reference.as_str());
    let outcome = match http {
        200..=299 if is_it => listed(CANCELS, record.status()),
        400 if record.has_failed() && all(record, NOT_BEGUN) => OperationOutcome::Refused,
        _ => OperationOutcome::Unknown,
    };
    OperationStatus {
        outcome,
        id: None,
        detail: record.detail(Some(http)),
    }
}
