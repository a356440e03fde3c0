//! A body for each of the errors that a caller is most likely to meet, as the server writes it.

use oneclick_rules::wire::PaymentView;
use oneclick_rules::{ErrorCode, Limit, Violation};
use serde_json::Value;

use crate::http::error::Error;
use crate::http::example::Example as _;
use crate::model::example;
use crate::refusal::Refusal;

/// Names each of them in the log.
const REQUEST_ID: &str = "k7q2m5x3n4wzt6ah";

/// Returns the bodies by their codes.
pub fn all() -> Vec<(&'static str, Value)> {
    let written = |error: Error| {
        let body = error.body(REQUEST_ID).ok()?;
        Some((error.problem().code, serde_json::from_str(&body).ok()?))
    };
    errors().into_iter().filter_map(written).collect()
}

fn errors() -> Vec<Error> {
    let refusals = [
        Refusal::SessionExpired,
        Refusal::Missing,
        Refusal::CardUnknown,
        Refusal::Superseded,
        Refusal::OrderHeld,
        Refusal::Busy,
        Refusal::PaymentState,
        Refusal::KeyReused,
        Refusal::Card(vec![ErrorCode::CardExpired]),
        Refusal::OperationAmount,
        Refusal::Limit {
            limit: Limit::DeclinesPerOrder,
            retry_after: 3600,
        },
        Refusal::ProviderSilent,
        Refusal::Recovering,
    ];
    let with_payment = [
        PaymentView::example().map(|payment| Refusal::Stale(Box::new(payment))),
        example::payment_id().map(|payment| Refusal::Running(Some(payment))),
        example::euro(895).map(Refusal::AmountChanged),
    ];
    let broken = vec![
        Violation::new(ErrorCode::OrderPlaceholder, "order"),
        Violation::new(ErrorCode::ReturnUrlOrigin, "return_url"),
    ];
    let errors = [
        Error::Json,
        Error::Field(String::from("amount")),
        Error::KeyMissing,
        Error::TokenUnknown,
        Error::SecretKeyUnknown,
        Error::OriginRefused,
        Error::SessionUnknown,
        Error::rule(ErrorCode::CvcLength, "cvc"),
        Error::rules(broken),
        Error::internal("an example"),
        Error::Unavailable("an example"),
    ];
    let refusals = refusals
        .into_iter()
        .chain(with_payment.into_iter().flatten());
    errors
        .into_iter()
        .chain(refusals.map(Error::Refused))
        .collect()
}
