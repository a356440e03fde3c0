//! A merchant's call, and what becomes of one in all dialects.

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard};

use axum::RequestPartsExt;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, Query, RawPathParams, Request};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::payment::SimulatedPayment;
use super::provider::Simulation;
use super::simulated::SimulatedProvider;
use crate::faults::{Behaviour, Connection, Replied, Rule};

/// A call at a simulated provider, as it came in.
pub(crate) struct ProviderCall<S> {
    host: Arc<SimulatedProvider<S>>,
    connection: Connection,
    path: Vec<String>,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl<S: Simulation> FromRequest<Arc<SimulatedProvider<S>>> for ProviderCall<S> {
    type Rejection = Response;

    async fn from_request(
        request: Request,
        host: &Arc<SimulatedProvider<S>>,
    ) -> Result<Self, Response> {
        let (mut head, body) = request.into_parts();
        let in_head: (ConnectInfo<Connection>, RawPathParams, Query<_>) = head.extract().await?;
        let (ConnectInfo(connection), path, Query(query)) = in_head;
        let headers = head.headers.clone();
        let body = Bytes::from_request(Request::from_parts(head, body), host).await;
        Ok(Self {
            host: Arc::clone(host),
            connection,
            path: path.iter().map(|(_, part)| part.to_owned()).collect(),
            query,
            headers,
            body: body.map_err(IntoResponse::into_response)?,
        })
    }
}

impl<S: Simulation> ProviderCall<S> {
    /// Finds a part of the path that names something, such as a payment's id.
    pub(crate) fn named(&self, place: usize) -> &str {
        self.path.get(place).map_or("", String::as_str)
    }

    /// Locks the simulation, and does everything that time does by itself.
    pub(crate) fn lock(&self) -> MutexGuard<'_, S> {
        self.host.lock()
    }

    /// Milliseconds since 1970 on the sandbox's clock.
    pub(crate) fn now(&self) -> u64 {
        self.host.shared.clock.now()
    }

    /// Counts a charge, books it and gives the answer in the way that was
    /// ordered. `names` are what rules may call it, its reference first: the
    /// faults come before any rule on the request, so that they strike whatever
    /// was sent.
    pub(crate) async fn charge(
        &self,
        names: Vec<String>,
        book: impl FnOnce(&mut S, &Rule, u64) -> Replied,
    ) -> Response {
        let faults = &self.host.shared.faults;
        let rule = faults.charge(names);
        if let Some(fault) = S::FAULTS.before(&self.connection, &rule) {
            return fault;
        }
        let booked = book(&mut self.lock(), &rule, self.now());
        match booked {
            Ok(reply) => {
                let delivered = S::FAULTS.deliver(faults, &self.connection, &rule, reply);
                delivered.await
            }
            Err(refusal) => refusal.into_response(),
        }
    }

    /// Counts a look-up of whatever goes by one of these names, and answers it
    /// unless a fault strikes.
    pub(crate) fn look_up(
        &self,
        names: &[String],
        answer: impl FnOnce(&mut S, Option<Behaviour>) -> Replied,
    ) -> Response {
        let ordered = self.host.shared.faults.look_up(names);
        match S::FAULTS.look_up(&self.connection, ordered) {
            Some(fault) => fault,
            None => answer(&mut self.lock(), ordered).into_response(),
        }
    }

    /// Looks up what a reference, if there is one, was sent for.
    pub(crate) fn look_up_reference(
        &self,
        reference: Option<&str>,
        answer: impl FnOnce(&mut S, Option<Behaviour>) -> Replied,
    ) -> Response {
        let faults = &self.host.shared.faults;
        let names = reference.map_or_else(Vec::new, |name| faults.names(name));
        self.look_up(&names, answer)
    }

    /// Looks up the payment that the path names.
    pub(crate) fn look_up_one(&self, show: impl FnOnce(&S, &S::Payment) -> Replied) -> Response {
        let known = self.lock().find(self.named(0)).cloned();
        let reference = known.map(|payment| payment.base().reference.clone());
        self.look_up_reference(reference.as_deref(), |simulation, ordered| {
            if ordered == Some(Behaviour::LookUpEmpty) {
                return Err(S::not_found());
            }
            show(simulation, simulation.called(self.named(0))?)
        })
    }

    /// Changes the payment that the path names, and records it unless the change
    /// is refused.
    pub(crate) fn change(
        &self,
        act: impl FnOnce(&mut S, &mut S::Payment, u64) -> Replied,
    ) -> Replied {
        let mut simulation = self.lock();
        let now = self.now();
        let mut payment = simulation.called(self.named(0))?.clone();
        let reply = act(&mut simulation, &mut payment, now)?;
        simulation.record(payment, now);
        Ok(reply)
    }
}
