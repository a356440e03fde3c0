//! `POST /v1/payments`.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::answer::{self, LIFETIME};
use super::dialect::{Smart2payCall, Smart2paySimulation};
use super::payment::{FraudCheck, Smart2payPayment};
use super::reason::ReturnCode;
use super::status;
use super::validate::{self, Smart2payMeans};
use crate::faults::{Behaviour, DeclineCause, Replied, Rule};
use crate::simulation::{HostedPage, SimulatedPayment, Simulation};

const INVALID_PAYMENT: ReturnCode = ReturnCode::of(17);
const TOKEN_INVALID: ReturnCode = ReturnCode::of(2400);

/// Charges a token, or sends the shopper to a hosted page.
pub(super) async fn create(call: Smart2payCall) -> Response {
    let request = answer::object("Payment", &call);
    let text = |name: &str| request.as_ref().ok()?.get(name)?.as_str();
    let names = ["MerchantTransactionID", "OriginatorTransactionID"].map(text);
    let names = names.into_iter().flatten().map(str::to_owned).collect();
    call.charge(names, |smart2pay, rule, now| {
        smart2pay.create(&request?, rule, now)
    })
    .await
}

impl Smart2paySimulation {
    /// Books the payment. A reference that was used before is booked again.
    fn create(&mut self, request: &Map<String, Value>, rule: &Rule, now: u64) -> Replied {
        let read = validate::payment(request, rule, now);
        let (mut payment, means, initial) =
            read.map_err(|wrong| self.refuse("Payment", &wrong.echo, &wrong.reasons))?;
        let known = match &means {
            Smart2payMeans::Token { value, .. } => self.store.cards.contains_key(value),
            Smart2payMeans::Hosted => true,
        };
        let went_well = initial.is_none_or(|initial| {
            let initial = self.store.of_id(&initial.to_string());
            initial.is_some_and(|initial| initial.charged)
        });
        // Assumed: a token that never was is a mistake in the request, and a stored
        // card's later charges go back to a payment that went well.
        for (right, reason) in [(known, TOKEN_INVALID), (went_well, INVALID_PAYMENT)] {
            if !right {
                return Err(self.refuse("Payment", &payment.echo, &[reason]));
            }
        }
        payment.base.id = self.next_id();
        self.decide(&mut payment, means, now);
        let shown = answer::enveloped(&self.store.site, &payment);
        let reply = answer::answer(http_of(&payment), shown);
        self.book(payment, rule, now);
        Ok(reply)
    }

    /// Decides what becomes of a request that is in order.
    fn decide(&mut self, payment: &mut Smart2payPayment, means: Smart2payMeans, now: u64) {
        let mut page = Some(HostedPage::Card);
        if let Smart2payMeans::Token {
            value,
            code,
            ask_code,
        } = means
        {
            if let Some(card) = self.store.cards.get_mut(&value) {
                let used = payment.base.use_stored(value, card, code.as_deref(), now);
                if let Err(cause) = used {
                    return payment.decline(cause, now);
                }
            }
            let asks = ask_code && code.is_none();
            page = asks.then_some(HostedPage::SecurityCode);
        }
        let bank = payment.base.wants_bank.then_some(HostedPage::Bank);
        match page.or(bank) {
            Some(page) => {
                let minutes = payment.lifetime.unwrap_or(LIFETIME);
                payment.base.expire_after(minutes);
                payment.base.page = page;
                payment.base.page_token = Some(self.next_token());
            }
            None => payment.authorise(now),
        }
    }
}

/// Finds the status. Assumed: a token that cannot be used is "parameters valid, but
/// the request failed"; a card's decline is a payment made and failed.
fn http_of(payment: &Smart2payPayment) -> StatusCode {
    let of_token = [DeclineCause::NoSuchCard, DeclineCause::UsedUp].map(ReturnCode::of_decline);
    let token = payment.reasons.iter().any(|one| of_token.contains(one));
    let failed = payment.status == status::FAILED;
    if token || (failed && payment.base.outcome == Behaviour::Declined402) {
        StatusCode::PAYMENT_REQUIRED
    } else if failed && payment.fraud == Some(FraudCheck::Deny) {
        // A real payment with its own ID, unlike a refused request
        // (fraud-check-payment-denied).
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::CREATED
    }
}
