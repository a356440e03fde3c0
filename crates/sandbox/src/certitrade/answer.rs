//! The answers' shapes. All numbers are strings, as in the documents' samples.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::account::{PaymentAccount, masked};
use super::payment::{CertitradeAttempt, CertitradeMethod, CertitradePayment, NightRefund};
use crate::clock;
use crate::faults::{Reply, with};
use crate::ledger::ShownCard;
use crate::members::BrokenRule;
use crate::simulation::MerchantSite;
use crate::words::word;

pub(super) const HAL: &str = "application/hal+json";
const PROBLEM: &str = "application/api-problem+json";
/// What the documents' example names.
const DESCRIBED_BY: &str = "http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html";

/// Links to a resource.
pub(super) fn resource(site: &MerchantSite, path: &str) -> Value {
    json!({ "href": format!("{}/ctpsp/ws/2.0/{path}", site.base_url) })
}

fn merchant(site: &MerchantSite) -> Value {
    resource(site, &format!("merchant/{}", site.credentials.id))
}

/// Answers a payment as it is now.
pub(super) fn shown(http: StatusCode, site: &MerchantSite, one: &CertitradePayment) -> Reply {
    hal(http, payment(site, one))
}

/// Answers HAL.
pub(super) fn hal(http: StatusCode, body: Value) -> Reply {
    Reply::new(http, HAL, body)
}

/// Shows a payment (reference/resources/payment.md, examples).
pub(super) fn payment(site: &MerchantSite, payment: &CertitradePayment) -> Value {
    let base = &payment.base;
    let own = format!("payment/{}", base.id);
    let linked = json!({ "self": resource(site, &own), "merchant": merchant(site) });
    let window = base.page_token.as_ref();
    let window = window.map(|window| format!("{}/ctpsp/paywin/{window}", site.base_url));
    let linked = with(linked, "paywin", window.map(|href| json!({ "href": href })));
    let account = payment.account.as_ref();
    let account = account.map(|id| resource(site, &format!("payment_account/{id}")));
    let linked = with(linked, "payment_account", account);
    let attempts: Vec<Value> = payment.attempts.iter().map(attempt).collect();
    let authorized = payment.authorized;
    let authorized = authorized.map_or(0, |amount| amount + base.wrong_by);
    json!({
        "id": base.id,
        "created": slashes(base.created),
        "state": payment.state,
        "reference": base.reference,
        "description": base.order.as_deref().unwrap_or_default(),
        "amount": (payment.amount + base.wrong_by).to_string(),
        "authorized_amount": authorized.to_string(),
        "currency": base.currency,
        "language": payment.language,
        "merchant": site.credentials.id,
        "method": payment.method,
        "customer": payment.customer,
        "products": [],
        "payment_attempts": attempts,
        "data": { word(payment.method): data(payment) },
        "_links": linked,
        "_embedded": [],
    })
}

/// Shows what stands under the method's name in `data`.
fn data(payment: &CertitradePayment) -> Value {
    match (payment.method, &payment.account) {
        (CertitradeMethod::Recurring, Some(account)) => {
            let initialize = if payment.initializes { "1" } else { "0" };
            json!({ "initialize": initialize, "payment_account": account })
        }
        (CertitradeMethod::OneClick, Some(account)) => json!({ "payment_account": account }),
        _ => json!({}),
    }
}

fn attempt(attempt: &CertitradeAttempt) -> Value {
    let card = attempt.card.as_ref();
    json!({
        "created": slashes(attempt.created),
        "result": if attempt.authorized { "1" } else { "0" },
        "method": attempt.method,
        "data": { word(attempt.method): {
            "desc": attempt.description,
            "authcode": if attempt.authorized { "123456" } else { "" },
            "respcode": attempt.code,
            "masked_cardno": card.map_or_else(String::new, masked),
            "bin": card.map_or("", bin),
            "cardholder_name": "",
        }},
    })
}

fn bin(card: &ShownCard) -> &str {
    &card.bin
}

/// Shows a payment account (the one-click and the recurring example).
pub(super) fn account(site: &MerchantSite, account: &PaymentAccount) -> Value {
    let card = account.card.as_ref().map(|card| &card.details);
    json!({
        "id": account.id,
        "created": slashes(account.created),
        "state": account.state,
        "merchant": site.credentials.id,
        "type": account.method,
        "expiry_date": card.map_or_else(String::new, |card| {
            format!("{:02}/{:02}", card.month, card.year % 100)
        }),
        "masked_cardno": card.map_or_else(String::new, masked),
        "bin": card.map_or("", bin),
        "_links": {
            "self": resource(site, &format!("payment_account/{}", account.id)),
            "merchant": merchant(site),
        },
        "_embedded": [],
    })
}

/// Shows a refund (examples/refund.md).
pub(super) fn refund(site: &MerchantSite, refund: &NightRefund) -> Value {
    let payment = format!("payment/{}", refund.payment);
    json!({
        "id": refund.id,
        "created": dashes(refund.created),
        "amount": refund.amount.to_string(),
        "state": if refund.done { "DONE" } else { "PENDING" },
        "_links": {
            "self": resource(site, &format!("{payment}/refund/{}", refund.id)),
            "payment": resource(site, &payment),
        },
        "_embedded": [],
    })
}

/// Answers an error (reference/concepts.md, API Problem).
fn problem(http: StatusCode, title: &str, detail: &str) -> Reply {
    let body = json!({
        "describedBy": DESCRIBED_BY,
        "title": title,
        "detail": if detail.is_empty() { Value::Null } else { detail.into() },
        "httpStatus": http.as_u16(),
    });
    Reply::new(http, PROBLEM, body)
}

/// Answers 400: a member breaks a rule.
pub(super) fn broken(wrong: BrokenRule) -> Reply {
    invalid(&format!("{}: {}", wrong.path, wrong.rule))
}

/// Answers 400: the request breaks a rule.
pub(super) fn invalid(detail: &str) -> Reply {
    problem(StatusCode::BAD_REQUEST, "Invalid input data", detail)
}

/// Answers 401, 404 or 500, of which there is nothing more to say.
pub(super) fn error(http: StatusCode) -> Reply {
    let title = match http {
        StatusCode::UNAUTHORIZED => "Not authenticated",
        StatusCode::NOT_FOUND => "Not found",
        _ => "Internal error",
    };
    problem(http, title, "")
}

/// Answers 403: rightly formed, wrongly signed. The body is that of the official
/// client's test (psp2-client, Connection.spec.ts).
pub(super) fn not_authorized() -> Reply {
    let body = json!({
        "describedBy": null, "title": "Not authorized", "httpStatus": 403, "detail": "",
    });
    Reply::new(StatusCode::FORBIDDEN, PROBLEM, body)
}

/// Answers 403: not in this state.
pub(super) fn forbidden(detail: &str) -> Reply {
    problem(StatusCode::FORBIDDEN, "Not allowed", detail)
}

/// `2/22/2015 3:16:33 PM`, one of the forms in the samples.
fn slashes(milliseconds: u64) -> String {
    let moment = clock::utc(milliseconds);
    moment.strftime("%-m/%-d/%Y %-I:%M:%S %p").to_string()
}

/// `2013-06-28 12:44:15 PM`, another one.
fn dashes(milliseconds: u64) -> String {
    let moment = clock::utc(milliseconds);
    moment.strftime("%Y-%m-%d %I:%M:%S %p").to_string()
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
