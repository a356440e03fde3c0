//! The answers' shapes.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::payment::{FinpayPayment, FinpayStatus};
use super::refusal::FinpayRefusal;
use crate::faults::{Reply, with};
use crate::ledger::{ShownCard, SimulatedCard};
use crate::{clock, random};

pub(super) const JSON: &str = "application/json";

/// Jakarta's time, seven hours ahead, in milliseconds. The documents show the
/// zone of the acquirer's times; that of `expiryLink` is assumed.
const JAKARTA: u64 = 7 * 3_600_000;

fn answer(code: &str, body: Value) -> Reply {
    let http = code.get(..3).and_then(|http| http.parse().ok());
    let http = http.and_then(|http| StatusCode::from_u16(http).ok());
    let body = with(body, "responseCode", Some(code.into()));
    // In seconds, as if it took some.
    let body = with(body, "processingTime", Some(json!(0.246_809_005_737_304_7)));
    Reply::new(
        http.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        JSON,
        body,
    )
}

fn traced(code: &str, text: &str) -> Reply {
    let trace = random::uuid();
    answer(code, json!({ "responseMessage": text, "traceId": trace }))
}

/// Answers a refusal. `more` is what its text goes on with.
pub(super) fn refused(refusal: FinpayRefusal, more: &str) -> Reply {
    traced(refusal.code, &format!("{}{more}", refusal.text))
}

/// Answers an error of which there is nothing more to say.
pub(super) fn error(http: StatusCode) -> Reply {
    refused(FinpayRefusal::of_status(http), "")
}

/// Answers a success with these members.
pub(super) fn success(body: Value) -> Reply {
    let body = with(body, "responseMessage", Some("Success".into()));
    answer("2000000", body)
}

/// Answers a success as cancel and void do.
pub(super) fn processed() -> Reply {
    traced("2000000", "Request has been processed successfully")
}

/// Answers the one-click call. That a decline is an error, and that what
/// is pending has a 2xx code of its own, is assumed.
pub(super) fn paid(payment: &FinpayPayment) -> Reply {
    if let Some(refusal) = payment.refusal {
        return refused(refusal, "");
    }
    if payment.status == FinpayStatus::Pending {
        return traced("2020000", "Request In Progress");
    }
    let today = clock::utc(payment.base.created + JAKARTA);
    let digits = random::digits_11();
    let authorization = digits.get(..6).unwrap_or_default();
    let kind = if payment.status == FinpayStatus::Authorized {
        "AUTHORIZATION"
    } else {
        "CAPTURE"
    };
    success(json!({ "data": {
        "acquirer": {
            "batch": 10_000 * i32::from(today.year()) + 100 * i32::from(today.month()) + i32::from(today.day()),
            "date": today.strftime("%m%d").to_string(),
            "id": "CIMB_S2I",
            "merchantId": "000800910091992",
            "settlementDate": today.date().to_string(),
            "timeZone": "+0700",
            "transactionId": digits,
        },
        "amount": payment.base.shown_amount(),
        "authorizationCode": authorization,
        "currency": "IDR",
        "id": payment.base.id,
        "receipt": format!("{}09{authorization}", today.strftime("%m%d")),
        "reference": payment.base.id,
        "source": "INTERNET",
        "stan": digits.get(6..).unwrap_or_default(),
        "terminal": "CIMBIN01",
        "type": kind,
    }}))
}

/// Says where the shopper has to go (stored-card-initiation).
pub(super) fn initiated(base_url: &str, payment: &FinpayPayment) -> Reply {
    let expires = payment.base.expires_at.unwrap_or_default();
    let end = clock::utc(expires.saturating_add(JAKARTA));
    let token = payment.base.page_token.as_deref().unwrap_or_default();
    success(json!({
        "redirecturl": format!("{base_url}/pg/payment/card/access/{token}"),
        "expiryLink": end.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    }))
}

/// Answers the status call.
pub(super) fn checked(payment: &FinpayPayment) -> Reply {
    success(json!({ "data": told(payment) }))
}

/// What is told of a payment, by the status call and by callbacks.
pub(super) fn told(payment: &FinpayPayment) -> Value {
    let amount = payment.base.shown_amount();
    let told = json!({
        "customer": { "id": payment.customer },
        "order": {
            "id": payment.base.reference,
            "reference": payment.number,
            "amount": amount,
            "currency": "IDR",
        },
        "meta": { "data": payment.meta },
        "sourceOfFunds": { "type": "cc" },
        "result": { "payment": {
            "amount": amount,
            "status": payment.status,
            "statusDesc": payment.refusal.map(|refusal| refusal.description),
        }},
    });
    with(told, "card", payment.base.card.as_ref().map(card))
}

/// Shows a card. The bank's name has what a signature over JSON can fail at: a
/// slash, and a letter that is not ASCII.
pub(super) fn card(card: &SimulatedCard) -> Value {
    let brand = match card.brand.as_str() {
        "visa" => "VISA",
        "mastercard" => "MASTERCARD",
        "american_express" => "AMEX",
        _ => "UNKNOWN",
    };
    json!({ "mask": mask(&card.details), "info": {
        "brand": brand,
        "issuing": "BANCO SIMULÉ S/A",
        "type": "CREDIT",
        "subType": "STANDARD",
        "country": "INDONESIA",
    }})
}

/// Masks a number, as in `512345xxxxxx0008`.
fn mask(card: &ShownCard) -> String {
    let hidden = "x".repeat(card.length.saturating_sub(10));
    format!("{}{hidden}{}", card.bin, card.last_four)
}
