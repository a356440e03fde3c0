//! `POST /v1/orders/`.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::answer;
use super::dialect::{CostplusCall, CostplusSimulation};
use super::order::CostplusOrder;
use super::request::{self, CostplusMeans, Handle, TokenUse};
use super::transaction::CostplusTransaction;
use crate::faults::{DeclineCause, Replied, Rule};
use crate::random;
use crate::simulation::{CardCheck, HostedPage, SimulatedPayment, Simulation};

/// A recurring token is valid for a year (recurring-payments), in
/// milliseconds.
const YEAR: u64 = 365 * 86_400_000;

/// Charges a stored card, or sends the shopper to the hosted page.
pub(super) async fn create(call: CostplusCall) -> Response {
    let request = answer::object(&call);
    let names = request.as_ref().map_or_else(|_| Vec::new(), names);
    let now = call.now();
    call.lock().asked.push((now, names.clone()));
    call.charge(names, |costplus, rule, now| {
        costplus.create(&request?, rule, now)
    })
    .await
}

fn names(request: &Map<String, Value>) -> Vec<String> {
    let reference = request.get("merchant_order_id");
    let order = request.get("extra").and_then(|extra| extra.get("order"));
    let names = [reference, order].into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

impl CostplusSimulation {
    /// Books the order. Nothing finds a repeated one: it is booked again.
    fn create(&mut self, request: &Map<String, Value>, rule: &Rule, now: u64) -> Replied {
        let (mut order, means) =
            request::read(request, random::uuid(), rule, now).map_err(answer::wrong)?;
        match means {
            CostplusMeans::Hosted { saves } => {
                order.saves_card = saves;
                if order.has_transaction {
                    order.transactions.push(CostplusTransaction::new(true, now));
                }
            }
            CostplusMeans::Stored { kind, handle, code } => {
                order
                    .transactions
                    .push(CostplusTransaction::new(false, now));
                let obstacle = self.use_card(&mut order, kind, handle, code.as_deref(), now);
                go_on(&mut order, kind, obstacle, now);
            }
        }
        let shown = answer::order(&self.store.site, &order, false);
        // Assumed: the documents show the answer without its HTTP status.
        self.book(order, rule, now);
        Ok(answer::answer(StatusCode::CREATED, shown))
    }

    /// Takes a stored card into the order.
    /// A card that is not in the vault is no mistake in the request, but a card that is
    /// not valid (assumed). A token of a one-click
    /// payment is good for a recurring one too (assumed).
    fn use_card(
        &mut self,
        order: &mut CostplusOrder,
        kind: TokenUse,
        handle: Handle,
        code: Option<&str>,
        now: u64,
    ) -> CardCheck {
        let token = self.token(handle).ok_or(DeclineCause::NoSuchCard)?;
        let stored = self.store.cards.get_mut(&token);
        let stored = stored.ok_or(DeclineCause::NoSuchCard)?;
        if let Some(last) = order.transactions.last_mut() {
            last.card = Some(stored.details.clone());
            last.token = Some(token.clone());
        }
        let since = stored.since.filter(|_| kind == TokenUse::Recurring);
        if since.is_some_and(|since| now.saturating_sub(since) > YEAR) {
            return Err(DeclineCause::NoSuchCard);
        }
        let base = &mut order.base;
        base.use_stored(token, stored, code, now)
    }
}

fn go_on(order: &mut CostplusOrder, kind: TokenUse, obstacle: CardCheck, now: u64) {
    match obstacle {
        Err(cause) => order.decline(cause, now),
        Ok(()) if !order.base.wants_bank => order.authorise(now),
        // The merchant charges without the shopper: there is no page.
        Ok(()) if kind == TokenUse::Recurring => {
            order.decline(DeclineCause::NotAuthenticated, now);
        }
        Ok(()) => {
            order.base.page = HostedPage::Bank;
            if let Some(last) = order.transactions.last_mut() {
                last.has_page = true;
            }
        }
    }
}
