//! What Smart2Pay answers to charges and look-ups.

use super::is_payment_id;
use super::told::Told;
use crate::json::Json;
use crate::{Answer, Credentials, HttpResponse, LookUp, NotReadable, Outcome};

/// What the answer to a charge says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> Answer {
    let http = response.status;
    if http == 401 && response.body.iter().all(u8::is_ascii_whitespace) {
        return Answer {
            outcome: Outcome::NotTaken,
            ..Answer::unknown("http 401, empty")
        };
    }
    let Some(document) = Json::of(response) else {
        return Answer::unknown(format!("http {http}, not JSON"));
    };
    let Some(payment) = document.object("Payment") else {
        let outcome = match http {
            // The generic error: `{"Message":"…"}`.
            401 | 429 if document.text("Message").is_some() => Outcome::NotTaken,
            _ => Outcome::Unknown,
        };
        return Answer {
            outcome,
            ..Answer::unknown(format!("http {http}, no payment"))
        };
    };
    let told = Told::read(payment);
    match http {
        200..=299 => told.answer(told.outcome(), None),
        400 => told.answer(told.refused(), Some(http)),
        401 | 429 => told.answer(told.turned_away(), Some(http)),
        402 => told.answer(told.failed_request(), Some(http)),
        _ => told.answer(Outcome::Unknown, Some(http)),
    }
}

/// Every payment that the answer to a look-up lists under what was asked.
pub(super) fn read_look_up(
    by: &LookUp,
    response: &HttpResponse<'_>,
) -> Result<Vec<Answer>, NotReadable> {
    let http = response.status;
    let document =
        Json::of(response).ok_or_else(|| NotReadable(format!("http {http}, not JSON")))?;
    match by {
        LookUp::Reference { reference, .. } if http == 200 => {
            read_list(&document, reference.as_str())
        }
        LookUp::Payment { payment, .. } if is_payment_id(payment) => {
            read_one(&document, payment, http)
        }
        LookUp::Reference { .. } | LookUp::Payment { .. } => {
            Err(NotReadable(format!("http {http}")))
        }
    }
}

/// The list, `{"Payments":[…]}`.
///
/// An empty one says that there is no such payment. One that has payments and
/// none of ours says that the provider did not do what was asked.
fn read_list(document: &Json, reference: &str) -> Result<Vec<Answer>, NotReadable> {
    let not_readable = |what: &str| NotReadable(String::from(what));
    let payments = match (document, document.object("Payment")) {
        (Json::List(payments), _) => payments.as_slice(),
        // One payment where a list is documented, taken as it is.
        (_, Some(payment)) => core::slice::from_ref(payment),
        _ => document
            .list("Payments")
            .ok_or_else(|| not_readable("no list of payments"))?,
    };
    let mut ours = Vec::new();
    for payment in payments {
        let payment = payment.object("Payment").unwrap_or(payment);
        match payment.text("MerchantTransactionID") {
            Some(echoed) if echoed == reference => {
                let told = Told::read(payment);
                ours.push(told.answer(told.outcome(), None));
            }
            Some(_) => {}
            None => return Err(not_readable("a payment without a reference")),
        }
    }
    if ours.is_empty() && !payments.is_empty() {
        return Err(not_readable("payments of other references only"));
    }
    Ok(ours)
}

/// One payment by its id, `{"Payment":{…}}`.
pub(super) fn read_one(document: &Json, id: &str, http: u16) -> Result<Vec<Answer>, NotReadable> {
    match (http, document.object("Payment")) {
        (200, Some(payment)) => {
            let told = Told::read(payment);
            if told.id.as_deref() == Some(id) {
                Ok(vec![told.answer(told.outcome(), None)])
            } else {
                Err(NotReadable(String::from("another payment than asked for")))
            }
        }
        (404, Some(_)) => Ok(Vec::new()),
        (404, None) if document.text("Message").is_some() => Ok(Vec::new()),
        _ => Err(NotReadable(format!("http {http}"))),
    }
}

/// Whether the credentials work, by the answer to the list of payments.
pub(super) fn read_harmless_call(response: &HttpResponse<'_>) -> Credentials {
    let is_list = || Json::of(response).is_some_and(|document| document.list("Payments").is_some());
    match response.status {
        200 if is_list() => Credentials::Accepted,
        401 => Credentials::Refused,
        other => Credentials::Unclear(format!("http {other}")),
    }
}
