//! A gate before the sandbox: some calls do not come through, or their answers
//! do not come back.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use oneclick_sandbox::{Sandbox, SandboxSettings};
use oneclick_server::server::Server;
use tokio::net::TcpListener;

use crate::stage::answer::plain_client;
use crate::stage::configuration::read_config;
use crate::stage::world::World;

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// It is refused with 500, unheard.
    Refuses,
    /// It is heard, its answer replaced by 500.
    Loses,
    /// It waits until its sender gives up.
    Holds,
}

#[derive(Clone, Default)]
struct Rules {
    sandbox: String,
    gates: Arc<Mutex<Vec<(String, Gate)>>>,
    heard: Arc<Mutex<Vec<String>>>,
    bodies: Arc<Mutex<Vec<String>>>,
}

/// A gate that is open but for what it is told.
pub struct Before {
    pub url: String,
    rules: Rules,
}

impl Before {
    pub async fn new(sandbox: &Sandbox) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let rules = Rules {
            sandbox: sandbox.url().to_owned(),
            ..Rules::default()
        };
        let router = Router::new().fallback(pass).with_state(rules.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, rules }
    }

    /// What happens to calls whose method and path begin like this.
    pub fn put(&self, begin: &str, gate: Gate) {
        let mut gates = self.rules.gates.lock().unwrap();
        gates.push((begin.to_owned(), gate));
    }

    /// Lets everything through.
    pub fn open(&self) {
        self.rules.gates.lock().unwrap().clear();
    }

    /// How many of the bodies that came have these words in them.
    pub fn said(&self, words: &str) -> usize {
        let bodies = self.rules.bodies.lock().unwrap();
        bodies.iter().filter(|body| body.contains(words)).count()
    }

    /// How many calls came whose method and path begin like this.
    pub fn came(&self, begin: &str) -> usize {
        let heard = self.rules.heard.lock().unwrap();
        heard.iter().filter(|call| call.starts_with(begin)).count()
    }
}

async fn pass(State(rules): State<Rules>, request: Request) -> Response {
    let call = format!("{} {}", request.method(), request.uri().path());
    rules.heard.lock().unwrap().push(call.clone());
    let gate = {
        let gates = rules.gates.lock().unwrap();
        let gate = gates.iter().find(|(begin, _)| call.starts_with(begin));
        gate.map(|(_, gate)| *gate)
    };
    match gate {
        Some(Gate::Refuses) => return error(),
        Some(Gate::Holds) => return std::future::pending().await,
        Some(Gate::Loses) | None => {}
    }
    let (parts, body) = request.into_parts();
    let url = format!("{}{}", rules.sandbox, parts.uri);
    // The host stays as it was called: some sign it.
    let headers = parts.headers;
    let body: Bytes = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    rules.bodies.lock().unwrap().push(text);
    let sending = plain_client().request(parts.method, url);
    let Ok(answer) = sending.headers(headers).body(body).send().await else {
        return error();
    };
    if gate == Some(Gate::Loses) {
        return error();
    }
    let mut back = Response::builder().status(answer.status());
    if let Some(content_type) = answer.headers().get("content-type") {
        back = back.header("content-type", content_type);
    }
    back.body(answer.bytes().await.unwrap().into()).unwrap()
}

fn error() -> Response {
    let mut answer = Response::default();
    *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    answer
}

/// A world whose provider stands behind a gate.
pub async fn gated(more: &str) -> (World, Before) {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let gate = Before::new(&sandbox).await;
    let url = gate.url.clone();
    (World::before(sandbox, &url, more).await, gate)
}

/// A replica that reaches the providers through a gate.
pub async fn behind_a_gate(world: &World) -> (Server, Before) {
    let gate = Before::new(&world.sandbox).await;
    let file = world.folder.path().join("oneclick.toml");
    let text = std::fs::read_to_string(file).unwrap();
    read_config(&text.replace(world.sandbox.url(), &gate.url), &world.folder);
    (world.replica().await, gate)
}
