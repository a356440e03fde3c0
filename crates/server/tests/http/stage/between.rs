//! What stands between the server and its providers: passes everything on, and
//! spoils the answers that it is told to.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http_body::Frame;
use oneclick_sandbox::{Sandbox, SandboxSettings};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::stage::answer::plain_client;
use crate::stage::world::World;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It arrives and its answer breaks off.
    Lost,
    /// It never arrives, and the answer breaks off.
    Dropped,
    /// It arrives and is answered with a fault of the provider's.
    Error500,
    /// It never arrives, and is answered with a fault of the provider's.
    Error500Dropped,
    /// It arrives and is answered with bytes that are not JSON.
    Garbage,
    /// It arrives, and its answer waits until it is let go.
    Held,
    /// It waits until it is let go, and arrives then.
    Delayed,
    /// It arrives, and its answer waits until it is let go and breaks off.
    HeldLost,
    /// It arrives, and behind its answer come blanks without an end.
    Endless,
    /// It arrives and is answered with this status and this JSON.
    Says(u16, &'static str),
    /// It never arrives, and is answered with this status and this JSON.
    SaysDropped(u16, &'static str),
}

#[derive(Debug)]
struct Rule {
    method: &'static str,
    path: &'static str,
    fault: Fault,
    times: usize,
}

#[derive(Debug)]
struct Shared {
    to: String,
    client: reqwest::Client,
    rules: Mutex<Vec<Rule>>,
    passed: Mutex<Vec<String>>,
    go: Notify,
    poured: Arc<AtomicUsize>,
}

pub struct Between {
    pub url: String,
    shared: Arc<Shared>,
}

impl Between {
    pub async fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            to: url.to_owned(),
            client: plain_client(),
            rules: Mutex::default(),
            passed: Mutex::default(),
            go: Notify::new(),
            poured: Arc::default(),
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: format!("http://localhost:{port}"),
            shared,
        }
    }

    /// Spoils the next `times` requests with this method whose path ends so.
    pub fn spoil(&self, method: &'static str, path: &'static str, fault: Fault, times: usize) {
        let rule = Rule {
            method,
            path,
            fault,
            times,
        };
        self.shared.rules.lock().unwrap().push(rule);
    }

    pub fn heal(&self) {
        self.shared.rules.lock().unwrap().clear();
    }

    /// Lets the answers go that are held.
    pub fn release(&self) {
        self.shared.go.notify_waiters();
    }

    /// How many bytes of answers without an end were taken.
    pub fn poured(&self) -> usize {
        self.shared.poured.load(Ordering::Relaxed)
    }

    /// How many requests with this method and end of the path came.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let passed = self.shared.passed.lock().unwrap();
        let fits = |line: &&String| line.starts_with(method) && line.ends_with(path);
        passed.iter().filter(fits).count()
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let target = request.uri().path_and_query().unwrap().to_string();
    // Before it counts: whoever has seen it come can let it go.
    let released = shared.go.notified();
    shared
        .passed
        .lock()
        .unwrap()
        .push(format!("{method} {path}"));
    let fault = fault_of(&shared, method.as_str(), &path);
    let headers = request.headers().clone();
    let body = to_bytes(request.into_body(), usize::MAX).await.unwrap();
    let never_arrives = matches!(
        fault,
        Some(Fault::Dropped | Fault::Error500Dropped | Fault::SaysDropped(..))
    );
    if never_arrives {
        return spoilt(fault);
    }
    let mut released = pin!(released);
    if fault == Some(Fault::Delayed) {
        released.as_mut().await;
    }
    let sent = shared
        .client
        .request(method, format!("{}{target}", shared.to))
        .headers(headers)
        .body(body);
    let Ok(answer) = sent.send().await else {
        return spoilt(Some(Fault::Dropped));
    };
    let mut response = Response::builder().status(answer.status());
    if let Some(kind) = answer.headers().get("content-type") {
        response = response.header("content-type", kind);
    }
    let Ok(bytes) = answer.bytes().await else {
        return spoilt(Some(Fault::Dropped));
    };
    match fault {
        None | Some(Fault::Delayed) => {}
        Some(Fault::Held) => released.await,
        Some(Fault::HeldLost) => {
            released.await;
            return spoilt(fault);
        }
        Some(Fault::Endless) => {
            let endless = Endless {
                next: bytes,
                left: FLOOD,
                poured: Arc::clone(&shared.poured),
            };
            return response.body(Body::new(endless)).unwrap();
        }
        spoils => return spoilt(spoils),
    }
    response.body(Body::from(bytes)).unwrap()
}

fn fault_of(shared: &Shared, method: &str, path: &str) -> Option<Fault> {
    let mut rules = shared.rules.lock().unwrap();
    let rule = rules
        .iter_mut()
        .find(|rule| rule.times > 0 && rule.method == method && path.ends_with(rule.path))?;
    rule.times -= 1;
    Some(rule.fault)
}

/// How much of an answer without an end there is at most, lest a server that
/// reads on fills the memory: no server reads so much.
pub const FLOOD: usize = 64 << 20;

/// A body that goes on with blanks, which end no JSON and spoil none.
struct Endless {
    next: Bytes,
    left: usize,
    poured: Arc<AtomicUsize>,
}

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let next = std::mem::replace(&mut self.next, Bytes::from_static(&[b' '; 16_384]));
        self.poured.fetch_add(next.len(), Ordering::Relaxed);
        self.left = self.left.saturating_sub(next.len());
        Poll::Ready((self.left > 0).then_some(Ok(Frame::data(next))))
    }
}

/// A body that breaks off before its first byte.
struct Broken;

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(Err(std::io::Error::other("it breaks off"))))
    }
}

/// An answer that says nothing: an empty fault of the provider's, bytes that
/// are not JSON, or one that breaks off.
fn spoilt(fault: Option<Fault>) -> Response {
    let (status, body) = match fault {
        Some(Fault::Error500 | Fault::Error500Dropped) => (500, Body::empty()),
        Some(Fault::Says(status, text) | Fault::SaysDropped(status, text)) => {
            (status, Body::from(text))
        }
        Some(Fault::Garbage) => (200, Body::from("\u{1}not JSON")),
        _ => (200, Body::new(Broken)),
    };
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body)
        .unwrap()
}

/// A server whose provider is behind what may spoil its answers.
pub async fn between(more: &str) -> (World, Between) {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let url = between.url.clone();
    (World::before(sandbox, &url, more).await, between)
}
