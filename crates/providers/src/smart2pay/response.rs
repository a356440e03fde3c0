//! What Smart2Pay answers to charges and look-ups.

use super::id::is_payment_id;
use super::record::{Document, Item, Record, RecordList};
use crate::capabilities::CredentialCheck;
use crate::fields::{Field, Object, json};
use crate::http::HttpResponse;
use crate::status::{FailureReason, LookUp, NotReadable, Outcome, PaymentStatus};

/// Reads what the answer to a charge says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> PaymentStatus {
    let http = response.status;
    if http == 401 && response.body.iter().all(u8::is_ascii_whitespace) {
        return PaymentStatus {
            outcome: Outcome::Failed(FailureReason::of_http(http)),
            ..PaymentStatus::unknown("http 401, empty")
        };
    }
    let Some(document) = json::<Field<Object<Document>>>(response) else {
        return PaymentStatus::unknown(format!("http {http}, not JSON"));
    };
    let document = document.object();
    let Some(payment) = document.and_then(|document| document.payment.object()) else {
        let message = document.and_then(|document| document.message.text());
        let outcome = match http {
            // The generic error: `{"Message":"…"}`.
            401 | 429 if message.is_some() => Outcome::Failed(FailureReason::of_http(http)),
            _ => Outcome::Unknown,
        };
        return PaymentStatus {
            outcome,
            ..PaymentStatus::unknown(format!("http {http}, no payment"))
        };
    };
    match http {
        200..=299 => payment.payment_status(payment.outcome(), None),
        400 => payment.payment_status(payment.refused(), Some(http)),
        401 | 429 => payment.payment_status(payment.turned_away(http), Some(http)),
        402 => payment.payment_status(payment.failed_request(), Some(http)),
        _ => payment.payment_status(Outcome::Unknown, Some(http)),
    }
}

/// Lists every payment that the answer to a look-up lists under what was asked.
pub(super) fn read_look_up(
    by: &LookUp,
    response: &HttpResponse<'_>,
) -> Result<Vec<PaymentStatus>, NotReadable> {
    let http = response.status;
    let document = json::<Field<Object<Document>>>(response)
        .ok_or_else(|| NotReadable(format!("http {http}, not JSON")))?;
    match by {
        LookUp::Reference { reference, .. } if http == 200 => match document.object() {
            Some(document) => read_document(document, reference.as_str()),
            None => read_list(json(response), reference.as_str()),
        },
        LookUp::Payment {
            provider_payment_id: payment,
            ..
        } if is_payment_id(payment) => read_one(document.object(), payment, http),
        LookUp::Reference { .. } | LookUp::Payment { .. } => {
            Err(NotReadable(format!("http {http}")))
        }
    }
}

/// Reads the list, `{"Payments":[…]}`, or one payment where a list is documented,
/// taken as it is.
fn read_document(document: &Document, reference: &str) -> Result<Vec<PaymentStatus>, NotReadable> {
    match (document.payment.object(), document.payments.get()) {
        (Some(payment), _) => ours([Some(payment)].into_iter(), reference),
        (None, list) => read_items(list, reference),
    }
}

/// Reads a list without its envelope.
fn read_list(
    list: Option<Field<RecordList>>,
    reference: &str,
) -> Result<Vec<PaymentStatus>, NotReadable> {
    read_items(list.as_ref().and_then(Field::get), reference)
}

fn read_items(
    list: Option<&RecordList>,
    reference: &str,
) -> Result<Vec<PaymentStatus>, NotReadable> {
    let list = list.ok_or_else(|| not_readable("no list of payments"))?;
    let records = list.0.iter().map(|item| item.object().map(Item::payment));
    ours(records, reference)
}

/// Reads the payments of our reference.
///
/// An empty list says that there is no such payment. One that has payments and
/// none of ours says that the provider did not do what was asked.
fn ours<'a>(
    payments: impl Iterator<Item = Option<&'a Record>>,
    reference: &str,
) -> Result<Vec<PaymentStatus>, NotReadable> {
    let (mut ours, mut others) = (Vec::new(), false);
    for payment in payments {
        match payment.and_then(|payment| Some((payment, payment.reference()?))) {
            Some((payment, echoed)) if echoed == reference => {
                ours.push(payment.payment_status(payment.outcome(), None));
            }
            Some(_) => others = true,
            None => return Err(not_readable("a payment without a reference")),
        }
    }
    if ours.is_empty() && others {
        return Err(not_readable("payments of other references only"));
    }
    Ok(ours)
}

/// One payment by its id, `{"Payment":{…}}`.
fn read_one(
    document: Option<&Document>,
    id: &str,
    http: u16,
) -> Result<Vec<PaymentStatus>, NotReadable> {
    let payment = document.and_then(|document| document.payment.object());
    let message = document.and_then(|document| document.message.text());
    match (http, payment) {
        (200, Some(payment)) => {
            is_asked_for(payment, id)?;
            Ok(vec![payment.payment_status(payment.outcome(), None)])
        }
        (404, Some(_)) => Ok(Vec::new()),
        (404, None) if message.is_some() => Ok(Vec::new()),
        _ => Err(NotReadable(format!("http {http}"))),
    }
}

/// Fails where the payment is not the one of this id.
pub(super) fn is_asked_for(payment: &Record, id: &str) -> Result<(), NotReadable> {
    if payment.id().as_deref() == Some(id) {
        return Ok(());
    }
    Err(not_readable("another payment than asked for"))
}

/// Tells whether the credentials work, by the answer to the list of payments.
pub(super) fn read_credential_check(response: &HttpResponse<'_>) -> CredentialCheck {
    let document = json::<Field<Object<Document>>>(response);
    let document = document.as_ref().and_then(Field::object);
    let is_list = document.is_some_and(|document| document.payments.get().is_some());
    match response.status {
        200 if is_list => CredentialCheck::Accepted,
        401 => CredentialCheck::Refused,
        other => CredentialCheck::Unclear(format!("http {other}")),
    }
}

fn not_readable(what: &str) -> NotReadable {
    NotReadable(String::from(what))
}
