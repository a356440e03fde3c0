//! The answers' shapes.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::book::Site;
use super::payment::{Dispute, Fraud, Payment, status};
use super::reason::Reason;
use super::refund::Refund;
use crate::clock::stamp;
use crate::delivery::{Answer, Manner};

/// The content type as the documents show it.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// The dialect's own faults.
pub(super) const MANNER: Manner = Manner {
    content_type: JSON,
    server_error: || message(StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred."),
};

/// `MethodID` of cards.
const CARDS: u8 = 6;

/// A payment, whole.
pub(super) fn payment(site: &Site, payment: &Payment) -> Value {
    let asked = &payment.asked;
    let echo = |name: &str| asked.echo.get(name).cloned().unwrap_or(Value::Null);
    let open = payment
        .hosted
        .as_ref()
        .filter(|_| payment.status == status::OPEN);
    let card = payment.face.as_ref().map(|face| {
        json!({
            "HolderName": face.holder,
            "Number": format!("Ends with {}", face.last_four),
            "ExpirationMonth": format!("{:02}", face.month),
            "ExpirationYear": face.year.to_string(),
            "IssuingBankCountry": null,
        })
    });
    let token = payment.card_token.as_ref().filter(|_| asked.keep_card);
    let mut shown = json!({
        "ID": payment.id,
        "ClientIP": echo("ClientIP"),
        "SkinID": echo("SkinID"),
        "Created": stamp(payment.created),
        "MerchantTransactionID": asked.reference,
        "OriginatorTransactionID": asked.order,
        "Amount": payment.told_amount.to_string(),
        "Currency": asked.currency,
        "CapturedAmount": payment.captured.map(|amount| amount.to_string()),
        "ReturnURL": asked.return_url,
        "Description": echo("Description"),
        "StatementDescriptor": echo("StatementDescriptor"),
        "MethodID": CARDS,
        "MethodOptionID": null,
        "SiteID": site.id(),
        "NotificationDateTime": null,
        "Customer": echo("Customer"),
        "BillingAddress": echo("BillingAddress"),
        "ShippingAddress": echo("ShippingAddress"),
        "Articles": null,
        "Card": card,
        "CreditCardToken": token.map(|value| json!({ "Value": value })),
        "Status": state(payment.status, &payment.reasons),
        "MethodTransactionID": null,
        "PaymentTokenLifetime": open.map(|_| asked.lifetime.unwrap_or(super::charge::LIFETIME)),
        "Capture": asked.capture,
        "RedirectURL": open.map(|hosted| super::hosted::address(site, hosted)),
        "3DSecure": asked.three_d_secure,
    });
    if let (Some(verdict), Some(shown)) = (payment.fraud, shown.as_object_mut()) {
        shown.insert("Fraud".to_owned(), fraud(verdict));
    }
    shown
}

/// What the fraud check says; an answer has it only where there was one.
fn fraud(verdict: Fraud) -> Value {
    let (status, score, reason) = match verdict {
        Fraud::Accept => ("Accept", 10, ""),
        Fraud::Challenge => ("Challenge", 60, "Test address of a challenge"),
        Fraud::Deny => ("Deny", 90, "Test address of a denial"),
    };
    json!({
        "Status": status,
        "CheckMode": "CheckOnPreAuthorisation",
        "Score": score,
        "Reason": reason,
    })
}

/// A dispute (SDK-NET, `DisputeResponse`).
pub(super) fn dispute(site: &Site, payment: &Payment, dispute: Dispute) -> Value {
    // An open dispute has the status 1 of its own, not the payment's 19
    // (chargebacks-api).
    let id = match payment.status {
        status::DISPUTED => status::OPEN,
        decided => decided,
    };
    json!({ "Dispute": {
        "ID": dispute.id,
        "SiteID": site.id(),
        "Created": stamp(dispute.created),
        "PaymentID": payment.id,
        "MethodID": CARDS,
        "Amount": payment.asked.amount,
        "Currency": payment.asked.currency,
        "Status": state(id, &[]),
    }})
}

/// `{"Payment": …}`.
pub(super) fn enveloped(payment: Value) -> Value {
    json!({ "Payment": payment })
}

/// A status with its reasons.
pub(super) fn state(id: u16, reasons: &[Reason]) -> Value {
    json!({ "ID": id, "Info": status::name(id), "Reasons": reasons })
}

/// A refund.
pub(super) fn refund(site: &Site, refund: &Refund) -> Value {
    json!({ "Refund": {
        "ID": refund.id,
        "Created": stamp(refund.created),
        "MerchantTransactionID": refund.reference,
        "OriginatorTransactionID": refund.order,
        "InitialPaymentID": refund.payment,
        "Amount": refund.amount.to_string(),
        "Currency": refund.currency,
        "Description": refund.description,
        "TypeID": null,
        "SiteID": site.id(),
        "Details": null,
        "Customer": null,
        "BillingAddress": null,
        "BankAddress": null,
        "Articles": null,
        "Status": state(refund.status, &[]),
    }})
}

/// A refused request: the envelope of a success with what was asked, without
/// card and token, and `InvalidRequestID` in the place of the id.
pub(super) fn refused(
    http: StatusCode,
    kind: &str,
    request_id: u64,
    asked: &Map<String, Value>,
    reasons: &[Reason],
) -> Answer {
    let mut echoed = super::validate::echo(asked);
    echoed.insert("InvalidRequestID".to_owned(), request_id.to_string().into());
    echoed.insert("ID".to_owned(), Value::Null);
    echoed.insert("Status".to_owned(), state(status::FAILED, reasons));
    answer(http, json!({ kind: echoed }))
}

/// The generic error, `{"Message": …}`.
pub(super) fn message(http: StatusCode, text: &str) -> Answer {
    answer(http, json!({ "Message": text }))
}

/// Nothing of that id; the shape is assumed.
pub(super) fn not_found() -> Response {
    message(StatusCode::NOT_FOUND, "The requested item does not exist.").into_response()
}

/// JSON, with the content type as the documents show it.
pub(super) fn answer(http: StatusCode, body: Value) -> Answer {
    Answer {
        http,
        content_type: JSON,
        body,
    }
}
