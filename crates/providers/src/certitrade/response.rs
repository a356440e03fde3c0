//! What CertiTrade answers: the representations of "Concepts", section "Data
//! format", and the payments in them.

use serde::Deserialize;

use super::collection::{Collection, offset};
use super::id::is_id;
use super::payment::PaymentResource;
use super::representation::{is_not_found, is_refusal, not_readable, resource};
use crate::capabilities::CredentialCheck;
use crate::fields::{Field, Whole};
use crate::http::HttpResponse;
use crate::status::{FailureReason, FoundPayments, LookUp, NotReadable, Outcome, PaymentStatus};

/// Reads what the answer to a charge or to the begin of a payment by a new card says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> PaymentStatus {
    let http = response.status;
    if let Some(payment) = resource::<PaymentResource>(response) {
        let mut answer = payment.payment_status();
        // A payment that failed although the bank had agreed: the look-up decides.
        if matches!(answer.outcome, Outcome::Declined(_)) && payment.was_authorised() {
            answer.outcome = Outcome::Unknown;
        }
        return answer;
    }
    if is_refusal(response) {
        return PaymentStatus {
            outcome: Outcome::Failed(FailureReason::of_http(http)),
            ..PaymentStatus::unknown(format!("http {http}, problem"))
        };
    }
    PaymentStatus::unknown(format!("http {http}, no payment"))
}

/// Lists every payment that the answer to a look-up lists under what was asked.
pub(super) fn read_look_up(
    by: &LookUp,
    response: &HttpResponse<'_>,
) -> Result<FoundPayments, NotReadable> {
    match by {
        LookUp::Reference {
            reference, page, ..
        } => read_list(response, reference.as_str(), offset(page.as_deref())?),
        LookUp::Payment {
            provider_payment_id: payment,
            ..
        } => read_one(response, payment),
    }
}

/// Reads a page of the search by reference.
///
/// That the search is exact is not documented, so that each payment is checked;
/// a list of payments of other references says that nothing was searched.
fn read_list(
    response: &HttpResponse<'_>,
    reference: &str,
    offset: u64,
) -> Result<FoundPayments, NotReadable> {
    let collection = Collection::<PaymentResource>::read(response)?;
    let listed = collection.listed(|embedding| &embedding.payments)?;
    let mut payments = Vec::new();
    for payment in &listed {
        match payment.and_then(|payment| Some((payment, payment.reference()?))) {
            Some((payment, echoed)) if echoed == reference => {
                payments.push(payment.payment_status());
            }
            Some(_) => {}
            None => return Err(not_readable("a payment without a reference")),
        }
    }
    if payments.is_empty() && !listed.is_empty() {
        return Err(not_readable("payments of other references only"));
    }
    let end = u64::try_from(listed.len())
        .ok()
        .and_then(|count| offset.checked_add(count))
        .ok_or_else(|| not_readable("no page of a collection"))?;
    let next = match collection.total_size() {
        Some(total) if total > end && listed.is_empty() => {
            return Err(not_readable("an empty page before the last"));
        }
        Some(total) => total > end,
        None => collection.has_next(),
    };
    Ok(FoundPayments {
        next: next.then(|| end.to_string()),
        ..FoundPayments::all(payments)
    })
}

/// One payment by its id.
fn read_one(response: &HttpResponse<'_>, id: &str) -> Result<FoundPayments, NotReadable> {
    if is_not_found(response) && is_id(id) {
        return Ok(FoundPayments::default());
    }
    let payment = payment(response, id)?;
    Ok(FoundPayments::all(vec![payment.payment_status()]))
}

/// Reads the payment with this id.
pub(super) fn payment(
    response: &HttpResponse<'_>,
    id: &str,
) -> Result<PaymentResource, NotReadable> {
    let payment: PaymentResource = resource(response)
        .ok_or_else(|| NotReadable(format!("http {}, no payment", response.status)))?;
    if !is_id(id) || payment.id() != Some(id) {
        return Err(not_readable("another payment than asked for"));
    }
    Ok(payment)
}

/// A merchant.
#[derive(Default, Deserialize)]
#[serde(default)]
struct MerchantFields {
    id: Field<Whole>,
}

/// Tells whether the credentials work, by the answer to `GET /merchant/{id}`.
pub(super) fn read_credential_check(
    response: &HttpResponse<'_>,
    merchant_id: u64,
) -> CredentialCheck {
    let http = response.status;
    if let Some(merchant) = resource::<MerchantFields>(response) {
        return if merchant.id.whole() == Some(merchant_id) {
            CredentialCheck::Accepted
        } else {
            CredentialCheck::Unclear(format!("http {http}, another merchant"))
        };
    }
    // The table says 401; the official client's test has 403 for a wrong key.
    if matches!(http, 401 | 403) && is_refusal(response) {
        return CredentialCheck::Refused;
    }
    CredentialCheck::Unclear(format!("http {http}"))
}
