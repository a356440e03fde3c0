//! The answers' shapes. All numbers are strings, as in the documents' samples.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::account::Account;
use super::payment::{Attempt, Payment};
use super::refund::Refund;
use crate::clock;
use crate::delivery::{Answer, Manner};

/// The dialect's own faults.
pub(super) const MANNER: Manner = Manner {
    content_type: HAL,
    server_error: || problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal error", ""),
};

const HAL: &str = "application/hal+json";
const PROBLEM: &str = "application/api-problem+json";
/// What the documents' example names.
const DESCRIBED_BY: &str = "http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html";

/// The addresses that links lead to.
pub(super) struct Links<'a> {
    /// Where the dialect's calls begin, without `/ctpsp`.
    pub(super) base: &'a str,
    pub(super) merchant: &'a str,
}

impl Links<'_> {
    fn resource(&self, path: &str) -> Value {
        json!({ "href": format!("{}/ctpsp/ws/2.0/{path}", self.base) })
    }

    fn own(&self) -> Value {
        self.resource(&format!("merchant/{}", self.merchant))
    }

    /// The link of a whole collection.
    pub(super) fn collection(&self, path: &str, query: &str) -> Value {
        let join = if query.is_empty() { "" } else { "?" };
        self.resource(&format!("{path}{join}{query}"))
    }
}

/// HAL.
pub(super) fn hal(http: StatusCode, body: Value) -> Answer {
    Answer {
        http,
        content_type: HAL,
        body,
    }
}

/// A payment (reference/resources/payment.md, examples).
pub(super) fn payment(links: &Links<'_>, payment: &Payment) -> Value {
    let asked = &payment.asked;
    let own = format!("payment/{}", payment.id);
    let mut linked = Map::new();
    linked.insert("self".to_owned(), links.resource(&own));
    linked.insert("merchant".to_owned(), links.own());
    if let Some(window) = &payment.window {
        let href = format!("{}/ctpsp/paywin/{window}", links.base);
        linked.insert("paywin".to_owned(), json!({ "href": href }));
    }
    if let Some(account) = &asked.account {
        let path = format!("payment_account/{account}");
        linked.insert("payment_account".to_owned(), links.resource(&path));
    }
    let attempts: Vec<Value> = payment.attempts.iter().map(attempt).collect();
    let authorized = payment
        .authorized
        .map_or(0, |amount| amount + payment.wrong_by);
    json!({
        "id": payment.id.to_string(),
        "created": slashes(payment.created),
        "state": payment.state.word(),
        "reference": asked.reference,
        "description": asked.description,
        "amount": (payment.amount + payment.wrong_by).to_string(),
        "authorized_amount": authorized.to_string(),
        "currency": asked.currency,
        "language": asked.language,
        "merchant": links.merchant,
        "method": asked.method.word(),
        "customer": asked.customer,
        "products": [],
        "payment_attempts": attempts,
        "data": { asked.method.word(): asked.data() },
        "_links": linked,
        "_embedded": [],
    })
}

fn attempt(attempt: &Attempt) -> Value {
    let face = attempt.face.as_ref();
    json!({
        "created": slashes(attempt.created),
        "result": if attempt.authorized { "1" } else { "0" },
        "method": attempt.method.word(),
        "data": { attempt.method.word(): {
            "desc": attempt.description,
            "authcode": if attempt.authorized { "123456" } else { "" },
            "respcode": attempt.code,
            "masked_cardno": face.map_or_else(String::new, super::account::masked),
            "bin": face.map_or("", |face| face.bin.as_str()),
            "cardholder_name": "",
        }},
    })
}

/// A payment account (the one-click and the recurring example).
pub(super) fn account(links: &Links<'_>, account: &Account) -> Value {
    let face = account.card.as_ref().map(|card| &card.face);
    json!({
        "id": account.id,
        "created": slashes(account.created),
        "state": account.state.word(),
        "merchant": links.merchant,
        "type": account.method.word(),
        "expiry_date": face.map_or_else(String::new, |face| {
            format!("{:02}/{:02}", face.month, face.year % 100)
        }),
        "masked_cardno": face.map_or_else(String::new, super::account::masked),
        "bin": face.map_or("", |face| face.bin.as_str()),
        "_links": {
            "self": links.resource(&format!("payment_account/{}", account.id)),
            "merchant": links.own(),
        },
        "_embedded": [],
    })
}

/// A refund (examples/refund.md).
pub(super) fn refund(links: &Links<'_>, refund: &Refund) -> Value {
    let payment = format!("payment/{}", refund.payment);
    json!({
        "id": refund.id.to_string(),
        "created": dashes(refund.created),
        "amount": refund.amount.to_string(),
        "state": refund.state.word(),
        "_links": {
            "self": links.resource(&format!("{payment}/refund/{}", refund.id)),
            "payment": links.resource(&payment),
        },
        "_embedded": [],
    })
}

/// An error (reference/concepts.md, API Problem).
fn problem(http: StatusCode, title: &str, detail: &str) -> Answer {
    let body = json!({
        "describedBy": DESCRIBED_BY,
        "title": title,
        "detail": if detail.is_empty() { Value::Null } else { detail.into() },
        "httpStatus": http.as_u16(),
    });
    Answer {
        http,
        content_type: PROBLEM,
        body,
    }
}

/// 400: the request breaks a rule.
pub(super) fn invalid(detail: &str) -> Answer {
    problem(StatusCode::BAD_REQUEST, "Invalid input data", detail)
}

/// 401: nobody who is known.
pub(super) fn not_authenticated() -> Answer {
    problem(StatusCode::UNAUTHORIZED, "Not authenticated", "")
}

/// 403: the right form, wrongly signed. The body is the one that the official
/// client's test has seen (psp2-client, Connection.spec.ts).
pub(super) fn not_authorized() -> Answer {
    let body = json!({
        "describedBy": null, "title": "Not authorized", "httpStatus": 403, "detail": "",
    });
    Answer {
        http: StatusCode::FORBIDDEN,
        content_type: PROBLEM,
        body,
    }
}

/// 403: not in this state.
pub(super) fn forbidden(detail: &str) -> Answer {
    problem(StatusCode::FORBIDDEN, "Not allowed", detail)
}

/// 404.
pub(super) fn not_found() -> Answer {
    problem(StatusCode::NOT_FOUND, "Not found", "")
}

/// `2/22/2015 3:16:33 PM`, one of the forms in the samples.
fn slashes(milliseconds: u64) -> String {
    let ([year, month, day], [hour, minute, second]) = clock::parts(milliseconds);
    let (hour, half) = twelve(hour);
    format!("{month}/{day}/{year} {hour}:{minute:02}:{second:02} {half}")
}

/// `2013-06-28 12:44:15 PM`, another one.
fn dashes(milliseconds: u64) -> String {
    let ([year, month, day], [hour, minute, second]) = clock::parts(milliseconds);
    let (hour, half) = twelve(hour);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} {half}")
}

fn twelve(hour: u64) -> (u64, &'static str) {
    let half = if hour < 12 { "AM" } else { "PM" };
    let of_half = if hour.is_multiple_of(12) {
        12
    } else {
        hour % 12
    };
    (of_half, half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_moments_as_the_samples_do() {
        assert_eq!(slashes(1_424_618_193_000), "2/22/2015 3:16:33 PM");
        assert_eq!(dashes(1_372_423_455_000), "2013-06-28 12:44:15 PM");
        assert_eq!(slashes(0), "1/1/1970 12:00:00 AM");
    }
}
