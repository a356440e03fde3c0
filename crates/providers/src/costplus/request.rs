//! What is sent to CostPlus: the orders that take money.

use oneclick_rules::{Amount, Cvc, ErrorCode};
use serde::Serialize;

use super::customer::{self, CostPlusCustomer};
use super::id::FIRST_TRANSACTION;
use super::placement::DetailsPlacement;
use super::site::CostPlusSite;
use super::units;
use super::words::STORED_CARD;
use crate::body::written;
use crate::http::{HttpMethod, HttpRequest};
use crate::line::{behind_scheme, cut};
use crate::purchase::{AttemptRequest, CardUses, Charge, Initiator, NewCardPayment};
use crate::secret::Secret;

/// The most characters of a description: our own limit, none is documented.
const DESCRIPTION: usize = 255;
/// The most characters of a `dynamic_descriptor`: what the card schemes print
/// of a merchant's name. The provider documents none.
const STATEMENT_DESCRIPTOR: usize = 22;

/// The body of `POST /orders/` ("Create a new order").
#[derive(Serialize)]
struct OrderBody<'a> {
    merchant_order_id: &'a str,
    currency: &'a str,
    amount: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(flatten)]
    way_back: Option<WayBack<'a>>,
    webhook_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    /// How long the page and, with `capture_mode` manual, the authorisation lives.
    expiration_period: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    capture_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CostPlusCustomer<'a>>,
    extra: ExtraBody<'a>,
    transactions: [TransactionBody<'a>; 1],
}

/// Where the shopper comes back to, whatever happened.
#[derive(Serialize)]
struct WayBack<'a> {
    return_url: &'a str,
    failure_url: &'a str,
}

/// What the provider keeps for the merchant and answers again: the merchant's
/// own reference of the order, and whether a stored card is charged, which
/// tells a failed charge from a page on which the shopper may try again.
#[derive(Serialize)]
struct ExtraBody<'a> {
    order: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<&'static str>,
}

#[derive(Serialize)]
struct TransactionBody<'a> {
    payment_method: &'static str,
    #[serde(flatten)]
    stored: Option<StoredCardBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method_details: Option<DetailsBody<'a>>,
}

#[derive(Serialize)]
struct DetailsBody<'a> {
    #[serde(flatten)]
    stored: Option<StoredCardBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dynamic_descriptor: Option<String>,
}

/// The members about a stored card ("One-Click Payments", "Recurring Payments").
#[derive(Default, Serialize)]
struct StoredCardBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    one_click_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recurring_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vault_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_transaction_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cvc: Option<&'a str>,
}

impl<'a> StoredCardBody<'a> {
    /// Reads the card of a token; ours says by its prefix which of the two it is.
    fn of_token(token: &'a Secret) -> Result<Self, ErrorCode> {
        let token = token.expose().trim();
        let first = token.strip_prefix(FIRST_TRANSACTION);
        if first.unwrap_or(token).is_empty() {
            return Err(ErrorCode::CardUnknown);
        }
        Ok(Self {
            vault_token: first.is_none().then_some(token),
            first_transaction_id: first,
            ..Self::default()
        })
    }

    /// Tells what keeps a card for these uses, and nothing where there are none. The
    /// two guides show one kind each and none shows both, so that a card has
    /// one. For charges with and without a schedule it is kept as unscheduled,
    /// the wider of the two, of which a transaction has one.
    fn to_keep(keep: CardUses) -> Result<Option<Self>, ErrorCode> {
        match (keep.one_click, keep.by_merchant()) {
            (true, true) => Err(ErrorCode::CardUse),
            (false, false) => Ok(None),
            (true, false) => Ok(Some(Self {
                one_click_type: Some("first"),
                ..Self::default()
            })),
            (false, true) => Ok(Some(Self {
                recurring_type: Some("first"),
                schedule_type: Some(if keep.unscheduled {
                    "unscheduled"
                } else {
                    "scheduled"
                }),
                ..Self::default()
            })),
        }
    }
}

/// Makes the request that charges a stored card.
pub(super) fn charge(site: &CostPlusSite, charge: &Charge<'_>) -> Result<HttpRequest, ErrorCode> {
    let mut stored = StoredCardBody::of_token(charge.token)?;
    if charge.hosted_cvc {
        return Err(ErrorCode::CvcNotAccepted);
    }
    let attempt = &charge.attempt;
    match charge.initiator {
        Initiator::Shopper => {
            stored.one_click_type = Some("one-click");
            stored.cvc = charge.cvc.map(Cvc::expose);
            create(site, attempt, Some(stored), true)
        }
        // Nobody is there to type a code or to be sent anywhere.
        Initiator::Merchant { .. } if charge.cvc.is_some() => Err(ErrorCode::CvcNotAccepted),
        Initiator::Merchant { .. } => {
            stored.recurring_type = Some("recurring");
            create(site, attempt, Some(stored), false)
        }
    }
}

/// Makes the request that begins a payment by a new card on the provider's page.
pub(super) fn hosted_page(
    site: &CostPlusSite,
    first: &NewCardPayment<'_>,
) -> Result<HttpRequest, ErrorCode> {
    let stored = first.keep.map_or(Ok(None), StoredCardBody::to_keep)?;
    create(site, &first.attempt, stored, true)
}

fn create<'a>(
    site: &CostPlusSite,
    attempt: &AttemptRequest<'a>,
    stored: Option<StoredCardBody<'a>>,
    shopper: bool,
) -> Result<HttpRequest, ErrorCode> {
    let purchase = &attempt.purchase;
    let amount: Amount = purchase.amount;
    let currency = amount.currency();
    let way_back = shopper
        .then(|| behind_scheme(attempt.return_url).map(|_| attempt.return_url))
        .transpose()?;
    let descriptor = cut(purchase.statement_descriptor, STATEMENT_DESCRIPTOR);
    let (stored, inside) = match site.placement {
        DetailsPlacement::Transaction => (stored, None),
        DetailsPlacement::PaymentMethodDetails => (None, stored),
    };
    let has_details = descriptor.is_some() || inside.is_some();
    let charged = |stored: &StoredCardBody<'_>| {
        stored.vault_token.is_some() || stored.first_transaction_id.is_some()
    };
    let is_charge = stored.as_ref().or(inside.as_ref()).is_some_and(charged);
    let order = OrderBody {
        merchant_order_id: attempt.reference.as_str(),
        currency: currency.as_str(),
        amount: units::from_amount(amount),
        description: cut(purchase.description, DESCRIPTION),
        way_back: way_back.map(|url| WayBack {
            return_url: url,
            failure_url: url,
        }),
        webhook_url: attempt.notification_url,
        locale: purchase.language.filter(|tag| is_locale(tag)),
        expiration_period: if purchase.capture {
            format!("PT{}M", attempt.redirect_minutes.max(1))
        } else {
            format!("P{}D", site.capture_within_days.max(1))
        },
        capture_mode: (!purchase.capture).then_some("manual"),
        customer: customer::of(purchase),
        extra: ExtraBody {
            order: purchase.order.as_str(),
            card: is_charge.then_some(STORED_CARD),
        },
        transactions: [TransactionBody {
            payment_method: "credit-card",
            stored,
            payment_method_details: has_details.then_some(DetailsBody {
                stored: inside,
                dynamic_descriptor: descriptor,
            }),
        }],
    };
    Ok(site.request(HttpMethod::Post, "/orders/", written(&order)?))
}

/// Tells whether a tag is a language with a country, `en-GB`: the one documented form. Without one
/// the page speaks the browser's.
fn is_locale(tag: &str) -> bool {
    let small = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let large = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase());
    tag.split_once('-')
        .is_some_and(|(language, country)| small(language) && large(country))
}
