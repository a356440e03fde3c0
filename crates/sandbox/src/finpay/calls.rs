//! The merchant's calls. All but the two that pay are made with GET, and name
//! a payment by the merchant's own `order.id`.

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::answer::{self, refused};
use super::dialect::FinpaySimulation;
use super::payment::{FinpayPayment, FinpayStatus};
use super::refusal::{BAD_REQUEST, FinpayRefusal, NO_SUCH_CARD, NOT_PERMITTED, WRONG_STATUS};
use super::request::{self, FinpayMeans};
use crate::faults::{Behaviour, Connection, DeclineCause, Reply, Rule};
use crate::members::object;
use crate::random;
use crate::simulation::{
    Charged, HostState, HostedPage, SimulatedPayment, SimulatedProvider, Simulation,
};

/// What is paid is settled after this long, in milliseconds (assumed: the
/// documents name the settlement's date only).
const SETTLED_AFTER: u64 = 86_400_000;

/// `POST …/payment`, one click: charges a stored card.
pub(super) async fn pay(
    State(host): HostState<FinpaySimulation>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    charge(&host, &connection, &headers, &body, false).await
}

/// `POST …/initiate`: sends the shopper to the hosted page.
pub(super) async fn initiate(
    State(host): HostState<FinpaySimulation>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    charge(&host, &connection, &headers, &body, true).await
}

async fn charge(
    host: &SimulatedProvider<FinpaySimulation>,
    connection: &Connection,
    headers: &HeaderMap,
    body: &[u8],
    hosted: bool,
) -> Response {
    // That the content type and the form are refused is assumed.
    let request = object(headers, body).map_err(|_| refused(BAD_REQUEST, ""));
    let order = request
        .as_ref()
        .ok()
        .and_then(|request| request.get("order"));
    let names = ["id", "description"].into_iter();
    let names = names.filter_map(|name| order?.get(name)?.as_str().map(str::to_owned));
    let names = names.collect();
    host.charge(connection, names, |finpay, rule, now| {
        book(finpay, &request?, hosted, rule, now)
    })
    .await
}

/// Books the payment. An `order.id` that was used before is booked again
/// (assumed: the documents leave it open, and nothing hides a double charge).
fn book(
    finpay: &mut FinpaySimulation,
    request: &Map<String, Value>,
    hosted: bool,
    rule: &Rule,
    now: u64,
) -> Result<Charged<FinpaySimulation>, Reply> {
    let (mut payment, means) = request::read(request, hosted, rule, now)
        .map_err(|broken| refused(broken.refusal, &broken.more))?;
    payment.base.id = finpay.next_id();
    match means {
        FinpayMeans::Hosted { saves } => payment.saves_card = saves,
        FinpayMeans::Token(token) => {
            let obstacle = use_token(finpay, &mut payment, token, now)?;
            payment.base.page = HostedPage::SecurityCode;
            match obstacle {
                Err(cause) => payment.decline(cause, now),
                Ok(()) if hosted => {}
                // The answer has no place for a redirect.
                Ok(()) if payment.base.wants_bank => {
                    payment.decline(DeclineCause::NotAuthenticated, now);
                }
                Ok(()) => payment.authorise(now),
            }
        }
    }
    if hosted {
        payment.base.page_token = Some(random::hex_64());
    }
    let reply = match payment.refusal {
        None if hosted => answer::initiated(&finpay.store.base_url, &payment),
        _ => answer::paid(&payment),
    };
    Ok((Some(payment), reply))
}

/// Takes a stored card into the payment, and says what stands in the way.
/// Refuses a card that is not there, or is another customer's (assumed: the card
/// is stored for one customer). Nothing is booked.
fn use_token(
    finpay: &mut FinpaySimulation,
    payment: &mut FinpayPayment,
    token: String,
    now: u64,
) -> Result<Result<(), DeclineCause>, Reply> {
    let stored = finpay.cards.get_mut(&token);
    let stored = stored.filter(|stored| {
        let owner = stored.customer.as_ref();
        owner.is_none_or(|owner| payment.customer.as_ref() == Some(owner))
    });
    let stored = stored.ok_or_else(|| refused(NO_SUCH_CARD, ""))?;
    Ok(payment.base.use_stored(token, &mut stored.card, None, now))
}

/// `GET …/check/{order.id}`: the newest payment (assumed, where an `order.id`
/// was used twice).
pub(super) async fn check(
    State(host): HostState<FinpaySimulation>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Path(order): Path<String>,
) -> Response {
    host.look_up_reference(&connection, Some(&order), |finpay, ordered| {
        if ordered == Some(Behaviour::LookUpDuplicate) {
            let newest = finpay.store.of_reference(&order);
            let newest = newest.map(|payment| payment.base.id.clone());
            finpay.duplicate(|payment| newest.as_ref() == Some(&payment.base.id));
        }
        let found = finpay.store.of_reference(&order);
        let found = found.filter(|_| ordered != Some(Behaviour::LookUpEmpty));
        found
            .map(answer::checked)
            .ok_or_else(FinpaySimulation::not_found)
    })
}

/// `GET …/cancel/{order.id}`, of what is not paid yet.
pub(super) async fn cancel(
    State(host): HostState<FinpaySimulation>,
    Path(order): Path<String>,
) -> Result<Reply, Reply> {
    reverse(&host, &order, WRONG_STATUS, |payment, _| payment.is_open())
}

/// `GET …/void/{order.id}`, of what is paid or authorised and not settled.
pub(super) async fn void(
    State(host): HostState<FinpaySimulation>,
    Path(order): Path<String>,
) -> Result<Reply, Reply> {
    reverse(&host, &order, NOT_PERMITTED, |payment, now| {
        let paid = [
            FinpayStatus::Captured,
            FinpayStatus::Paid,
            FinpayStatus::Authorized,
        ];
        let unsettled = |at: u64| now.saturating_sub(at) < SETTLED_AFTER;
        paid.contains(&payment.status) && payment.paid.is_some_and(unsettled)
    })
}

/// Cancels the newest payment of an order that is as it has to be.
fn reverse(
    host: &SimulatedProvider<FinpaySimulation>,
    order: &str,
    otherwise: FinpayRefusal,
    fits: impl Fn(&FinpayPayment, u64) -> bool,
) -> Result<Reply, Reply> {
    host.change(
        |store| store.of_reference(order),
        |_, payment, now| {
            if !fits(payment, now) {
                return Err(refused(otherwise, ""));
            }
            payment.move_to(FinpayStatus::Cancelled, now);
            Ok(answer::processed())
        },
    )
}

/// `GET …/customer/{customer.id}/cards`. The documents name the call ("Retrieve
/// Stored Card"); its address and its answer are assumed. A card without a
/// customer is in no list.
pub(super) async fn list_cards(
    State(host): HostState<FinpaySimulation>,
    Path(customer): Path<String>,
) -> Reply {
    let finpay = host.lock();
    let own = finpay.cards.iter();
    let own = own.filter(|(_, stored)| stored.customer.as_ref() == Some(&customer));
    let shown: Vec<Value> = own
        .map(|(token, stored)| {
            json!({
                "token": token,
                "mask": answer::mask(&stored.card.details),
                "info": answer::info(&stored.card.brand),
            })
        })
        .collect();
    answer::success(json!({ "data": shown }))
}

/// `GET …/customer/delete/{token}`
pub(super) async fn delete_card(
    State(host): HostState<FinpaySimulation>,
    Path(token): Path<String>,
) -> Reply {
    match host.lock().cards.remove(&token) {
        Some(_) => answer::success(json!({})),
        None => refused(NO_SUCH_CARD, ""),
    }
}
