//! What the tests share: the provider, its media types and its representations.

use oneclick_providers::certitrade::{CertiTrade, CertiTradeSettings};
use oneclick_providers::{CardDetails, HttpResponse, Secret};
use oneclick_rules::{Brand, LastFour};
use serde_json::{Value, json};

use crate::wire::response;

/// The media type of a representation.
pub(super) const HAL: &str = "application/hal+json";
/// The media type of an error.
pub(super) const PROBLEM: &str = "application/api-problem+json";
pub(super) fn settings() -> CertiTradeSettings {
    CertiTradeSettings {
        base_url: String::from("https://apitest.certitrade.net/ctpsp/ws/2.0/"),
        merchant_id: 12345,
        api_key: Secret::new(String::from("k3yF0rTests")),
        manual_capture: false,
        message_id: true,
    }
}

pub(super) fn provider() -> CertiTrade {
    CertiTrade::new(settings())
}

/// An answer in the media type that goes with its status.
pub(super) fn answered(status: u16, body: &str) -> HttpResponse<'_> {
    let kind = if status < 400 { HAL } else { PROBLEM };
    response(status, Some(kind), body.as_bytes())
}

/// "One Click Payment", second response, with values of our own.
pub(super) const PAYMENT: &str = include_str!("../../../cases/certitrade/payment.json");

/// The body of a case, in one of its forms: `text` as it stands, `payment` and
/// `problem` as changes of the documented ones, or `json`.
pub(super) fn body(case: &Value) -> String {
    if let Some(text) = case["text"].as_str() {
        return String::from(text);
    }
    if let Some(changes) = case.get("payment") {
        return changed(PAYMENT, changes).to_string();
    }
    if let Some(changes) = case.get("problem") {
        let usual = json!({
            "describedBy": null,
            "title": "Not authorized",
            "detail": "",
            "httpStatus": case["http"],
        });
        return changed(&usual.to_string(), changes).to_string();
    }
    case["json"].to_string()
}

/// The answer of a case, in the media type that goes with its status where it
/// names no other.
pub(super) fn of_case<'a>(case: &'a Value, body: &'a str) -> HttpResponse<'a> {
    let status = u16::try_from(case["http"].as_u64().unwrap()).unwrap();
    let usual = answered(status, body);
    HttpResponse {
        content_type: case
            .get("content_type")
            .map_or(usual.content_type, Value::as_str),
        ..usual
    }
}

/// A face as the cases write it: brand, last four, expiry.
pub(super) fn face(face: &CardDetails) -> Value {
    let last_four = face.last_four.as_ref().map(LastFour::as_str);
    let expiry = face.expiry.map(|expiry| expiry.to_string());
    json!([face.brand.map(Brand::as_str), last_four, expiry])
}

/// The document with some members changed; `"absent"` takes one away.
pub(super) fn changed(document: &str, changes: &Value) -> Value {
    let mut document: Value = serde_json::from_str(document).unwrap();
    let members = document.as_object_mut().unwrap();
    for (member, value) in changes.as_object().into_iter().flatten() {
        if value == "absent" {
            members.remove(member);
        } else {
            members.insert(member.clone(), value.clone());
        }
    }
    document
}

/// A request, whole: what the documents show ("Concepts", sections "Date
/// header", "Authorization header" and "JSON and UTF-8").
///
/// The signatures of the tests were computed by Python's `hmac` and `hashlib`:
/// `hmac.new(b"k3yF0rTests", (method + url + date + body).encode(),
/// hashlib.sha256).hexdigest()`.
pub(super) fn expected(line: &str, signature: &str, body: &str) -> String {
    let (method, resource) = line.split_once(' ').unwrap();
    let content_type = match method {
        "GET" => "",
        _ => "content-type: application/json; charset=utf-8\n",
    };
    format!(
        "{method} https://apitest.certitrade.net/ctpsp/ws/2.0/{resource}
authorization: CertiTrade m12345:{signature}
{content_type}date: Wed, 04 Mar 2026 05:06:07 GMT

{body}"
    )
}
