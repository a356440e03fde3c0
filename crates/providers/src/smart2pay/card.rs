//! Stored cards: learned, read and forgotten.

use super::record::{Document, Record};
use crate::answer::NotReadable;
use crate::card::{Forgotten, LearnedCard, PaidCard, StoredCardAnswer};
use crate::encoding::segment;
use crate::fields::{Field, Object, json};
use crate::http::HttpResponse;
use crate::secret::Secret;

/// Reasons that say that there is no such token: invalid, not available.
const NO_TOKEN: [u64; 2] = [2400, 2401];
/// Beside these: used more often than allowed.
const USED_UP: u64 = 2402;
/// The status of a token that was cancelled.
const CANCELLED: u64 = 3;

/// The token that a payment stored, out of the payment itself: a member of the
/// answer only where the request asked for it.
pub(super) fn read_learned(
    paid: &PaidCard,
    response: &HttpResponse<'_>,
) -> Result<Vec<LearnedCard>, NotReadable> {
    let http = response.status;
    let document = json::<Field<Object<Document>>>(response)
        .ok_or_else(|| NotReadable(format!("http {http}, not JSON")))?;
    let payment = document
        .object()
        .and_then(|document| document.payment.object())
        .filter(|_| http == 200)
        .ok_or_else(|| NotReadable(format!("http {http}")))?;
    if payment.id().as_ref() != Some(&paid.payment)
        || payment.reference() != Some(paid.reference.as_str())
    {
        return Err(NotReadable(String::from("another payment than asked for")));
    }
    let token = payment
        .credit_card_token
        .object()
        .and_then(|token| token.value.text())
        .filter(|value| !value.trim().is_empty());
    let learned = token.map(|token| LearnedCard {
        token: Secret::new(String::from(token)),
        face: payment.card(),
        initial_transaction: payment.id(),
    });
    Ok(learned.into_iter().collect())
}

/// Where a token is: "Get information on a specific card token"; one that cannot
/// stand in an address is the empty one, which nobody has.
pub(super) fn token_path(token: &Secret) -> Secret {
    let segment = segment(token.expose()).unwrap_or_default();
    Secret::new(format!("/v1/card/token/{}", segment.as_str()))
}

/// What the provider says of a token.
pub(super) fn read_card(
    token: &Secret,
    response: &HttpResponse<'_>,
) -> Result<StoredCardAnswer, NotReadable> {
    let http = response.status;
    let record = record(response)?;
    if is_gone(&record, http) || has_only(&record, &[USED_UP]) && (400..500).contains(&http) {
        return Ok(StoredCardAnswer {
            usable: false,
            face: record.card(),
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
        Some(active) => Ok(StoredCardAnswer {
            usable: active && record.status() != Some(CANCELLED),
            face: record.card(),
        }),
        None => Err(NotReadable(String::from("not told whether it is active"))),
    }
}

/// What became of cancelling a token: "Cancel a Credit Card Token".
pub(super) fn read_forgotten(response: &HttpResponse<'_>) -> Forgotten {
    let http = response.status;
    let record = match record(response) {
        Ok(record) => record,
        Err(NotReadable(why)) => return Forgotten::Unknown(why),
    };
    let token = record.credit_card_token.object();
    let inactive = token.and_then(|token| token.active.flag()) == Some(false);
    let cancelled = http == 200 && (inactive || record.status() == Some(CANCELLED));
    if cancelled || is_gone(&record, http) {
        return Forgotten::Done;
    }
    Forgotten::Unknown(format!("http {http}"))
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

/// Whether the provider says that it has no such token.
fn is_gone(record: &Record, http: u16) -> bool {
    http == 404 || (400..500).contains(&http) && has_only(record, &NO_TOKEN)
}

/// Whether there are reasons, and each is one of these.
fn has_only(record: &Record, codes: &[u64]) -> bool {
    let mut told = record.codes().peekable();
    told.peek().is_some() && told.all(|code| code.is_some_and(|code| codes.contains(&code)))
}
