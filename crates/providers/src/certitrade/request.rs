//! Payments as they are asked for ("Payment", "Customer", the examples "Card
//! Payment", "One Click Payment" and "Recurring Payment").

use oneclick_rules::{ErrorCode, Violation};
use serde::Serialize;

use super::collection::offset;
use super::customer::{self, CertiTradeCustomer};
use super::id::{is_id, payment_path};
use super::signing::Signer;
use super::units;
use crate::http::HttpRequest;
use crate::line::{behind_scheme, cut};
use crate::purchase::{
    AttemptReference, AttemptRequest, Charge, Initiator, NewCardPayment, Purchase,
};
use crate::secret::Secret;
use crate::status::LookUp;

/// The most characters of a description; of a reference too, and ours has 26.
const DESCRIPTION: usize = 64;
/// The most characters of `return_url` and of `callback_url`.
const URL: usize = 256;

/// The body of `POST /payment`. Numbers are texts, as in every example but for
/// `message_id`, which "must be an integer". That it stands in the body is
/// assumed: "all POST calls can be sent with the optional parameter".
#[derive(Serialize)]
struct NewPayment<'a> {
    amount: String,
    currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    method: &'a str,
    reference: &'a str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CertiTradeCustomer>,
    #[serde(skip_serializing_if = "MethodBody::is_empty")]
    data: MethodBody<'a>,
}

/// What a method needs besides.
#[derive(Default, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct MethodBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    one_click: Option<AccountBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recurring: Option<AccountBody<'a>>,
}

/// The account that is charged, or filled.
#[derive(Serialize)]
struct AccountBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    initialize: Option<&'a str>,
    payment_account: &'a str,
}

impl MethodBody<'_> {
    fn is_empty(&self) -> bool {
        self.one_click.is_none() && self.recurring.is_none()
    }
}

/// Lists every rule that a purchase breaks.
pub(super) fn check_purchase(purchase: &Purchase<'_>, manual_capture: bool) -> Vec<Violation> {
    // The merchant's agreement decides for every payment; none can ask otherwise.
    let capture = if purchase.capture == manual_capture {
        Err(ErrorCode::CaptureUnsupported)
    } else {
        Ok(())
    };
    let rules = [
        (units::from_amount(purchase.amount).map(drop), "currency"),
        (capture, "capture"),
    ];
    let broken = |(rule, field): (Result<(), ErrorCode>, _)| {
        rule.err().map(|code| Violation::new(code, field))
    };
    rules.into_iter().filter_map(broken).collect()
}

/// Makes the request that charges a stored card: `ONE_CLICK` for the shopper, and
/// `RECURRING` without them. Neither has a payment window, nor a callback
/// ("Process"), so that no address is sent.
pub(super) fn charge(
    signer: &Signer,
    with_message_id: bool,
    charge: &Charge<'_>,
) -> Result<HttpRequest, ErrorCode> {
    if charge.cvc.is_some() || charge.hosted_cvc {
        return Err(ErrorCode::CvcNotAccepted);
    }
    let account = charge.token.expose();
    if !is_id(account) {
        return Err(ErrorCode::CardUnknown);
    }
    let (method, data) = match charge.initiator {
        Initiator::Shopper => (
            "ONE_CLICK",
            MethodBody {
                one_click: Some(AccountBody {
                    initialize: None,
                    payment_account: account,
                }),
                recurring: None,
            },
        ),
        Initiator::Merchant { .. } => ("RECURRING", recurring("0", account)),
    };
    let payment = NewPayment {
        data,
        ..payment(&charge.attempt, method)?
    };
    Ok(post(signer, with_message_id, &charge.attempt, payment))
}

/// Makes the request that begins a payment in the payment window: by `CARD`, after
/// which an account can be made of it, or `RECURRING`, which fills the account
/// that was prepared. One payment cannot do both.
pub(super) fn hosted_page(
    signer: &Signer,
    with_message_id: bool,
    first: &NewCardPayment<'_>,
) -> Result<HttpRequest, ErrorCode> {
    let attempt = &first.attempt;
    let keep = first.keep.filter(|keep| keep.by_merchant());
    let (method, data) = match keep {
        None => ("CARD", MethodBody::default()),
        Some(keep) if keep.one_click => return Err(ErrorCode::CardUse),
        Some(_) => {
            let account = first.prepared.map(Secret::expose);
            let account = account.filter(|id| is_id(id)).ok_or(ErrorCode::CardUse)?;
            ("RECURRING", recurring("1", account))
        }
    };
    let payment = NewPayment {
        return_url: Some(address(attempt.return_url)?),
        callback_url: Some(address(attempt.notification_url)?),
        language: attempt.purchase.language.map(customer::language),
        data,
        ..payment(attempt, method)?
    };
    Ok(post(signer, with_message_id, attempt, payment))
}

/// Tells what every payment has. `description` is the merchant's, or the order's
/// reference: the payment window shows it, and it leads back to the order.
fn payment<'a>(attempt: &AttemptRequest<'a>, method: &'a str) -> Result<NewPayment<'a>, ErrorCode> {
    let purchase = &attempt.purchase;
    let description = cut(purchase.description, DESCRIPTION);
    Ok(NewPayment {
        amount: units::from_amount(purchase.amount)?.to_string(),
        currency: String::from(purchase.amount.currency().as_str()),
        return_url: None,
        callback_url: None,
        method,
        reference: attempt.reference.as_str(),
        description: description.unwrap_or_else(|| String::from(purchase.order.as_str())),
        language: None,
        message_id: None,
        customer: customer::of(purchase),
        data: MethodBody::default(),
    })
}

fn recurring<'a>(initialize: &'a str, account: &'a str) -> MethodBody<'a> {
    MethodBody {
        one_click: None,
        recurring: Some(AccountBody {
            initialize: Some(initialize),
            payment_account: account,
        }),
    }
}

fn post(
    signer: &Signer,
    with_message_id: bool,
    attempt: &AttemptRequest<'_>,
    payment: NewPayment<'_>,
) -> HttpRequest {
    let message_id = with_message_id.then(|| message_id(attempt.reference));
    let body = json(&NewPayment {
        message_id,
        ..payment
    });
    signer.post("payment", body, message_id, attempt.now)
}

/// Makes the request that looks a payment up.
///
/// An id that is not of the provider's form is not put into an address: 0 is
/// asked for, which no payment has, and the answer is not readable.
pub(super) fn look_up(signer: &Signer, by: &LookUp) -> HttpRequest {
    match by {
        LookUp::Reference {
            reference,
            now,
            page,
            ..
        } => {
            let search = format!("payment?reference={}", reference.as_str());
            // A page that is none has no readable answer either.
            match offset(page.as_deref()).unwrap_or_default() {
                0 => signer.get(&search, *now),
                offset => signer.get(&format!("{search}&offset={offset}"), *now),
            }
        }
        LookUp::Payment {
            provider_payment_id: payment,
            now,
            ..
        } => signer.get(&payment_path(payment), *now),
    }
}

/// Gives the integer that marks a message as sent again ("Concepts", "Resending a
/// request"): the last 49 bits of our reference, at most 15 digits, which every
/// reader of JSON holds exactly. Only together with `Date` must it be unique.
pub(super) fn message_id(reference: &AttemptReference) -> u64 {
    const MASK: u128 = (1 << 49) - 1;
    u64::try_from(reference.bits() & MASK).unwrap_or_default()
}

/// Gives an address of at most so many characters.
fn address(url: &str) -> Result<&str, ErrorCode> {
    behind_scheme(url)?;
    if url.chars().count() > URL {
        return Err(ErrorCode::TextLength);
    }
    Ok(url)
}

/// Gives a body as JSON.
pub(super) fn json(body: &impl Serialize) -> String {
    // Texts, numbers and structs always have a form in JSON.
    serde_json::to_string(body).unwrap_or_default()
}
