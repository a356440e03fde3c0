//! The merchant's calls. All but the two that pay are made with GET, and name
//! a payment by the merchant's own `order.id`.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::answer::{self, refused};
use super::dialect::{FinpayCall, FinpaySimulation};
use super::payment::{FinpayPayment, FinpayStatus};
use super::refusal::{BAD_REQUEST, FinpayRefusal, NO_SUCH_CARD, NOT_PERMITTED, WRONG_STATUS};
use super::request::{self, FinpayMeans};
use crate::faults::{Behaviour, DeclineCause, Replied, Reply, Rule, with};
use crate::members::object;
use crate::random;
use crate::simulation::{CardCheck, HostedPage, SimulatedPayment, Simulation};

/// What is paid is settled after this long, in milliseconds (assumed: the
/// documents name the settlement's date only).
const SETTLED_AFTER: u64 = 86_400_000;

/// `POST …/payment`, one click: charges a stored card.
pub(super) async fn pay(call: FinpayCall) -> Response {
    charge(&call, false).await
}

/// `POST …/initiate`: sends the shopper to the hosted page.
pub(super) async fn initiate(call: FinpayCall) -> Response {
    charge(&call, true).await
}

async fn charge(call: &FinpayCall, hosted: bool) -> Response {
    // That the content type and the form are refused is assumed.
    let request = object(&call.headers, &call.body).map_err(|_| refused(BAD_REQUEST, ""));
    let text = |name: &str| request.as_ref().ok()?.get("order")?.get(name)?.as_str();
    let names = ["id", "description"].map(text).into_iter().flatten();
    let names = names.map(str::to_owned).collect();
    call.charge(names, |finpay, rule, now| {
        finpay.create(&request?, hosted, rule, now)
    })
    .await
}

impl FinpaySimulation {
    /// Books the payment. An `order.id` that was used before is booked again
    /// (assumed: the documents leave it open, and nothing hides a double charge).
    fn create(
        &mut self,
        request: &Map<String, Value>,
        hosted: bool,
        rule: &Rule,
        now: u64,
    ) -> Replied {
        let (mut payment, means) = request::read(request, hosted, rule, now)
            .map_err(|broken| refused(broken.refusal, &broken.more))?;
        payment.base.id = self.next_id();
        match means {
            FinpayMeans::Hosted { saves } => payment.saves_card = saves,
            FinpayMeans::Token(token) => {
                let obstacle = self.use_token(&mut payment, token, now)?;
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
            None if hosted => answer::initiated(&self.store.site.base_url, &payment),
            _ => answer::paid(&payment),
        };
        self.book(payment, rule, now);
        Ok(reply)
    }

    /// Takes a stored card into the payment, and says what stands in the way.
    /// Refuses a card that is not there, or is another customer's (assumed: the card
    /// is stored for one customer). Nothing is booked.
    fn use_token(
        &mut self,
        payment: &mut FinpayPayment,
        token: String,
        now: u64,
    ) -> Result<CardCheck, Reply> {
        let stored = self.store.cards.get_mut(&token);
        let stored = stored
            .filter(|stored| stored.customer.is_none() || stored.customer == payment.customer);
        let stored = stored.ok_or_else(|| refused(NO_SUCH_CARD, ""))?;
        Ok(payment.base.use_stored(token, stored, None, now))
    }
}

/// `GET …/check/{order.id}`: the newest payment (assumed, where an `order.id`
/// was used twice).
pub(super) async fn check(call: FinpayCall) -> Response {
    let order = call.named(0);
    call.look_up_reference(Some(order), |finpay, ordered| {
        if ordered == Some(Behaviour::LookUpEmpty) {
            return Err(FinpaySimulation::not_found());
        }
        if ordered == Some(Behaviour::LookUpDuplicate) {
            let newest = finpay.called(order)?.base.id.clone();
            finpay.duplicate(|payment| payment.base.id == newest);
        }
        finpay.called(order).map(answer::checked)
    })
}

/// `GET …/cancel/{order.id}`, of what is not paid yet.
pub(super) async fn cancel(call: FinpayCall) -> Replied {
    reverse(&call, WRONG_STATUS, |payment, _| payment.is_open())
}

/// `GET …/void/{order.id}`, of what is paid or authorised and not settled.
pub(super) async fn void(call: FinpayCall) -> Replied {
    reverse(&call, NOT_PERMITTED, |payment, now| {
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
    call: &FinpayCall,
    otherwise: FinpayRefusal,
    fits: impl Fn(&FinpayPayment, u64) -> bool,
) -> Replied {
    call.change(|_, payment, now| {
        if !fits(payment, now) {
            return Err(refused(otherwise, ""));
        }
        payment.move_to(FinpayStatus::Cancelled, now);
        Ok(answer::processed())
    })
}

/// `GET …/customer/{customer.id}/cards`. The documents name the call ("Retrieve
/// Stored Card"); its address and its answer are assumed. A card without a
/// customer is in no list.
pub(super) async fn list_cards(call: FinpayCall) -> Reply {
    let finpay = call.lock();
    let cards = finpay.store.cards.iter();
    let own = cards.filter(|(_, stored)| stored.customer.as_deref() == Some(call.named(0)));
    let shown = own.map(|(token, stored)| with(answer::card(stored), "token", Some(json!(token))));
    answer::success(json!({ "data": shown.collect::<Vec<Value>>() }))
}

/// `GET …/customer/delete/{token}`
pub(super) async fn delete_card(call: FinpayCall) -> Reply {
    match call.lock().store.cards.remove(call.named(0)) {
        Some(_) => answer::success(json!({})),
        None => refused(NO_SUCH_CARD, ""),
    }
}
