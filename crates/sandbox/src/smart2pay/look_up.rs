//! The look-ups: `GET /v1/payments` and one payment by its id.

use std::collections::HashMap;

use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::dialect::Smart2paySimulation;
use super::payment::Smart2payPayment;
use super::reason::ReturnCode;
use super::{answer, pattern};
use crate::faults::{Behaviour, Connection};
use crate::simulation::{HostState, Simulation};

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
pub(super) async fn list(
    State(host): HostState<Smart2paySimulation>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Query(filters): Query<HashMap<String, String>>,
) -> Response {
    let reference = filters.get("merchantTransactionID");
    let name = reference.map(String::as_str);
    host.look_up_reference(&connection, name, |smart2pay, ordered| {
        let broken = filters
            .iter()
            .filter_map(|(name, value)| broken(name, value));
        let mut broken: Vec<ReturnCode> = broken.collect();
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
            let text = filters.get(name);
            text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
        };
        let hidden = ordered == Some(Behaviour::LookUpEmpty);
        let newest_first = smart2pay.store.payments.iter().rev();
        let found: Vec<Value> = newest_first
            .filter(|payment| !hidden && passes(payment))
            .skip(page("offset", 0))
            .take(page("limit", LIMIT))
            .map(|payment| answer::payment(&smart2pay.site, payment))
            .collect();
        Ok(answer::answer(StatusCode::OK, json!({ "Payments": found })))
    })
}

/// Shows one payment.
pub(super) async fn one(
    State(host): HostState<Smart2paySimulation>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Path(id): Path<String>,
) -> Response {
    host.look_up_one(&connection, &id, |smart2pay, payment| {
        let shown = answer::enveloped(&smart2pay.site, payment);
        Ok(answer::answer(StatusCode::OK, shown))
    })
}
