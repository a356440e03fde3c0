//! The address at which the servers find their providers: passes every request on to the
//! sandbox, through everything that can befall it on real sockets.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{Method, Request, Response, StatusCode};
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use crate::broken_body::BrokenBody;
use crate::hidden_bookings::{filter, reference_in};
use crate::process_fault::ProcessFault;
use crate::process_sabotage::ProcessSabotage;
use crate::process_storm::ProcessStorm;

/// The longest body that is read, bytes.
const LONGEST: usize = 1 << 20;

/// How long a charge is under way at the most. A provider has it by then or never: on a
/// machine that is too busy to bring it in time it is lost.
const LONGEST_WAY: Duration = Duration::from_secs(9);

/// What befalls a charge, in thousandths.
const CHARGE: &[(ProcessFault, u64)] = &[
    (ProcessFault::LostBeforeBooking, 30),
    (ProcessFault::LostAfterBooking, 40),
    (ProcessFault::Cut, 20),
    (ProcessFault::Garbage, 20),
    (ProcessFault::Error500, 20),
    (ProcessFault::Stalled, 20),
    (ProcessFault::HeldBack, 20),
    (ProcessFault::Invisible, 30),
];
/// What befalls a look-up.
const READING: &[(ProcessFault, u64)] = &[
    (ProcessFault::LookUp404, 20),
    (ProcessFault::LookUp500, 30),
    (ProcessFault::LookUpGarbage, 20),
    (ProcessFault::LookUpLost, 30),
    (ProcessFault::Stalled, 10),
];
/// What befalls everything else.
const OTHER: &[(ProcessFault, u64)] = &[(ProcessFault::LostAfterBooking, 20)];

/// Opens the gate; its address.
///
/// # Errors
/// Fails if there is no port for it.
pub async fn open(storm: &Arc<ProcessStorm>) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let storm = Arc::clone(storm);
    tokio::spawn(async move {
        let mut listener = Some(listener);
        loop {
            match listener.take() {
                Some(open) => take_connections(&storm, open).await,
                // Whoever comes meanwhile is refused.
                None => storm.wait(50, 150).await,
            }
            listener = TcpListener::bind(("127.0.0.1", port)).await.ok();
        }
    });
    Ok(format!("http://localhost:{port}"))
}

/// Takes connections for some seconds, and refuses them for a moment.
async fn take_connections(storm: &Arc<ProcessStorm>, listener: TcpListener) {
    let closing = storm.wait(2_000, 6_000);
    let mut closing = std::pin::pin!(closing);
    loop {
        tokio::select! {
            taken = listener.accept() => {
                if let Ok((stream, _)) = taken {
                    tokio::spawn(serve(Arc::clone(storm), stream));
                }
            }
            () = &mut closing, if !storm.is_healed() && !storm.progress.is_calm() => break,
        }
    }
    drop(listener);
    storm.wait(50, 150).await;
}

async fn serve(storm: Arc<ProcessStorm>, stream: TcpStream) {
    let service = service_fn(move |request: Request<Incoming>| {
        let storm = Arc::clone(&storm);
        async move {
            let (head, body) = request.into_parts();
            if is_charge(&head) {
                storm.progress.note_charge();
            }
            let body = to_bytes(Body::new(body), LONGEST).await;
            let passage = Passage {
                fault: draw(&storm, &head),
                began: Instant::now(),
                storm,
                head,
                body: body.map_err(io::Error::other)?,
            };
            // On its own: it goes on when the server gives up or dies.
            let passed = tokio::spawn(passage.make()).await;
            let passed = passed.map_err(io::Error::other)?;
            passed.ok_or_else(|| io::Error::other("the connection breaks"))
        }
    });
    let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // What it ends with is what was meant to befall it.
    let _ = serving.await;
}

fn is_charge(head: &Parts) -> bool {
    let path = head.uri.path().trim_end_matches('/');
    let of_charges = ["/payments", "/payment", "/orders", "/initiate"];
    head.method == Method::POST && of_charges.iter().any(|end| path.ends_with(end))
}

fn draw(storm: &ProcessStorm, head: &Parts) -> Option<ProcessFault> {
    storm.draw_of(if is_charge(head) {
        CHARGE
    } else if head.method == Method::GET {
        READING
    } else {
        OTHER
    })
}

/// A request on its way there and back.
struct Passage {
    storm: Arc<ProcessStorm>,
    head: Parts,
    body: Bytes,
    fault: Option<ProcessFault>,
    began: Instant,
}

impl Passage {
    /// Makes the way; none if the connection breaks.
    async fn make(self) -> Option<Response<Body>> {
        let storm = &self.storm;
        if let Some(fault) = self.fault {
            storm.hit(fault);
        }
        match self.fault {
            Some(ProcessFault::LostBeforeBooking) => return None,
            // Longer than its sender waits, and less long than a provider needs to know
            // that there is none.
            Some(ProcessFault::HeldBack) => storm.wait(3_000, 6_000).await,
            _ => {}
        }
        if self.began.elapsed() > LONGEST_WAY {
            return None;
        }
        let response = self.arrive().await;
        if storm.sabotage == Some(ProcessSabotage::BookTwice) && is_charge(&self.head) {
            self.arrive().await;
        }
        self.spoil(response?).await
    }

    /// The provider answers.
    async fn arrive(&self) -> Option<Response<Bytes>> {
        let mut request = Request::new(Body::from(self.body.clone()));
        request.method_mut().clone_from(&self.head.method);
        request.uri_mut().clone_from(&self.head.uri);
        request.headers_mut().clone_from(&self.head.headers);
        let response = self.storm.sandbox.exchange(request).await?;
        if self.head.method != Method::GET {
            return Some(response);
        }
        let address = self.head.uri.to_string();
        Some(filter(response, &address, &self.storm.hidden()))
    }

    async fn spoil(&self, response: Response<Bytes>) -> Option<Response<Body>> {
        let Some(fault) = self.fault else {
            return Some(response.map(Body::from));
        };
        let says = |status, text: &'static str| {
            let mut answer = Response::new(Body::from(text));
            *answer.status_mut() = status;
            Some(answer)
        };
        match fault {
            ProcessFault::LostAfterBooking | ProcessFault::LookUpLost => None,
            ProcessFault::Invisible => {
                let during = Duration::from_millis(1 + self.storm.draw(3_000));
                self.storm.hide(reference_in(&self.body)?, during);
                None
            }
            ProcessFault::Cut => Some(response.map(|body| Body::new(BrokenBody::of(&body)))),
            ProcessFault::Garbage | ProcessFault::LookUpGarbage => {
                says(StatusCode::OK, "\u{1}not JSON")
            }
            ProcessFault::Error500 | ProcessFault::LookUp500 => {
                says(StatusCode::INTERNAL_SERVER_ERROR, "")
            }
            ProcessFault::LookUp404 => says(StatusCode::NOT_FOUND, "<h1>404 page not found</h1>"),
            ProcessFault::Stalled => {
                self.storm.wait(2_400, 3_500).await;
                Some(response.map(Body::from))
            }
            _ => Some(response.map(Body::from)),
        }
    }
}
