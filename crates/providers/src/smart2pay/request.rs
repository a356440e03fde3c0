//! Charges, payments by a new card and look-ups as they are sent.

use oneclick_rules::{ErrorCode, Violation};
use serde::Serialize;

use super::id::{is_payment_id, payment_path};
use super::purchase::{AddressMembers, CustomerMembers, PurchaseMembers};
use super::site::Smart2PaySite;
use super::units::Hundredths;
use crate::http::HttpRequest;
use crate::line::behind_scheme;
use crate::purchase::{AttemptRequest, CardUses, Charge, Initiator, NewCardPayment, Purchase};
use crate::status::LookUp;

/// The most characters of a return address behind `://`.
const RETURN_URL: usize = 512;
/// How many payments of one reference a look-up asks for. There should be one.
const LIMIT: u8 = 10;
/// Of the types that "Card on file transactions (COF)" lists, the one for a
/// card that is charged again and again, and the one that its examples show.
/// It knows none for charges without a schedule; that they are of this type too
/// is assumed.
const AGAIN: &str = "Recurring";

/// The body of `POST /v1/payments`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PaymentEnvelope<'a> {
    payment: PaymentMembers<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PaymentMembers<'a> {
    #[serde(rename = "MerchantTransactionID")]
    reference: &'a str,
    #[serde(rename = "OriginatorTransactionID")]
    order: String,
    amount: Hundredths,
    currency: String,
    #[serde(rename = "ReturnURL")]
    return_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_descriptor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    billing_address: Option<AddressMembers>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_address: Option<AddressMembers>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerMembers<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_card_token: Option<TokenMembers<'a>>,
    capture: bool,
    #[serde(rename = "3DSecure", skip_serializing_if = "is_off")]
    three_d_secure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_on_file: Option<CardOnFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    /// Only where the shopper agreed to have the card kept.
    #[serde(skip_serializing_if = "is_off")]
    generate_credit_card_token: bool,
    /// Minutes, by inference.
    #[serde(rename = "PaymentTokenLifetime")]
    redirect_minutes: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TokenMembers<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_code: Option<&'a str>,
    /// Said wherever no code is sent: silence asks for one on a page, as the
    /// PHP SDK's `Card_Details` and the .NET SDK's `RecurringCardPayments` tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    require_security_code: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CardOnFile {
    is_initial: bool,
    transaction_type: &'static str,
    #[serde(rename = "InitialPaymentID", skip_serializing_if = "Option::is_none")]
    initial_payment: Option<u64>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_off(flag: &bool) -> bool {
    !flag
}

/// Lists every rule of the card API that a purchase breaks.
pub(super) fn check_purchase(purchase: &Purchase<'_>) -> Vec<Violation> {
    PurchaseMembers::of(purchase).err().into_iter().collect()
}

/// Makes the request that charges a stored card.
pub(super) fn charge(site: &Smart2PaySite, charge: &Charge<'_>) -> Result<HttpRequest, ErrorCode> {
    if charge.token.expose().trim().is_empty() {
        return Err(ErrorCode::CardUnknown);
    }
    let mut payment = payment(&charge.attempt)?;
    let by_merchant = match charge.initiator {
        Initiator::Shopper => None,
        Initiator::Merchant {
            initial_transaction,
            ..
        } => Some(initial_transaction),
    };
    let asks = charge.hosted_cvc || charge.cvc.is_some();
    if charge.hosted_cvc && charge.cvc.is_some() || by_merchant.is_some() && asks {
        return Err(ErrorCode::CvcNotAccepted);
    }
    payment.credit_card_token = Some(TokenMembers {
        value: charge.token.expose(),
        security_code: charge.cvc.map(oneclick_rules::Cvc::expose),
        require_security_code: charge.cvc.is_none().then_some(charge.hosted_cvc),
    });
    if let Some(initial) = by_merchant {
        // Nobody is there to be asked by the bank.
        payment.three_d_secure = false;
        payment.card_on_file = Some(CardOnFile {
            is_initial: false,
            transaction_type: AGAIN,
            initial_payment: Some(initial_payment(initial)?),
        });
    }
    begin_payment(site, &charge.attempt, payment)
}

/// Makes the request that begins a payment on the provider's form ("Hosted card
/// form": neither card nor token).
pub(super) fn hosted_page(
    site: &Smart2PaySite,
    card_on_file: bool,
    first: &NewCardPayment<'_>,
) -> Result<HttpRequest, ErrorCode> {
    let mut payment = payment(&first.attempt)?;
    let keep = first
        .keep
        .filter(|keep| keep.one_click || keep.by_merchant());
    payment.generate_credit_card_token = keep.is_some();
    payment.card_on_file =
        keep.filter(|keep| card_on_file || keep.by_merchant())
            .map(|_: CardUses| CardOnFile {
                is_initial: true,
                transaction_type: AGAIN,
                initial_payment: None,
            });
    begin_payment(site, &first.attempt, payment)
}

/// Tells what a payment has whatever card it is by.
fn payment<'a>(attempt: &AttemptRequest<'a>) -> Result<PaymentMembers<'a>, ErrorCode> {
    let purchase = &attempt.purchase;
    let members = PurchaseMembers::of(purchase).map_err(|broken| broken.code)?;
    Ok(PaymentMembers {
        reference: attempt.reference.as_str(),
        order: members.order,
        amount: members.amount,
        currency: members.currency,
        return_url: return_url(attempt.return_url)?,
        description: members.description,
        statement_descriptor: members.statement_descriptor,
        billing_address: members.billing,
        shipping_address: members.shipping,
        customer: members.customer,
        credit_card_token: None,
        capture: purchase.capture,
        three_d_secure: purchase.three_d_secure,
        card_on_file: None,
        language: members.language,
        generate_credit_card_token: false,
        redirect_minutes: attempt.redirect_minutes,
    })
}

/// Makes the request that begins a payment.
fn begin_payment(
    site: &Smart2PaySite,
    attempt: &AttemptRequest<'_>,
    payment: PaymentMembers<'_>,
) -> Result<HttpRequest, ErrorCode> {
    site.post_body(
        "/v1/payments",
        attempt.reference,
        &PaymentEnvelope { payment },
    )
}

/// Gives the id of the payment that stored the card, as a number.
pub(super) fn initial_payment(id: Option<&str>) -> Result<u64, ErrorCode> {
    id.filter(|id| is_payment_id(id))
        .and_then(|id| id.parse().ok())
        .ok_or(ErrorCode::CardInitialTransaction)
}

/// Gives a return address of the documented form, `^(http(s)?(://|%3A%2F%2F).{1,512})$`.
fn return_url(url: &str) -> Result<&str, ErrorCode> {
    if behind_scheme(url)?.chars().count() > RETURN_URL {
        return Err(ErrorCode::TextLength);
    }
    Ok(url)
}

/// Makes the request that looks a payment up.
pub(super) fn look_up(site: &Smart2PaySite, by: &LookUp) -> HttpRequest {
    match by {
        LookUp::Reference { reference, .. } => site.get(&format!(
            "/v1/payments?merchantTransactionID={}&limit={LIMIT}",
            reference.as_str()
        )),
        LookUp::Payment {
            provider_payment_id: id,
            ..
        } => site.get(&payment_path(id)),
    }
}
