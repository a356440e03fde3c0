//! The look-ups: one order, a list by period, the currencies.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::dialect::CostplusCall;
use super::request::CURRENCIES;
use super::{answer, moment};
use crate::faults::{Behaviour, Reply};
use crate::simulation::Simulation;

/// `GET /v1/orders/{id}/`, with `?fields[]=amount_details`. The other field that
/// is documented, `order_line_details`, is not simulated.
pub(super) async fn one(call: CostplusCall) -> Response {
    let known = |(name, value): (&String, &String)| name == "fields[]" && value == "amount_details";
    call.look_up_one(|costplus, order| {
        if let Some((name, _)) = call.query.iter().find(|pair| !known(*pair)) {
            return Err(refused(name, "only fields[]=amount_details"));
        }
        let shown = answer::order(&costplus.store.site, order, !call.query.is_empty());
        Ok(answer::answer(StatusCode::OK, shown))
    })
}

/// `GET /v1/orders/?created_since=…&created_until=…`: an array, without pages
/// (listOrders). Both ends belong to the period, and the newest comes first
/// (assumed).
pub(super) async fn list(call: CostplusCall) -> Response {
    let ends = ["created_since", "created_until"];
    let [since, until] = ends.map(|end| moment::read(call.query.get(end)?));
    let within = |created: u64| {
        since.is_none_or(|since| created >= since) && until.is_none_or(|until| created <= until)
    };
    let names: Vec<String> = {
        let costplus = call.lock();
        let asked = costplus.asked.iter();
        let asked = asked.filter(|(created, _)| within(*created));
        asked.flat_map(|(_, names)| names.clone()).collect()
    };
    call.look_up(&names, |costplus, ordered| {
        if let Some(name) = call
            .query
            .keys()
            .find(|name| !ends.contains(&name.as_str()))
        {
            return Err(refused(name, "no such parameter"));
        }
        for (end, read) in ends.into_iter().zip([since, until]) {
            let rule = "required, a moment by ISO 8601 with its offset";
            read.ok_or_else(|| refused(end, rule))?;
        }
        if ordered == Some(Behaviour::LookUpDuplicate) {
            costplus.duplicate(|order| order.refund_of.is_none() && within(order.base.created));
        }
        let hidden = ordered == Some(Behaviour::LookUpEmpty);
        Ok(Reply {
            http: StatusCode::OK,
            content_type: answer::JSON,
            body: costplus.list(|order| !hidden && within(order.base.created)),
        })
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
