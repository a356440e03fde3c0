//! The look-ups: one order, a list by period, the currencies.

use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::dialect::CostplusSimulation;
use super::request::CURRENCIES;
use super::{answer, moment};
use crate::faults::{Behaviour, Connection, Reply};
use crate::simulation::{HostState, Simulation};

/// The query, with names that may stand there more than once.
type Pairs = Vec<(String, String)>;

/// `GET /v1/orders/{id}/`, with `?fields[]=amount_details`.
pub(super) async fn one(
    State(host): HostState<CostplusSimulation>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
) -> Response {
    // The other field that is documented, order_line_details, is not simulated.
    let known = |(name, value): &(String, String)| name == "fields[]" && value == "amount_details";
    host.look_up_one(&connection, &id, |costplus, order| {
        if let Some((name, _)) = query.iter().find(|pair| !known(pair)) {
            return Err(refused(name, "only fields[]=amount_details"));
        }
        let shown = answer::order(&costplus.site, order, !query.is_empty());
        Ok(answer::answer(StatusCode::OK, shown))
    })
}

/// `GET /v1/orders/?created_since=…&created_until=…`: an array, without pages
/// (listOrders). Both ends belong to the period, and the newest comes first
/// (assumed).
pub(super) async fn list(
    State(host): HostState<CostplusSimulation>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Query(query): Query<Pairs>,
) -> Response {
    let ends = ["created_since", "created_until"];
    let moment = |end: &str| {
        let (_, text) = query.iter().find(|(name, _)| name == end)?;
        moment::read(text)
    };
    let [since, until] = ends.map(moment);
    let within = |created: u64| {
        since.is_none_or(|since| created >= since) && until.is_none_or(|until| created <= until)
    };
    let costplus = host.lock();
    let asked = costplus.asked.iter();
    let asked = asked.filter(|(created, _)| within(*created));
    let names = asked.flat_map(|(_, names)| names.clone()).collect();
    drop(costplus);
    host.look_up(&connection, names, |costplus, ordered| {
        let unknown = query.iter().find(|(name, _)| !ends.contains(&&**name));
        if let Some((name, _)) = unknown {
            return Err(refused(name, "no such parameter"));
        }
        for (end, read) in ends.into_iter().zip([since, until]) {
            if read.is_none() {
                return Err(refused(
                    end,
                    "required, a moment by ISO 8601 with its offset",
                ));
            }
        }
        if ordered == Some(Behaviour::LookUpDuplicate) {
            costplus.duplicate(|order| order.refund_of.is_none() && within(order.base.created));
        }
        let hidden = ordered == Some(Behaviour::LookUpEmpty);
        let newest_first = costplus.store.payments.iter().rev();
        let found = newest_first.filter(|order| !hidden && within(order.base.created));
        let found: Vec<Value> = found
            .map(|order| answer::order(&costplus.site, order, false))
            .collect();
        Ok(answer::answer(StatusCode::OK, found.into()))
    })
}

fn refused(name: &str, rule: &str) -> Reply {
    answer::invalid(&format!("{name}: {rule}"), Some((name, rule)))
}

/// `GET /v1/merchants/self/projects/self/currencies` (ginger-php).
pub(super) async fn currencies() -> Reply {
    let body = json!({ "payment_methods": { "credit-card": { "currencies": CURRENCIES } } });
    answer::answer(StatusCode::OK, body)
}
