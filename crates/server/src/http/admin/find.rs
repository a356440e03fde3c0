//! `/operator/payments`: orders and payments by what somebody has of them, or by their state.

use std::sync::Arc;

use axum::extract::{RawQuery, State as Extracted};
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use oneclick_providers::AttemptReference;
use oneclick_rules::{OrderReference, PaymentId};

use crate::http::admin::address::PATH;
use crate::http::admin::app::Admin;
use crate::http::admin::listing::{PAGE, next_page, parse};
use crate::http::admin::operator::Operator;
use crate::http::admin::order;
use crate::http::admin::page::OperatorPage;
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::shown::words;
use crate::http::app::App;
use crate::http::form::{NamedFields, wrong};
use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::store::attempts::{self, AttemptPage, ListPlace};
use crate::store::{self, Tx, orders};

/// What somebody looks for.
#[derive(Debug)]
enum Sought {
    /// Nothing yet.
    Nothing,
    /// Any name of an order or of a payment.
    Name(String),
    /// Payments in a state, from a place on.
    State(State, Option<ListPlace>),
}

/// What was found by a name.
#[derive(Debug)]
struct NamedRows {
    order: Option<OrderReference>,
    payments: Vec<Attempt>,
}

impl Sought {
    fn read(query: &str) -> Result<Self, RefusedOperator> {
        let names = ["name", "state", "after"];
        let mut fields = NamedFields::of(query.as_bytes(), &names, |_| false)?;
        let (name, state) = (fields.may_take("name"), fields.may_take("state"));
        let after = fields.may_take("after");
        let after = after.map(|after| parse(&after)).transpose()?;
        let name = name.map(|name| String::from(name.trim()));
        match (name.filter(|name| !name.is_empty()), state) {
            (Some(name), _) => Ok(Self::Name(name)),
            (None, Some(state)) => {
                let state = State::parse(&state).ok_or_else(|| wrong("state"))?;
                Ok(Self::State(state, after))
            }
            (None, None) => Ok(Self::Nothing),
        }
    }
}

/// Shows what is looked for.
pub async fn show(
    Extracted(admin): Extracted<Admin>,
    operator: Operator,
    RawQuery(query): RawQuery,
) -> Result<Response, RefusedOperator> {
    let sought = Sought::read(query.as_deref().unwrap_or_default())?;
    let now = admin.app.deployment.clock().now();
    let (typed, picked, found) = match &sought {
        Sought::Nothing => ("", None, html! {}),
        Sought::Name(name) => {
            let found = by_name(&admin.app, name.clone()).await?;
            (name.as_str(), None, named(&found, now))
        }
        Sought::State(state, after) => {
            let page = in_state(&admin.app, *state, after.clone()).await?;
            ("", Some(*state), listed(*state, &page, now))
        }
    };
    let page = OperatorPage {
        status: StatusCode::OK,
        title: String::from("Payments"),
        message: None,
        body: html! { (form(typed, picked)) (found) },
    };
    Ok(page.answer(&admin, &operator))
}

fn form(typed: &str, picked: Option<State>) -> Markup {
    html! {
        form .sheet method="get" action=(format!("{PATH}/payments")) role="search" {
            div .field {
                label for="name" { "Order or payment" }
                p .hint #name-hint {
                    "The order's reference, the payment's id, or what the provider calls it: its own id or our reference there. "
                    "Request ids are in the log alone."
                }
                input #name name="name" value=(typed) maxlength="500" autocomplete="off" aria-describedby="name-hint";
            }
            div .field {
                label for="state" { "Or payments that are" }
                select #state name="state" {
                    option value="" { "in any state" }
                    @for state in State::ALL {
                        option value=(state.as_str()) selected[picked == Some(*state)] { (words(state.as_str())) }
                    }
                }
            }
            button .action type="submit" { "Find" }
        }
    }
}

/// Finds everything that has this name, each by an index.
async fn by_name(app: &App, name: String) -> store::Result<NamedRows> {
    let deployment = Arc::clone(&app.deployment);
    let reading = move |tx: &Tx<'_>| -> store::Result<NamedRows> {
        let mut payments: Vec<Attempt> = Vec::new();
        if let Ok(id) = PaymentId::parse(&name) {
            payments.extend(attempts::find(tx, &id)?);
        }
        if let Some(reference) = AttemptReference::parse(&name) {
            payments.extend(attempts::find_by_reference(tx, &reference)?);
        }
        for configured in &deployment.providers.0 {
            let provider = configured.provider.name().as_str();
            payments.extend(attempts::find_by_payment(tx, provider, &name)?);
        }
        let order = match OrderReference::known(&name) {
            Ok(order) => orders::find(tx, &order)?.map(|order| order.reference),
            Err(_) => None,
        };
        Ok(NamedRows { order, payments })
    };
    app.deployment.store().read(reading).await
}

fn named(found: &NamedRows, now: i64) -> Markup {
    html! {
        h2 { "Found" }
        @if found.order.is_none() && found.payments.is_empty() {
            p role="status" { "There is no order and no payment of that name." }
        }
        @if let Some(order) = &found.order {
            p { "Order " a href=(order::address(order)) { bdi { (order) } } }
        }
        @if !found.payments.is_empty() { (order::payments(&found.payments, "Payments of that name", now)) }
    }
}

async fn in_state(app: &App, state: State, after: Option<ListPlace>) -> store::Result<AttemptPage> {
    let from = after.unwrap_or_else(ListPlace::last);
    let reading = move |tx: &Tx<'_>| attempts::in_state(tx, state, &from, PAGE);
    app.deployment.store().read(reading).await
}

fn listed(state: State, page: &AttemptPage, now: i64) -> Markup {
    let word = state.as_str();
    let address = format!("{PATH}/payments?state={word}&after=");
    html! {
        h2 { "Payments that are " (words(word)) }
        @if page.attempts.is_empty() {
            p role="status" { "There is none." }
        } @else {
            p { "The newest first." }
            (order::payments(&page.attempts, &format!("Payments that are {}", words(word)), now))
        }
        (next_page(&address, page.next.as_ref()))
    }
}
