//! What is sent to Smart2Pay.

use oneclick_rules::{Code, OrderReference, Violation};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{is_payment_id, units};
use crate::{Charge, HttpRequest, LookUp, Method, Purchase, Reference, Secret};

/// The most characters of a description: `^.{1,255}$`. The PHP SDK allows 500.
const DESCRIPTION: usize = 255;
/// The most characters of a statement descriptor: `^(.{1,250})?$`.
const STATEMENT_DESCRIPTOR: usize = 250;
/// The most characters of a return address behind `://`.
const RETURN_URL: usize = 512;
/// How many payments of one reference a look-up asks for. There should be one.
const LIMIT: u8 = 10;

/// The body of `POST /v1/payments`: serialized once, straight into memory that
/// is wiped, so that the security code has no other copy here.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    payment: Payment<'a>,
}

/// What is asked for. `GenerateCreditCardToken` is never among it: nothing is
/// to be kept that the shopper did not agree to.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Payment<'a> {
    #[serde(rename = "MerchantTransactionID")]
    reference: &'a str,
    #[serde(rename = "OriginatorTransactionID")]
    order: String,
    amount: u64,
    currency: &'a str,
    #[serde(rename = "ReturnURL")]
    return_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_descriptor: Option<String>,
    credit_card_token: Token<'a>,
    capture: bool,
    #[serde(rename = "3DSecure", skip_serializing_if = "is_off")]
    three_d_secure: bool,
    /// Minutes, by inference.
    #[serde(rename = "PaymentTokenLifetime")]
    redirect_minutes: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Token<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_code: Option<&'a str>,
    #[serde(skip_serializing_if = "is_off")]
    require_security_code: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_off(flag: &bool) -> bool {
    !flag
}

/// Every rule of the card API that a purchase breaks.
pub(super) fn check_purchase(purchase: &Purchase<'_>) -> Vec<Violation> {
    let rules = [
        (units::from_amount(purchase.amount).map(drop), "amount"),
        (
            line(purchase.description, DESCRIPTION).map(drop),
            "description",
        ),
        (
            line(purchase.statement_descriptor, STATEMENT_DESCRIPTOR).map(drop),
            "statement_descriptor",
        ),
    ];
    let broken =
        |(rule, field): (Result<(), Code>, _)| rule.err().map(|code| Violation::new(code, field));
    rules.into_iter().filter_map(broken).collect()
}

/// The request that charges a stored card.
pub(super) fn charge(
    base_url: &str,
    authorization: &Secret,
    charge: &Charge<'_>,
) -> Result<HttpRequest, Code> {
    if charge.token.expose().trim().is_empty() {
        return Err(Code::CardUnknown);
    }
    if charge.hosted_cvc && charge.cvc.is_some() {
        return Err(Code::CvcNotAccepted);
    }
    let attempt = &charge.attempt;
    let purchase = &attempt.purchase;
    let currency = purchase.amount.currency();
    let body = Body {
        payment: Payment {
            reference: attempt.reference.as_str(),
            order: order(purchase.order),
            amount: units::from_amount(purchase.amount)?,
            currency: currency.as_str(),
            return_url: return_url(attempt.return_url)?,
            description: line(purchase.description, DESCRIPTION)?,
            statement_descriptor: line(purchase.statement_descriptor, STATEMENT_DESCRIPTOR)?,
            credit_card_token: Token {
                value: charge.token.expose(),
                security_code: charge.cvc.map(oneclick_rules::Cvc::expose),
                require_security_code: charge.hosted_cvc,
            },
            capture: purchase.capture,
            three_d_secure: purchase.three_d_secure,
            redirect_minutes: attempt.redirect_minutes,
        },
    };
    Ok(HttpRequest {
        method: Method::Post,
        url: Secret::new(format!("{base_url}/v1/payments")),
        headers: vec![
            header("accept", "application/json"),
            ("authorization", authorization.clone()),
            header("content-type", "application/json; charset=utf-8"),
            header("requestid", &request_id(attempt.reference)),
        ],
        body: written(&body)?,
        resend_within: None,
    })
}

/// The request that looks a payment up.
///
/// An id that is not of the provider's form is not put into an address: 0 is
/// asked for, which no payment has, and the answer is not readable.
pub(super) fn look_up(base_url: &str, authorization: &Secret, by: LookUp<'_>) -> HttpRequest {
    let url = match by {
        LookUp::Reference { reference, .. } => format!(
            "{base_url}/v1/payments?merchantTransactionID={}&limit={LIMIT}",
            reference.as_str()
        ),
        LookUp::Payment { payment: id, .. } => {
            let id = if is_payment_id(id) { id } else { "0" };
            format!("{base_url}/v1/payments/{id}")
        }
    };
    get(url, authorization)
}

/// A request that reads `url`.
pub(super) fn get(url: String, authorization: &Secret) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: Secret::new(url),
        headers: vec![
            header("accept", "application/json"),
            ("authorization", authorization.clone()),
        ],
        body: Zeroizing::new(Vec::new()),
        resend_within: None,
    }
}

fn header(name: &'static str, value: &str) -> (&'static str, Secret) {
    (name, Secret::new(String::from(value)))
}

/// The order's reference in the provider's alphabet, `^[0-9a-zA-Z_-]{1,50}$`:
/// ours has the full stop besides, which becomes `_`.
fn order(order: &OrderReference) -> String {
    order.as_str().replace('.', "_")
}

/// A return address of the documented form, `^(http(s)?(://|%3A%2F%2F).{1,512})$`.
fn return_url(url: &str) -> Result<&str, Code> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .filter(|rest| !rest.is_empty() && !rest.chars().any(char::is_control))
        .ok_or(Code::ReturnUrlOrigin)?;
    if rest.chars().count() > RETURN_URL {
        return Err(Code::TextLength);
    }
    Ok(url)
}

/// One line of text; line breaks and the like, which the fields refuse, become
/// spaces, and an empty text is none.
fn line(text: Option<&str>, most: usize) -> Result<Option<String>, Code> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    if text.chars().count() > most {
        return Err(Code::TextLength);
    }
    let printable = |character: char| {
        if character.is_control() {
            ' '
        } else {
            character
        }
    };
    Ok(Some(text.chars().map(printable).collect()))
}

/// The body, in memory that is large enough from the start: growing would
/// leave a copy of the security code behind.
fn written(body: &Body<'_>) -> Result<Zeroizing<Vec<u8>>, Code> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(room(&body.payment)));
    // Writing to memory does not fail.
    serde_json::to_writer(&mut *bytes, body).map_err(|_| Code::TextLength)?;
    Ok(bytes)
}

/// At least as many bytes as the body has: an escaped byte takes up to six, and
/// names, numbers and what else is fixed take less than a kilobyte.
fn room(payment: &Payment<'_>) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let texts = payment.reference.len()
        + payment.order.len()
        + payment.return_url.len()
        + length(&payment.description)
        + length(&payment.statement_descriptor)
        + payment.credit_card_token.value.len();
    1_024 + 6 * texts
}

/// The `RequestId` of the .NET SDK, a UUID: the same for the same reference.
/// What it does at the provider is not documented, so nothing relies on it.
fn request_id(reference: &Reference) -> String {
    let bits = reference.bits();
    // RFC 9562, version 8: ours to fill but for version and variant.
    let bits = (bits & !(0xf << 76)) | (0x8 << 76);
    let bits = (bits & !(0b11 << 62)) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        bits >> 96,
        (bits >> 80) & 0xffff,
        (bits >> 64) & 0xffff,
        (bits >> 48) & 0xffff,
        bits & 0xffff_ffff_ffff,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_outgrows_its_first_memory() {
        let worst = "\u{1}".repeat(DESCRIPTION);
        let payment = Payment {
            reference: "abcdefghijklmnopqrstuvwxyz",
            order: "\"".repeat(50),
            amount: u64::MAX,
            currency: "EUR",
            return_url: &worst,
            description: Some(worst.clone()),
            statement_descriptor: Some(worst.clone()),
            credit_card_token: Token {
                value: &worst,
                security_code: Some("1234"),
                require_security_code: true,
            },
            capture: false,
            three_d_secure: true,
            redirect_minutes: u32::MAX,
        };
        let expected = room(&payment);
        let body = written(&Body { payment }).unwrap();
        assert_eq!(body.capacity(), expected);
        assert!(body.len() < expected - 400);
    }

    #[test]
    fn names_a_reference_by_one_uuid() {
        let reference = |text| Reference::parse(text).unwrap();
        let first = request_id(&reference("abcdefghijklmnopqrstuvwxyz"));
        assert_eq!(first, request_id(&reference("abcdefghijklmnopqrstuvwxyz")));
        assert_ne!(first, request_id(&reference("abcdefghijklmnopqrstuvwxy2")));
        let parts: Vec<usize> = first.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!(first.as_bytes()[14], b'8');
        assert!(b"89ab".contains(&first.as_bytes()[19]));
    }
}
