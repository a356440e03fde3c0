//! The answers' shapes.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::payment::{FraudCheck, PaymentDispute, Smart2payPayment, Smart2payRefund};
use super::reason::ReturnCode;
use super::status;
use crate::clock::stamp;
use crate::faults::{Reply, with};
use crate::ledger::ShownCard;
use crate::members::{self, NotAnObject};
use crate::simulation::{MerchantSite, ProviderCall, SimulatedPayment};

/// The content type as the documents show it.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// Where the documents put the hosted form.
pub(super) const PATH: &str = "/v1/Payments/FillCardDetails";

/// Minutes on a hosted page unless the request says (assumed: the documents
/// show 10 without its unit).
pub(super) const LIFETIME: u64 = 10;

/// Writes a number of our own as one.
fn number(id: &str) -> Value {
    id.parse::<u64>().map_or_else(|_| json!(id), |id| json!(id))
}

/// Writes the site id, a number.
fn site_id(site: &MerchantSite) -> Value {
    number(&site.credentials.id)
}

/// `MethodID` of cards.
const CARDS: u8 = 6;

/// Shows a payment, whole.
pub(super) fn payment(site: &MerchantSite, payment: &Smart2payPayment) -> Value {
    let base = &payment.base;
    let echo = |name: &str| payment.echo.get(name).cloned().unwrap_or(Value::Null);
    let open = base.page_token.as_ref().filter(|_| payment.is_open());
    let ending = |card: &ShownCard| format!("Ends with {}", card.last_four);
    let card = base.card_details().map(|own| card(own, &ending(own)));
    let asks_token = echo("GenerateCreditCardToken") == true;
    let token = base.token.as_ref().filter(|_| asks_token);
    let shown = json!({
        "ID": number(&base.id),
        "ClientIP": echo("ClientIP"),
        "SkinID": echo("SkinID"),
        "Created": stamp(base.created),
        "MerchantTransactionID": base.reference,
        "OriginatorTransactionID": base.order,
        "Amount": base.shown_amount().to_string(),
        "Currency": base.currency,
        "CapturedAmount": payment.captured.map(|amount| amount.to_string()),
        "ReturnURL": payment.return_url,
        "Description": echo("Description"),
        "StatementDescriptor": echo("StatementDescriptor"),
        "MethodID": CARDS,
        "MethodOptionID": null,
        "SiteID": site_id(site),
        "NotificationDateTime": null,
        "Customer": echo("Customer"),
        "BillingAddress": echo("BillingAddress"),
        "ShippingAddress": echo("ShippingAddress"),
        "Articles": null,
        "Card": card,
        "CreditCardToken": token.map(|value| json!({ "Value": value })),
        "Status": state(payment.status, &payment.reasons),
        "MethodTransactionID": null,
        "PaymentTokenLifetime": open.map(|_| payment.lifetime.unwrap_or(LIFETIME)),
        "Capture": payment.capture,
        "RedirectURL": open.map(|token| format!("{}{PATH}?PaymentToken={token}", site.base_url)),
        "3DSecure": base.wants_bank,
    });
    with(shown, "Fraud", payment.fraud.map(fraud))
}

/// Shows a card under one of the provider's ways to mask a number.
pub(super) fn card(card: &ShownCard, number: &str) -> Value {
    json!({
        "HolderName": card.holder,
        "Number": number,
        "ExpirationMonth": format!("{:02}", card.month),
        "ExpirationYear": card.year.to_string(),
        "IssuingBankCountry": null,
    })
}

/// Shows the fraud check; an answer has it only where there was one.
fn fraud(check: FraudCheck) -> Value {
    let (status, score, reason) = match check {
        FraudCheck::Accept => ("Accept", 10, ""),
        FraudCheck::Challenge => ("Challenge", 60, "Test address of a challenge"),
        FraudCheck::Deny => ("Deny", 90, "Test address of a denial"),
    };
    json!({
        "Status": status,
        "CheckMode": "CheckOnPreAuthorisation",
        "Score": score,
        "Reason": reason,
    })
}

/// Shows a dispute (SDK-NET, `DisputeResponse`).
pub(super) fn dispute(
    site: &MerchantSite,
    payment: &Smart2payPayment,
    dispute: PaymentDispute,
) -> Value {
    // An open dispute has the status 1 of its own, not the payment's 19
    // (chargebacks-api).
    let id = match payment.status {
        status::DISPUTED => status::OPEN,
        decided => decided,
    };
    json!({ "Dispute": {
        "ID": dispute.id,
        "SiteID": site_id(site),
        "Created": stamp(dispute.created),
        "PaymentID": number(&payment.base.id),
        "MethodID": CARDS,
        "Amount": payment.base.amount,
        "Currency": payment.base.currency,
        "Status": state(id, &[]),
    }})
}

/// `{"Payment": …}`.
pub(super) fn enveloped(site: &MerchantSite, one: &Smart2payPayment) -> Value {
    json!({ "Payment": payment(site, one) })
}

/// Answers a payment as it is now.
pub(super) fn shown(site: &MerchantSite, one: &Smart2payPayment) -> Reply {
    answer(StatusCode::OK, enveloped(site, one))
}

/// Shows a status with its reasons.
pub(super) fn state(id: u16, reasons: &[ReturnCode]) -> Value {
    json!({ "ID": id, "Info": status::name(id), "Reasons": reasons })
}

/// `{"Refund": …}`.
pub(super) fn refunded(site: &MerchantSite, one: &Smart2payRefund) -> Value {
    json!({ "Refund": refund(site, one) })
}

/// Shows a refund.
pub(super) fn refund(site: &MerchantSite, refund: &Smart2payRefund) -> Value {
    json!({
        "ID": refund.id,
        "Created": stamp(refund.created),
        "MerchantTransactionID": refund.reference,
        "OriginatorTransactionID": refund.order,
        "InitialPaymentID": number(&refund.payment),
        "Amount": refund.amount.to_string(),
        "Currency": refund.currency,
        "Description": refund.description,
        "TypeID": null,
        "SiteID": site_id(site),
        "Details": null,
        "Customer": null,
        "BillingAddress": null,
        "BankAddress": null,
        "Articles": null,
        "Status": state(refund.status, &[]),
    })
}

/// Refuses a request: the envelope of a success with what was asked, without
/// card and token, and `InvalidRequestID` in the place of the id.
pub(super) fn refused(
    kind: &str,
    request_id: u64,
    asked: &Map<String, Value>,
    reasons: &[ReturnCode],
) -> Reply {
    let mut echoed = asked.clone();
    echoed.insert("InvalidRequestID".to_owned(), request_id.to_string().into());
    echoed.insert("ID".to_owned(), Value::Null);
    echoed.insert("Status".to_owned(), state(status::FAILED, reasons));
    answer(StatusCode::BAD_REQUEST, json!({ kind: echoed }))
}

/// Answers the generic error, `{"Message": …}`.
pub(super) fn message(http: StatusCode, text: &str) -> Reply {
    answer(http, json!({ "Message": text }))
}

/// Answers 401, 404 (the shape is assumed) or 500.
pub(super) fn error(http: StatusCode) -> Reply {
    let text = match http {
        StatusCode::UNAUTHORIZED => "Authorization has been denied for this request.",
        StatusCode::NOT_FOUND => "The requested item does not exist.",
        _ => "An error has occurred.",
    };
    message(http, text)
}

/// Reads the object under `kind` of a JSON body.
/// Refuses a wrong content type or form (assumed: the documents show neither).
pub(super) fn object<S>(kind: &str, call: &ProviderCall<S>) -> Result<Map<String, Value>, Reply> {
    match members::object(&call.headers, &call.body).map(|mut body| body.remove(kind)) {
        Ok(Some(Value::Object(object))) => Ok(object),
        Err(NotAnObject::ContentType) => Err(message(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The Content-Type is application/json; charset=utf-8.",
        )),
        Ok(_) | Err(NotAnObject::Body) => Err(message(
            StatusCode::BAD_REQUEST,
            &format!("The body is a JSON object with the member {kind}."),
        )),
    }
}

/// Answers JSON, with the content type as the documents show it.
pub(super) fn answer(http: StatusCode, body: Value) -> Reply {
    Reply::new(http, JSON, body)
}
