//! `POST /payment`.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::account::AccountState;
use super::answer;
use super::decline::TERMINATED;
use super::dialect::{CertitradeCall, CertitradeSimulation, MessageKey};
use super::fields::object;
use super::payment::{CertitradePayment, SESSION};
use super::request;
use crate::clock;
use crate::faults::{Behaviour, DeclineCause, Replied, Reply, Rule};
use crate::random;
use crate::simulation::{SimulatedPayment, Simulation};
use crate::words::word;

/// Charges an account, or sends the shopper to the pay window.
pub(super) async fn create(call: CertitradeCall) -> Response {
    call.charge(names(&call.body), |certitrade, rule, now| {
        certitrade.create(&call, rule, now)
    })
    .await
}

/// Finds what rules may call the payment: its reference first.
fn names(body: &[u8]) -> Vec<String> {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let places = [
        "/reference",
        "/description",
        "/customer/name",
        "/customer/email",
        "/data/ONE_CLICK/payment_account",
        "/data/RECURRING/payment_account",
    ];
    let texts = places
        .into_iter()
        .filter_map(|place| request.pointer(place)?.as_str());
    texts.map(str::to_owned).collect()
}

impl CertitradeSimulation {
    fn create(&mut self, call: &CertitradeCall, rule: &Rule, now: u64) -> Replied {
        let time = (now, self.store.site.certitrade_day);
        let read = request::read(&object(&call.body)?, rule, time);
        let (mut payment, message_id) = read.map_err(answer::broken)?;
        self.once(message(&call.headers, message_id), |certitrade| {
            if let Some(id) = &payment.account {
                certitrade.usable(id, &payment)?;
            }
            payment.base.id = certitrade.next_id();
            if payment.has_window() {
                payment.base.page_token = Some(random::hex_32());
                payment.base.expire_after(SESSION);
            } else {
                certitrade.charge_account(&mut payment, now);
            }
            let reply = answer::shown(StatusCode::CREATED, &certitrade.store.site, &payment);
            certitrade.book(payment, rule, now);
            Ok(reply)
        })
    }

    /// Checks whether the account may be charged. Assumed: one that does not exist
    /// or is not active is a mistake in the request.
    fn usable(&mut self, id: &str, payment: &CertitradePayment) -> Result<(), Reply> {
        let account = self.account_mut(id);
        let account = account.filter(|account| account.method == payment.method);
        let account = account.ok_or_else(|| answer::invalid("payment_account: does not exist"))?;
        if payment.base.outcome == Behaviour::TokenCancelled {
            account.state = AccountState::Closed;
        }
        // A recurring account can be initialised again (reference/process.md).
        let right = if payment.initializes {
            account.state != AccountState::Closed
        } else {
            account.state == AccountState::Active
        };
        let state = word(account.state);
        right
            .then_some(())
            .ok_or_else(|| answer::invalid(&format!("payment_account: is {state}")))
    }

    /// Charges an account without the shopper (reference/process.md).
    fn charge_account(&mut self, payment: &mut CertitradePayment, now: u64) {
        let id = payment.account.clone().unwrap_or_default();
        let Some(account) = self.account_mut(&id) else {
            return;
        };
        payment.base.card.clone_from(&account.card);
        let card = account.card.as_mut();
        let used_up = card.is_some_and(|card| !card.take_use());
        let expired = payment.base.card_details();
        let expired = expired.is_some_and(|card| card.expired(clock::month(now)));
        if account.ends_in_fraud {
            payment.decline(DeclineCause::Stolen, now);
        } else if used_up {
            payment.decline(DeclineCause::UsedUp, now);
        } else if payment.base.wants_bank && !expired {
            // No shopper is there to be sent to a bank: what a bank that wants to
            // see one does is to refuse.
            payment.decline(DeclineCause::NotAuthenticated, now);
        } else {
            payment.authorise(now);
        }
        let attempt = payment.attempts.last();
        if attempt.is_some_and(|attempt| attempt.description == TERMINATED) {
            account.state = AccountState::Suspended;
        }
    }
}

/// Says what makes a message the same one, if it has a number.
pub(super) fn message(headers: &HeaderMap, id: Option<u64>) -> Option<MessageKey> {
    let date = headers.get("date")?.to_str().ok()?;
    Some((date.to_owned(), id?))
}
