//! What stands between the server and its providers: passes everything on, and
//! spoils the answers that it is told to.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use oneclick_sandbox::{Sandbox, SandboxSettings};
use oneclick_server::server::Server;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::stage::answer::plain_client;
use crate::stage::bodies::Endless;
use crate::stage::configuration::read_config;
pub use crate::stage::fault::Fault;
use crate::stage::fault::spoilt;
use crate::stage::place::{name_smart2pay, sections};
use crate::stage::world::World;

#[derive(Debug)]
struct Rule {
    calls: Calls,
    fault: Fault,
    /// `None` for every one.
    times: Option<usize>,
}

/// Calls, each its method and its path.
#[derive(Debug)]
enum Calls {
    Begin(String),
    End {
        method: &'static str,
        path: &'static str,
    },
}

impl Calls {
    fn have(&self, call: &str) -> bool {
        match self {
            Self::Begin(begin) => call.starts_with(begin),
            Self::End { method, path } => call.starts_with(method) && call.ends_with(path),
        }
    }
}

#[derive(Debug)]
struct Shared {
    to: String,
    client: reqwest::Client,
    rules: Mutex<Vec<Rule>>,
    passed: Mutex<Vec<String>>,
    answered: Mutex<Vec<String>>,
    bodies: Mutex<Vec<String>>,
    heads: Mutex<Vec<(String, HeaderMap)>>,
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
            answered: Mutex::default(),
            bodies: Mutex::default(),
            heads: Mutex::default(),
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
        let calls = Calls::End { method, path };
        self.add(calls, fault, Some(times));
    }

    /// Spoils every call that begins so: its method and its path.
    pub fn spoil_all(&self, begin: &str, fault: Fault) {
        self.add(Calls::Begin(begin.to_owned()), fault, None);
    }

    fn add(&self, calls: Calls, fault: Fault, times: Option<usize>) {
        let rule = Rule {
            calls,
            fault,
            times,
        };
        self.shared.rules.lock().unwrap().push(rule);
    }

    /// Lets everything through.
    pub fn heal(&self) {
        self.shared.rules.lock().unwrap().clear();
    }

    /// Lets the answers go that are held.
    pub fn release(&self) {
        self.shared.go.notify_waiters();
    }

    /// How many calls came that begin so: their method and their path.
    pub fn came(&self, begin: &str) -> usize {
        count(&self.shared.passed, begin)
    }

    /// How many of them the provider has answered, whatever was made of its answers.
    pub fn answered(&self, begin: &str) -> usize {
        count(&self.shared.answered, begin)
    }

    /// How many of the bodies that came have these words in them.
    pub fn said(&self, words: &str) -> usize {
        let bodies = self.shared.bodies.lock().unwrap();
        bodies.iter().filter(|body| body.contains(words)).count()
    }

    /// The calls that came, their methods and their paths, each with its header of this name.
    pub fn headers(&self, name: &str) -> Vec<(String, Option<String>)> {
        let heads = self.shared.heads.lock().unwrap();
        let one = |headers: &HeaderMap| Some(headers.get(name)?.to_str().unwrap().to_owned());
        let calls = heads.iter();
        calls
            .map(|(call, headers)| (call.clone(), one(headers)))
            .collect()
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
    let call = format!("{method} {path}");
    let fault = fault_of(&shared, &call);
    shared.passed.lock().unwrap().push(call.clone());
    if fault == Some(Fault::Hangs) {
        return std::future::pending().await;
    }
    let headers = request.headers().clone();
    let head = (call.clone(), headers.clone());
    shared.heads.lock().unwrap().push(head);
    let body = to_bytes(request.into_body(), usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    shared.bodies.lock().unwrap().push(text);
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
    shared.answered.lock().unwrap().push(call);
    match fault {
        None | Some(Fault::Delayed) => {}
        Some(Fault::Dated(date)) => response = response.header("date", date),
        Some(Fault::Held) => released.await,
        Some(Fault::HeldLost) => {
            released.await;
            return spoilt(fault);
        }
        Some(Fault::Endless) => {
            let endless = Endless::behind(bytes, &shared.poured);
            return response.body(Body::new(endless)).unwrap();
        }
        spoils => return spoilt(spoils),
    }
    response.body(Body::from(bytes)).unwrap()
}

fn count(calls: &Mutex<Vec<String>>, begin: &str) -> usize {
    let calls = calls.lock().unwrap();
    calls.iter().filter(|call| call.starts_with(begin)).count()
}

fn fault_of(shared: &Shared, call: &str) -> Option<Fault> {
    let mut rules = shared.rules.lock().unwrap();
    let rule = rules
        .iter_mut()
        .find(|rule| rule.times != Some(0) && rule.calls.have(call))?;
    rule.times = rule.times.map(|times| times - 1);
    Some(rule.fault)
}

/// A server whose provider is behind what may spoil its answers.
pub async fn between(more: &str) -> (World, Between) {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let url = between.url.clone();
    (World::before(sandbox, &url, more).await, between)
}

/// A server with every provider, each of them behind it.
pub async fn everywhere_between(more: &str) -> (World, Between) {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let url = between.url.clone();
    let more = format!("{}{more}", sections(&sandbox)).replace(sandbox.url(), &url);
    let world = World::before_with(sandbox, &url, &more, name_smart2pay).await;
    (world, between)
}

/// A replica that reaches the providers through what may spoil their answers.
pub async fn replica_between(world: &World) -> (Server, Between) {
    let between = Between::before(world.sandbox.url()).await;
    let file = world.folder.path().join("oneclick.toml");
    let text = std::fs::read_to_string(file).unwrap();
    read_config(
        &text.replace(world.sandbox.url(), &between.url),
        &world.folder,
    );
    (world.replica().await, between)
}
