//! The shopper's way through a provider's pages.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, OriginalUri, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get};

use super::page::PageStyle;
use super::typed_card::{TypedCard, security_code};
use crate::faults::DeclineCause;
use crate::simulation::{HostState, HostedPage, SimulatedPayment, SimulatedProvider, Simulation};

/// A provider with hosted pages. The page of the shopper's bank stands at the
/// same address as the card's (assumed: in truth it is the bank's own).
pub(crate) trait HostedPages: Simulation {
    const STYLE: PageStyle;

    /// Finds the payment of an address: the token is its last part.
    fn visited(&self, uri: &Uri) -> Option<&Self::Payment> {
        self.store().of_page(uri.path().rsplit('/').next()?)
    }

    /// Notes that the shopper has opened the page.
    fn open(_payment: &mut Self::Payment) {}

    /// Says why an attempt before this one has failed.
    fn failure(_payment: &Self::Payment) -> Option<&'static str> {
        None
    }

    /// Leaves the page of the card, or of its code.
    fn leave(_payment: &mut Self::Payment, _now: u64) {}

    /// Notes what the dialect has to say of the card that was typed.
    ///
    /// Fails with what to tell the shopper.
    fn inspect(
        &mut self,
        payment: &mut Self::Payment,
        typed: &TypedCard,
        now: u64,
    ) -> Result<(), &'static str>;

    /// Takes the card that was typed.
    fn take_card(&mut self, payment: &mut Self::Payment, typed: &TypedCard, now: u64) {
        let card = typed.card();
        let base = payment.base_mut();
        let checked = base.check(&card, Some(&typed.code), now);
        base.card = Some(card);
        payment.go_on(checked, now);
    }

    /// Takes the security code of the stored card.
    fn take_code(&mut self, payment: &mut Self::Payment, code: &str, now: u64) {
        let base = payment.base_mut();
        let card = base.card.clone();
        let checked = card.map_or(Ok(()), |card| base.check(&card, Some(code), now));
        payment.go_on(checked, now);
    }

    /// Says where the shopper goes back to.
    fn back(payment: &Self::Payment) -> Option<String>;
}

/// Builds the routes of a provider's pages. They open with their own token.
pub(crate) fn pages<S: HostedPages>() -> MethodRouter<Arc<SimulatedProvider<S>>> {
    get(show::<S>).post(submit::<S>)
}

/// What the shopper typed.
type Fields = HashMap<String, String>;

/// Shows the page that the payment is at.
async fn show<S: HostedPages>(
    State(host): HostState<S>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let mut simulation = host.lock();
    let Some(mut payment) = simulation.visited(&uri).cloned() else {
        return S::STYLE.unknown();
    };
    if !payment.is_open() {
        return over::<S>(&payment);
    }
    S::open(&mut payment);
    simulation.record(payment.clone(), host.shared.clock.now());
    S::STYLE.ask(payment.base(), S::failure(&payment))
}

/// Takes what the shopper did on the page.
async fn submit<S: HostedPages>(
    State(host): HostState<S>,
    OriginalUri(uri): OriginalUri,
    Form(fields): Form<Fields>,
) -> Response {
    let mut simulation = host.lock();
    let now = host.shared.clock.now();
    let Some(mut payment) = simulation.visited(&uri).cloned() else {
        return S::STYLE.unknown();
    };
    let choice = fields.get("choice").map_or("", String::as_str);
    if payment.is_open() {
        if let Err(error) = step(&mut *simulation, &mut payment, choice, &fields, now) {
            let page = S::STYLE.ask(payment.base(), Some(error));
            return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
        }
        let (id, status) = (&payment.base().id, payment.status());
        tracing::info!(provider = ?S::PROVIDER, id, status, "hosted page left");
        simulation.record(payment.clone(), now);
    }
    let at_the_bank = payment.is_open() && payment.base().page == HostedPage::Bank;
    if at_the_bank && choice != "close" {
        return Redirect::to(&format!("{}{uri}", host.shared.url)).into_response();
    }
    match S::back(&payment) {
        Some(url) => Redirect::to(&url).into_response(),
        None => over::<S>(&payment),
    }
}

fn step<S: HostedPages>(
    simulation: &mut S,
    payment: &mut S::Payment,
    choice: &str,
    fields: &Fields,
    now: u64,
) -> Result<(), &'static str> {
    match (payment.base().page, choice) {
        (HostedPage::Card | HostedPage::SecurityCode, "close") => S::leave(payment, now),
        (HostedPage::Card, _) => {
            let typed = TypedCard::read(fields)?;
            simulation.inspect(payment, &typed, now)?;
            simulation.take_card(payment, &typed, now);
        }
        (HostedPage::SecurityCode, _) => {
            simulation.take_code(payment, security_code(fields)?, now);
        }
        (HostedPage::Bank, "approve") => payment.authorise(now),
        (HostedPage::Bank, "fail") => payment.decline(DeclineCause::NotAuthenticated, now),
        // The shopper leaves without a decision: nothing changes.
        (HostedPage::Bank, "close") => {}
        (HostedPage::Bank, _) => return Err("Choose what the bank does."),
    }
    Ok(())
}

fn over<S: HostedPages>(payment: &S::Payment) -> Response {
    S::STYLE.over(&payment.status(), S::back(payment).as_deref())
}

/// Adds a query to a merchant's address, before its fragment.
pub(crate) fn with_query(url: &str, query: &str) -> String {
    let (url, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let join = if url.contains('?') { '&' } else { '?' };
    format!("{url}{join}{query}{fragment}")
}
