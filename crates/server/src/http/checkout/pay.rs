//! `POST {endpoint}`: pays the session's order.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::HeaderMap;
use oneclick_providers::Secret;
use oneclick_rules::wire::PaymentView;
use oneclick_rules::{Amount, CardId, Currency, ErrorCode, IdempotencyKey, PaymentId};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::http::app::App;
use crate::http::body::{JsonBody, RequestBody, maybe_secret};
use crate::http::error::Error;
use crate::http::idempotency::{KEY_HEADER, key, replayed};
use crate::http::key::Shopper;
use crate::model::consent::Consent;
use crate::payments::create::requested_payment::{Means, RequestedPayment};
use crate::payments::create::{AnswerOrigin, Payments};

/// A payment with one card, stored or new.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckoutPaymentRequest)]
pub struct PaymentRequestBody {
    /// The stored card to charge.
    card: Option<CardId>,
    /// In the place of `card`: the card is typed on the provider's page.
    new_card: Option<NewCardChoice>,
    /// As shown to the shopper, in minor units: compared, never charged.
    #[schema(minimum = 1, maximum = 99_999_999_999_999_u64)]
    amount: u64,
    /// As shown to the shopper.
    #[schema(value_type = Currency)]
    currency: String,
    /// The last payment that this page has seen.
    // Must be named: a page that leaves it out would never be told that it is stale.
    #[serde(deserialize_with = "named")]
    #[schema(required = true)]
    previous_payment: Option<PaymentId>,
    /// The security code of the stored card: three or four digits, judged last. A request
    /// that repeats a paid one is answered with the payment, whatever code it has.
    // So that no form of it stands here: an order that is held answers first.
    #[serde(default, deserialize_with = "maybe_secret")]
    #[schema(value_type = Option<String>, write_only)]
    cvc: Option<Secret>,
}

impl RequestBody for PaymentRequestBody {
    const NULLABLE: &'static [&'static str] = &[
        "card",
        "new_card",
        "new_card.save",
        "previous_payment",
        "cvc",
    ];
}

/// A new card, typed on the provider's page.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCardRequest)]
struct NewCardChoice {
    /// The shopper's consent to save the card; null stores nothing anywhere.
    // Must be named: consent is given or not, never forgotten.
    #[serde(deserialize_with = "named")]
    #[schema(required = true)]
    save: Option<Agreement>,
}

/// What the shopper agreed to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SaveConsent)]
struct Agreement {
    /// The id of the text that was agreed to.
    #[schema(min_length = 1, max_length = 200)]
    text: String,
    /// The language in which it was shown.
    #[schema(min_length = 1, max_length = 200)]
    language: String,
}

fn named<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(from)
}

/// Pays, at most once.
#[utoipa::path(
    post,
    path = "/checkout/v1",
    operation_id = "checkout_pay",
    tag = "Checkout",
    params(
        ("Idempotency-Key" = IdempotencyKey, Header, description = KEY_HEADER),
    ),
    request_body = PaymentRequestBody,
    security(("client_token" = [])),
    responses(
        (status = 200, description = "The payment: the one just made, the one that the key made before, or the one that holds the order.", body = PaymentView),
    ),
)]
pub async fn pay(
    State(app): State<App>,
    Shopper(session): Shopper,
    headers: HeaderMap,
    JsonBody(body): JsonBody<PaymentRequestBody>,
) -> Result<Response, Error> {
    let request = RequestedPayment {
        key: key(&headers)?,
        amount: shown(body.amount, &body.currency)?,
        by: means(body.card, body.new_card, body.cvc, &app)?,
        previous_payment: body.previous_payment,
        on_pay_page: false,
    };
    let answer = Payments::of(&app.deployment).pay(session, request).await?;
    let response = axum::Json(answer.payment).into_response();
    Ok(replayed(response, answer.origin == AnswerOrigin::Repeated))
}

/// Reads one card, stored or new. A new one's code is typed on the provider's page.
fn means(
    card: Option<CardId>,
    new: Option<NewCardChoice>,
    cvc: Option<Secret>,
    app: &App,
) -> Result<Means, Error> {
    match (card, new) {
        (Some(card), None) => Ok(Means::Stored {
            card,
            cvc: cvc.map(|cvc| Zeroizing::new(String::from(cvc.expose()))),
        }),
        (None, Some(_)) if cvc.is_some() => Err(Error::rule(ErrorCode::CvcNotAccepted, "cvc")),
        (None, Some(NewCardChoice { save })) => {
            let now = app.deployment.clock().seconds();
            let consent = save.map(|agreed| Consent::check(agreed.text, agreed.language, now, now));
            let consent = consent.transpose();
            Ok(Means::New {
                save: consent.map_err(|code| Error::rule(code, "new_card.save"))?,
            })
        }
        (Some(_), Some(_)) => Err(Error::Field(String::from("new_card"))),
        (None, None) => Err(Error::Field(String::from("card"))),
    }
}

/// Returns the amount as shown to the shopper.
fn shown(minor: u64, currency: &str) -> Result<Amount, Error> {
    let wrong = |member: &str| Error::Field(String::from(member));
    let currency = Currency::parse(currency).map_err(|_| wrong("currency"))?;
    Amount::new(minor, currency).map_err(|_| wrong("amount"))
}
