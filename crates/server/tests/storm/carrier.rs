//! Carries a server's requests to the simulated providers and to the merchant, through
//! everything that can befall them on the way.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use bytes::Bytes;
use oneclick_server::environment::{
    Deadline, Exchanging, RawRequest, RawResponse, SendError, Transport,
};
use tokio::sync::oneshot;

use crate::exchange_fault::Asked;
use crate::fault_kinds::FaultKind;
use crate::hidden_bookings::{filter, reference_in};
use crate::pages::{in_two_pages, with_another_page};
use crate::sabotage::Sabotage;
use crate::world::{BEGINS_AT, PROVIDERS, StormWorld};
use crate::{inbox, merchant};

/// The way from one server to the providers.
pub struct Carrier {
    world: Arc<StormWorld>,
    server: String,
}

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Carrier({})", self.server)
    }
}

impl Carrier {
    pub fn new(world: &Arc<StormWorld>, server: &str) -> Self {
        Self {
            world: Arc::clone(world),
            server: server.to_owned(),
        }
    }
}

type Carried = Result<RawResponse, SendError>;

impl Transport for Carrier {
    fn exchange(&self, request: RawRequest) -> Exchanging {
        let (world, server) = (Arc::clone(&self.world), self.server.clone());
        Box::pin(async move {
            if request.url.expose() == inbox::ADDRESS {
                return merchant::tell(&world, &server, request).await;
            }
            let repeated = match world.sabotage {
                Some(Sabotage::ChargeAgain) => Asked::of(&request) == Asked::Charge,
                Some(Sabotage::RefundAgain) => request.url.expose().contains("/refunds"),
                _ => false,
            };
            let again = repeated.then(|| copy(&request));
            let outcome = exchange(&world, &server, request).await;
            match (outcome, again) {
                (Err(SendError::Lost(_)), Some(again)) => exchange(&world, &server, again).await,
                (outcome, _) => outcome,
            }
        })
    }
}

fn copy(request: &RawRequest) -> RawRequest {
    RawRequest {
        method: request.method.clone(),
        url: request.url.clone(),
        headers: request.headers.clone(),
        body: request.body.clone(),
        deadline: request.deadline.clone(),
        time_out: request.time_out,
        wanted: request.wanted,
    }
}

async fn exchange(world: &Arc<StormWorld>, server: &str, request: RawRequest) -> Carried {
    let asked = Asked::of(&request);
    let fault = asked.draw(world);
    let path = request.url.expose().strip_prefix(PROVIDERS);
    let path = path.ok_or(SendError::NotBuilt("elsewhere"))?.to_owned();
    world.wait(1, 30).await;
    if fault == Some(FaultKind::NoConnection) {
        world.hit(FaultKind::NoConnection);
        world.note(server, format_args!("{asked:?} {path}: no connection"));
        return Err(SendError::NotSent("no connection"));
    }
    let deadline = request.deadline.as_ref();
    if deadline.is_some_and(Deadline::may_be_over) {
        world.note(server, format_args!("{asked:?} {path}: too late to send"));
        return Err(SendError::NotSent("too late to send"));
    }
    let time_out = request.time_out;
    let (answer, answered) = oneshot::channel();
    let journey = Journey {
        world: Arc::clone(world),
        server: server.to_owned(),
        asked,
        fault,
        path,
    };
    // On its own: it goes on when the server gives up or dies.
    let (waiting, waiter) = (Arc::clone(world), server.to_owned());
    tokio::spawn(async move {
        if let Some(outcome) = journey.make(request).await {
            waiting.note_answer(&waiter, asked == Asked::Charge);
            let _ = answer.send(outcome);
        }
    });
    match tokio::time::timeout(time_out, answered).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(SendError::Lost("the connection broke")),
        Err(_) => Err(SendError::Lost("no answer in time")),
    }
}

/// A request on its way.
struct Journey {
    world: Arc<StormWorld>,
    server: String,
    asked: Asked,
    fault: Option<FaultKind>,
    path: String,
}

impl Journey {
    /// Makes the way there and back; none if the connection breaks.
    async fn make(self, request: RawRequest) -> Option<Carried> {
        let world = &self.world;
        world.wait(5, 200).await;
        match self.fault {
            Some(FaultKind::HeldBack) => {
                world.hit(FaultKind::HeldBack);
                world.wait(61_000, 600_000).await;
            }
            Some(FaultKind::LostBeforeBooking) => {
                world.hit(FaultKind::LostBeforeBooking);
                self.note("lost on the way there");
                return None;
            }
            _ => {}
        }
        let reference = reference_in(&request.body);
        let response = self.arrive(request).await;
        let invisible = self.fault == Some(FaultKind::Invisible);
        if let (true, Some(reference)) = (invisible, reference) {
            world.hit(FaultKind::Invisible);
            let until = world.age() + Duration::from_millis(1 + world.draw(120_000));
            world.hide(reference, until);
            self.note("booked, invisible, answer lost");
            return None;
        }
        let response = response?;
        self.note(response.status().as_u16());
        let outcome = self.spoil(response).await;
        world.wait(5, 200).await;
        outcome
    }

    fn note(&self, what: impl fmt::Display) {
        let Self {
            server,
            asked,
            fault,
            path,
            ..
        } = self;
        let what = format!("{asked:?} {path} {fault:?}: {what}");
        self.world.note(server, what);
    }

    /// The provider answers.
    async fn arrive(&self, request: RawRequest) -> Option<Response<Bytes>> {
        let mut sent = Request::builder()
            .method(request.method)
            .uri(&self.path)
            .header("host", "localhost:8789");
        for (name, value) in &request.headers {
            sent = sent.header(name, value);
        }
        let sent = sent.body(Body::from(request.body)).ok()?;
        if let Some(second) = self.world.second_page(&self.server, &self.path) {
            return Some(second);
        }
        let sandbox = self.world.sandbox.get()?;
        let response = sandbox.exchange(sent).await?;
        if self.asked != Asked::Reading {
            return Some(response);
        }
        Some(filter(response, &self.path, &self.world.hidden()))
    }

    async fn spoil(&self, response: Response<Bytes>) -> Option<Carried> {
        let hit = |kind| self.world.hit(kind);
        let Some(fault) = self.fault else {
            return Some(Ok(self.whole(response)));
        };
        if fault == FaultKind::LookUpInTwo {
            let Some([first, second]) = in_two_pages(&response) else {
                return Some(Ok(self.whole(response)));
            };
            hit(fault);
            self.world.keep_page(&self.server, &self.path, second);
            return Some(Ok(self.whole(first)));
        }
        if fault == FaultKind::LookUpPaged {
            let Some(paged) = with_another_page(&response) else {
                return Some(Ok(self.whole(response)));
            };
            hit(fault);
            return Some(Ok(self.whole(paged)));
        }
        if !matches!(fault, FaultKind::HeldBack | FaultKind::Invisible) {
            hit(fault);
        }
        let says = |status, text: &str| {
            Some(Ok(RawResponse {
                status,
                content_type: Some(String::from("application/json")),
                body: text.into(),
                date: None,
                retry_after: None,
            }))
        };
        match fault {
            FaultKind::LostAfterBooking | FaultKind::LookUpLost => None,
            FaultKind::Cut => Some(Err(SendError::Lost("the answer broke off"))),
            FaultKind::Garbage | FaultKind::LookUpGarbage => says(200, "\u{1}not JSON"),
            FaultKind::Error500 | FaultKind::LookUp500 => says(500, ""),
            FaultKind::LookUp404 => says(404, "<h1>404 page not found</h1>"),
            FaultKind::Stalled => {
                self.world.wait(30_000, 45_000).await;
                Some(Ok(self.whole(response)))
            }
            _ => Some(Ok(self.whole(response))),
        }
    }

    fn whole(&self, response: Response<Bytes>) -> RawResponse {
        let kind = response.headers().get("content-type");
        let seconds = (u128::from(BEGINS_AT) + self.world.age().as_millis()) / 1_000;
        RawResponse {
            status: response.status().as_u16(),
            content_type: kind.and_then(|kind| kind.to_str().ok()).map(String::from),
            body: response.into_body().to_vec(),
            date: i64::try_from(seconds).ok(),
            retry_after: None,
        }
    }
}
