//! Stored cards: saved, read and deleted.

use super::record::{Document, Record};
use crate::card::{CardDeletion, CardToSave, RetrievedCard, SavedCard};
use crate::encoding::segment;
use crate::fields::{Field, Object, json};
use crate::http::HttpResponse;
use crate::secret::Secret;
use crate::status::NotReadable;

/// Reasons that say that there is no such token: invalid, not available.
const NO_TOKEN: [u64; 2] = [2400, 2401];
/// Beside these: used more often than allowed.
const USED_UP: u64 = 2402;
/// The status of a token that was cancelled.
const CANCELLED: u64 = 3;

/// Reads the token that a payment stored, out of the payment itself: a member of the
/// answer only where the request asked for it.
pub(super) fn read_saved(
    paid: &CardToSave,
    response: &HttpResponse<'_>,
) -> Result<Vec<SavedCard>, NotReadable> {
    let http = response.status;
    let document = json::<Field<Object<Document>>>(response)
        .ok_or_else(|| NotReadable(format!("http {http}, not JSON")))?;
    let payment = document
        .object()
        .and_then(|document| document.payment.object())
        .filter(|_| http == 200)
        .ok_or_else(|| NotReadable(format!("http {http}")))?;
    if payment.id().as_ref() != Some(&paid.provider_payment_id)
        || payment.reference() != Some(paid.reference.as_str())
    {
        return Err(NotReadable(String::from("another payment than asked for")));
    }
    let token = payment
        .credit_card_token
        .object()
        .and_then(|token| token.value.text())
        .filter(|value| !value.trim().is_empty());
    let saved = token.map(|token| SavedCard {
        token: Secret::new(String::from(token)),
        details: payment.card(),
        initial_transaction: payment.id(),
    });
    Ok(saved.into_iter().collect())
}

/// Tells where a token is: "Get information on a specific card token"; one that cannot
/// stand in an address is the empty one, which nobody has.
pub(super) fn token_path(token: &Secret) -> Secret {
    let segment = segment(token.expose()).unwrap_or_default();
    Secret::new(format!("/v1/card/token/{}", segment.as_str()))
}

/// Reads what the provider says of a token.
pub(super) fn read_retrieved(
    token: &Secret,
    response: &HttpResponse<'_>,
) -> Result<RetrievedCard, NotReadable> {
    let http = response.status;
    let record = record(response)?;
    if is_gone(&record, http) || has_only(&record, &[USED_UP]) && (400..500).contains(&http) {
        return Ok(RetrievedCard {
            usable: false,
            details: record.card(),
        });
    }
    if http != 200 {
        return Err(NotReadable(format!("http {http}")));
    }
    let told = record.credit_card_token.object();
    if told.and_then(|told| told.value.text()) != Some(token.expose()) {
        return Err(NotReadable(String::from("another token than asked for")));
    }
    match told.and_then(|told| told.active.flag()) {
        Some(active) => Ok(RetrievedCard {
            usable: active && record.status() != Some(CANCELLED),
            details: record.card(),
        }),
        None => Err(NotReadable(String::from("not told whether it is active"))),
    }
}

/// Tells what became of cancelling a token: "Cancel a Credit Card Token".
pub(super) fn read_deleted(response: &HttpResponse<'_>) -> CardDeletion {
    let http = response.status;
    let record = match record(response) {
        Ok(record) => record,
        Err(NotReadable(why)) => return CardDeletion::Unknown(why),
    };
    let token = record.credit_card_token.object();
    let inactive = token.and_then(|token| token.active.flag()) == Some(false);
    let cancelled = http == 200 && (inactive || record.status() == Some(CANCELLED));
    if cancelled || is_gone(&record, http) {
        return CardDeletion::Done;
    }
    CardDeletion::Unknown(format!("http {http}"))
}

/// `{"CardAuthentication":{"Card":…,"CreditCardToken":{"Value":…,
/// "Active":"true"},"Status":…}}`, or the generic `{"Message":"…"}` with 404.
fn record(response: &HttpResponse<'_>) -> Result<Record, NotReadable> {
    let http = response.status;
    let document = json::<Field<Object<Document>>>(response)
        .ok_or_else(|| NotReadable(format!("http {http}, not JSON")))?;
    let Field::Value(Object(document)) = document else {
        return Err(NotReadable(format!("http {http}, no card")));
    };
    if let Field::Value(Object(record)) = document.card_authentication {
        return Ok(record);
    }
    if http == 404 && document.message.text().is_some() {
        return Ok(Record::default());
    }
    Err(NotReadable(format!("http {http}, no card")))
}

/// Tells whether the provider says that it has no such token.
fn is_gone(record: &Record, http: u16) -> bool {
    http == 404 || (400..500).contains(&http) && has_only(record, &NO_TOKEN)
}

/// Tells whether there are reasons, and each is one of these.
fn has_only(record: &Record, codes: &[u64]) -> bool {
    let mut told = record.codes().peekable();
    told.peek().is_some() && told.all(|code| code.is_some_and(|code| codes.contains(&code)))
}
