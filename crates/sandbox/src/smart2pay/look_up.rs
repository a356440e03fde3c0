//! The look-ups: `GET /v1/payments` and one payment by its id.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::dialect::Smart2payCall;
use super::payment::Smart2payPayment;
use super::reason::ReturnCode;
use super::{answer, pattern};
use crate::faults::Behaviour;
use crate::simulation::Simulation;

/// Payments on a page, unless `limit` says (assumed), and at most (assumed).
const LIMIT: usize = 10;
const MOST: u64 = 100;

/// Checks a filter: those that are simulated have a code each. Another one
/// is refused (assumed: a typing error would list everything).
fn broken(name: &str, value: &str) -> Option<ReturnCode> {
    let number = pattern::number(value);
    let (right, code) = match name {
        "limit" => (number.is_some_and(|limit| (1..=MOST).contains(&limit)), 107),
        "offset" => (number.is_some(), 106),
        "merchantTransactionID" => (pattern::reference(value), 110),
        _ => (false, 2),
    };
    (!right).then(|| ReturnCode::of(code))
}

/// Lists the payments that pass the filters, the newest first (assumed).
pub(super) async fn list(call: Smart2payCall) -> Response {
    let reference = call.query.get("merchantTransactionID");
    let name = reference.map(String::as_str);
    call.look_up_reference(name, |smart2pay, ordered| {
        let filters = call.query.iter();
        let mut broken: Vec<ReturnCode> = filters
            .filter_map(|(name, value)| broken(name, value))
            .collect();
        broken.dedup();
        if !broken.is_empty() {
            return Err(smart2pay.refuse("Payment", &Map::new(), &broken));
        }
        let passes = |payment: &Smart2payPayment| {
            reference.is_none_or(|wanted| *wanted == payment.base.reference)
        };
        if ordered == Some(Behaviour::LookUpDuplicate) {
            smart2pay.duplicate(passes);
        }
        let page = |name: &str, otherwise: usize| {
            let text = call.query.get(name);
            text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
        };
        let hidden = ordered == Some(Behaviour::LookUpEmpty);
        let found: Vec<&Smart2payPayment> = match reference {
            _ if hidden => Vec::new(),
            Some(reference) => smart2pay.store.payments_of(reference).collect(),
            None => smart2pay.store.payments().collect(),
        };
        let newest_first = found.into_iter().rev();
        let found: Vec<Value> = newest_first
            .skip(page("offset", 0))
            .take(page("limit", LIMIT))
            .map(|payment| answer::payment(&smart2pay.store.site, payment))
            .collect();
        Ok(answer::answer(StatusCode::OK, json!({ "Payments": found })))
    })
}

/// Shows one payment.
pub(super) async fn one(call: Smart2payCall) -> Response {
    call.look_up_one(|smart2pay, payment| Ok(answer::shown(&smart2pay.store.site, payment)))
}
