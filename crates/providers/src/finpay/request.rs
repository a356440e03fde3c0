//! What is sent to Finpay.

use oneclick_rules::{Customer, ErrorCode, Violation};
use serde::Serialize;

use super::site::FinpaySite;
use super::units;
use crate::http::HttpRequest;
use crate::line::cut;
use crate::purchase::{AttemptRequest, Charge, Initiator, NewCardPayment, Purchase};

/// "Order object": `description`, at most 127 characters.
const DESCRIPTION: usize = 127;
/// "Customer object": `firstName` and `lastName`, at most 50 characters.
const NAME: usize = 50;

/// Stands for a name that is not known: the official plugin for `WooCommerce`
/// sends it for an empty family name.
const NO_NAME: &str = "-";

/// The body of `card/payment` and of `initiate`. `recurring` is never among
/// it: it would start a schedule that Finpay runs by itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentBody<'a> {
    customer: FinpayCustomerBody<'a>,
    order: FinpayOrderBody<'a>,
    url: UrlsBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_of_funds: Option<SourceOfFunds>,
}

/// "Customer object".
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FinpayCustomerBody<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    first_name: String,
    last_name: String,
    mobile_phone: &'a str,
}

/// "Order object".
#[derive(Serialize)]
struct FinpayOrderBody<'a> {
    id: &'a str,
    amount: String,
    currency: &'static str,
    description: String,
    /// Minutes, numeric, as the amount is, which the samples write as a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout: Option<String>,
}

/// "Url object"; `backUrl` by the official plugin.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UrlsBody<'a> {
    callback_url: &'a str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    back: Option<Back<'a>>,
}

#[derive(Serialize)]
struct Back<'a> {
    #[serde(rename = "successUrl")]
    success: &'a str,
    #[serde(rename = "failUrl")]
    fail: &'a str,
    #[serde(rename = "backUrl")]
    neither: &'a str,
}

/// "Card object".
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CardBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    stored_on_file: &'static str,
}

#[derive(Serialize)]
struct SourceOfFunds {
    #[serde(rename = "type")]
    kind: &'static str,
}

/// Lists every rule of Finpay that a purchase breaks.
pub(super) fn check_purchase(purchase: &Purchase<'_>) -> Vec<Violation> {
    let mut broken = Vec::new();
    let mut rule = |code: Result<(), ErrorCode>, field| {
        broken.extend(code.err().map(|code| Violation::new(code, field)));
    };
    match units::from_amount(purchase.amount) {
        Err(ErrorCode::CurrencyUnsupported) => {
            rule(Err(ErrorCode::CurrencyUnsupported), "currency");
        }
        units => rule(units.map(drop), "amount"),
    }
    let capture = purchase.capture.then_some(());
    rule(capture.ok_or(ErrorCode::CaptureUnsupported), "capture");
    let Some(customer) = purchase.customer else {
        rule(Err(ErrorCode::CustomerMissing), "customer");
        return broken;
    };
    rule(mobile_phone(customer).map(drop), "customer.phone");
    broken
}

/// `+`, a country's code, at most 15 digits in all. The local form, `08…`,
/// is refused ("Invalid Field Format"), so a leading nought here is one too.
fn mobile_phone(customer: &Customer) -> Result<&str, ErrorCode> {
    let phone = customer
        .phone
        .as_deref()
        .ok_or(ErrorCode::CustomerMissing)?;
    let digits = phone.strip_prefix('+').ok_or(ErrorCode::CustomerPhone)?;
    let fits = (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(phone).ok_or(ErrorCode::CustomerPhone)
}

/// Makes the request that charges a stored card: at once, or over the page that asks
/// for its code ("Two-click payment").
pub(super) fn charge(site: &FinpaySite, charge: &Charge<'_>) -> Result<HttpRequest, ErrorCode> {
    if charge.token.expose().trim().is_empty() {
        return Err(ErrorCode::CardUnknown);
    }
    if charge.cvc.is_some() {
        return Err(ErrorCode::CvcNotAccepted);
    }
    let by_merchant = matches!(charge.initiator, Initiator::Merchant { .. });
    if charge.hosted_cvc && by_merchant {
        return Err(ErrorCode::CvcNotAccepted);
    }
    let card = CardBody {
        token: Some(charge.token.expose()),
        stored_on_file: "STORED",
    };
    let body = body(&charge.attempt, Some(card), charge.hosted_cvc)?;
    let call = if charge.hosted_cvc {
        "initiate"
    } else {
        "payment"
    };
    site.post(call, &body)
}

/// Makes the request that begins a payment on Finpay's page. Nothing is stored that
/// is not to be kept.
pub(super) fn hosted_page(
    site: &FinpaySite,
    first: &NewCardPayment<'_>,
) -> Result<HttpRequest, ErrorCode> {
    if first.keep.is_some() && !site.lists_cards() {
        return Err(ErrorCode::CardProvider);
    }
    let card = first.keep.map(|_| CardBody {
        token: None,
        stored_on_file: "TO_BE_STORED",
    });
    let body = body(&first.attempt, card, true)?;
    site.post("initiate", &body)
}

/// Reads what an attempt says; `on_page` where Finpay's page takes part.
fn body<'a>(
    attempt: &AttemptRequest<'a>,
    card: Option<CardBody<'a>>,
    on_page: bool,
) -> Result<PaymentBody<'a>, ErrorCode> {
    let purchase = &attempt.purchase;
    if let Some(broken) = check_purchase(purchase).first() {
        return Err(broken.code);
    }
    let customer = purchase.customer.ok_or(ErrorCode::CustomerMissing)?;
    Ok(PaymentBody {
        customer: buyer(customer)?,
        order: FinpayOrderBody {
            id: attempt.reference.as_str(),
            amount: units::from_amount(purchase.amount)?.to_string(),
            currency: units::CURRENCY,
            // The order's reference has no field of its own.
            description: cut(purchase.description, DESCRIPTION)
                .unwrap_or_else(|| String::from(purchase.order.as_str())),
            timeout: on_page.then(|| attempt.redirect_minutes.to_string()),
        },
        url: UrlsBody {
            callback_url: attempt.notification_url,
            back: on_page.then_some(Back {
                success: attempt.return_url,
                fail: attempt.return_url,
                neither: attempt.return_url,
            }),
        },
        card,
        source_of_funds: on_page.then_some(SourceOfFunds { kind: "cc" }),
    })
}

fn buyer(customer: &Customer) -> Result<FinpayCustomerBody<'_>, ErrorCode> {
    let name = |given: &Option<String>| {
        let name = cut(given.as_deref(), NAME);
        name.unwrap_or_else(|| String::from(NO_NAME))
    };
    let email = customer.email.as_deref();
    Ok(FinpayCustomerBody {
        id: customer.id.as_str(),
        email: email.filter(|email| !email.trim().is_empty()),
        first_name: name(&customer.first_name),
        last_name: name(&customer.last_name),
        mobile_phone: mobile_phone(customer)?,
    })
}
