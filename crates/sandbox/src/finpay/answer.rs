//! The answers' shapes.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::book::Book;
use super::hosted;
use super::payment::{Payment, Status};
use super::refusal::{Refusal, SERVER_ERROR};
use crate::cards::Face;
use crate::delivery::{Answer, Manner};
use crate::{clock, random};

const JSON: &str = "application/json";

/// Jakarta's time, seven hours ahead, in milliseconds. The documents show the
/// zone of the acquirer's times; that of `expiryLink` is assumed.
const JAKARTA: u64 = 7 * 3_600_000;

/// The dialect's own faults.
pub(super) const MANNER: Manner = Manner {
    content_type: JSON,
    server_error: || refused(SERVER_ERROR, ""),
};

fn answer(code: &str, mut body: Value) -> Answer {
    let http = code.get(..3).and_then(|http| http.parse().ok());
    let http = http.and_then(|http| StatusCode::from_u16(http).ok());
    if let Some(body) = body.as_object_mut() {
        body.insert("responseCode".to_owned(), code.into());
        // In seconds, as if it took some.
        body.insert("processingTime".to_owned(), json!(0.246_809_005_737_304_7));
    }
    Answer {
        http: http.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        content_type: JSON,
        body,
    }
}

/// A refusal. `more` is what its text goes on with.
pub(super) fn refused(refusal: Refusal, more: &str) -> Answer {
    let text = format!("{}{more}", refusal.text);
    let trace = random::uuid();
    answer(
        refusal.code,
        json!({ "responseMessage": text, "traceId": trace }),
    )
}

/// A success with these members.
pub(super) fn success(body: Value) -> Answer {
    let mut answer = answer("2000000", body);
    if let Some(body) = answer.body.as_object_mut() {
        body.insert("responseMessage".to_owned(), "Success".into());
    }
    answer
}

/// A success as cancel and void answer it.
pub(super) fn processed() -> Answer {
    let text = "Request has been processed successfully";
    let trace = random::uuid();
    answer(
        "2000000",
        json!({ "responseMessage": text, "traceId": trace }),
    )
}

/// What the one-click call comes to. That a decline is an error, and that what
/// is pending has a 2xx code of its own, is assumed.
pub(super) fn paid(payment: &Payment) -> Answer {
    if let Some(refusal) = payment.refusal {
        return refused(refusal, "");
    }
    if payment.status == Status::Pending {
        let trace = random::uuid();
        let text = "Request In Progress";
        return answer(
            "2020000",
            json!({ "responseMessage": text, "traceId": trace }),
        );
    }
    let ([year, month, day], _) = clock::parts(payment.created + JAKARTA);
    let digits = random::digits_11();
    let authorization = digits.get(..6).unwrap_or_default();
    let kind = if payment.status == Status::Authorized {
        "AUTHORIZATION"
    } else {
        "CAPTURE"
    };
    success(json!({ "data": {
        "acquirer": {
            "batch": year * 10_000 + month * 100 + day,
            "date": format!("{month:02}{day:02}"),
            "id": "CIMB_S2I",
            "merchantId": "000800910091992",
            "settlementDate": format!("{year:04}-{month:02}-{day:02}"),
            "timeZone": "+0700",
            "transactionId": digits,
        },
        "amount": payment.told(),
        "authorizationCode": authorization,
        "currency": "IDR",
        "id": payment.id,
        "receipt": format!("{month:02}{day:02}09{authorization}"),
        "reference": payment.id,
        "source": "INTERNET",
        "stan": digits.get(6..).unwrap_or_default(),
        "terminal": "CIMBIN01",
        "type": kind,
    }}))
}

/// Where the shopper has to go (stored-card-initiation).
pub(super) fn initiated(book: &Book, payment: &Payment) -> Answer {
    let ([year, month, day], [hour, minute, second]) =
        clock::parts(payment.expires().saturating_add(JAKARTA));
    success(json!({
        "redirecturl": hosted::address(&book.base, payment),
        "expiryLink": format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }))
}

/// The status call.
pub(super) fn checked(payment: &Payment) -> Answer {
    let mut data = json!({
        "customer": { "id": payment.asked.customer },
        "order": {
            "id": payment.asked.id,
            "reference": payment.reference,
            "amount": payment.told(),
            "currency": "IDR",
        },
        "meta": { "data": payment.asked.meta },
        "sourceOfFunds": { "type": "cc" },
        "result": result(payment),
    });
    if let (Some(card), Some(data)) = (card(payment), data.as_object_mut()) {
        data.insert("card".to_owned(), card);
    }
    success(json!({ "data": data }))
}

/// `result`, of the status call and of callbacks.
pub(super) fn result(payment: &Payment) -> Value {
    json!({ "payment": {
        "amount": payment.told(),
        "status": payment.status.word(),
        "statusDesc": payment.refusal.map(|refusal| refusal.description),
    }})
}

/// `card`, once it is known.
pub(super) fn card(payment: &Payment) -> Option<Value> {
    let face = payment.face.as_ref()?;
    Some(json!({ "mask": mask(face), "info": info(&payment.brand) }))
}

/// For example `512345xxxxxx0008`.
pub(super) fn mask(face: &Face) -> String {
    let hidden = "x".repeat(face.length.saturating_sub(10));
    format!("{}{hidden}{}", face.bin, face.last_four)
}

/// What is known of a card's kind. The name of the bank has what a signature
/// over JSON can fail at: a slash, and a letter that is not ASCII.
pub(super) fn info(brand: &str) -> Value {
    let brand = match brand {
        "visa" => "VISA",
        "mastercard" => "MASTERCARD",
        "american_express" => "AMEX",
        _ => "UNKNOWN",
    };
    json!({
        "brand": brand,
        "issuing": "BANCO SIMULÉ S/A",
        "type": "CREDIT",
        "subType": "STANDARD",
        "country": "INDONESIA",
    })
}
