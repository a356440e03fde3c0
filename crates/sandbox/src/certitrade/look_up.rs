//! Reading: one payment, the search, the merchant.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::answer::{self, resource};
use super::dialect::{CertitradeCall, CertitradeSimulation};
use super::paging::{Paging, collection};
use super::payment::CertitradePayment;
use crate::faults::{Behaviour, Replied};
use crate::simulation::Simulation;

/// `GET /payment/{id}`
pub(super) async fn one(call: CertitradeCall) -> Response {
    call.look_up_one(|certitrade, payment| {
        let site = &certitrade.store.site;
        Ok(answer::shown(StatusCode::OK, site, payment))
    })
}

const FILTERS: [&str; 8] = [
    "merchant",
    "amount",
    "currency",
    "method",
    "reference",
    "state",
    "language",
    "payment_account",
];

/// `GET /payment?…`
pub(super) async fn search(call: CertitradeCall) -> Response {
    let query = &call.query;
    let reference = query.get("reference").map(String::as_str);
    call.look_up_reference(reference, |certitrade, ordered| {
        let sorts = ["id", "created", "amount", "reference"];
        let paging = Paging::read(query, &FILTERS, &sorts)?;
        let mut found = find(certitrade, query);
        if ordered == Some(Behaviour::LookUpDuplicate) {
            let is = |id: &str| found.iter().any(|shown| shown["id"] == id);
            certitrade.duplicate(|payment| is(&payment.base.id));
            found = find(certitrade, query);
        }
        if ordered == Some(Behaviour::LookUpEmpty) {
            found.clear();
        }
        let site = &certitrade.store.site;
        Ok(collection(site, "payment", query, &paging, found))
    })
}

/// Finds the payments that pass the filters, as they are shown.
fn find(certitrade: &CertitradeSimulation, query: &BTreeMap<String, String>) -> Vec<Value> {
    let payments: Vec<&CertitradePayment> = match query.get("reference") {
        Some(reference) => certitrade.store.payments_of(reference).collect(),
        None => certitrade.store.payments().collect(),
    };
    let payments = payments.into_iter();
    let shown = payments.map(|payment| {
        let account = payment.account.as_deref().unwrap_or_default();
        (account, answer::payment(&certitrade.store.site, payment))
    });
    let passes = |(account, shown): &(&str, Value)| {
        let mut filters = query.iter().filter(|(name, _)| FILTERS.contains(&&***name));
        filters.all(|(name, wanted)| match name.as_str() {
            "payment_account" => account == wanted,
            name => shown[name] == *wanted,
        })
    };
    let found = shown.filter(passes);
    found.map(|(_, shown)| shown).collect()
}

/// `GET /merchant/{id}` (reference/resources/merchant.md): the own one alone.
pub(super) async fn merchant(call: CertitradeCall) -> Replied {
    let site = &call.lock().store.site;
    let id = &site.credentials.id;
    if call.named(0) != id {
        return Err(CertitradeSimulation::not_found());
    }
    let body = json!({
        "id": id,
        "created": "1/1/2015 12:00:00 AM",
        "state": "ACTIVE",
        "agent": "1",
        "company_name": "Nordlys",
        "max_payment_attempts": "1",
        "manual_capture": "0",
        "_links": { "self": resource(site, &format!("merchant/{id}")) },
        "_embedded": [],
    });
    Ok(answer::hal(StatusCode::OK, body))
}
