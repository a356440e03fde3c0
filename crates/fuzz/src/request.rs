//! Reads requests as the server does, behind the head of HTTP/1: routes, paths, queries,
//! headers, cookies, forms and bodies.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Request, StatusCode};
use oneclick_rules::Mode;
use oneclick_server::config::Config;
use oneclick_server::environment::Environment;
use oneclick_server::server::ServerCore;
use oneclick_server::store::{MemoryDatabase, Store};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

use crate::byte_reader::ByteReader;

/// The codes that a refusal may have.
const CODES: &str = include_str!("../../../docs/guide/codes.md");
/// After so many requests comes a new server: removed cards and ended sessions stay so.
const REQUESTS: usize = 1_000;
/// The most bytes of an answer.
const LONGEST: usize = 4 << 20;

/// Lists the reader of requests.
pub(crate) fn readers() -> Vec<ByteReader> {
    let server = Mutex::new(None::<FuzzedServer>);
    let request = move |bytes: &[u8]| {
        let mut held = server.lock().unwrap_or_else(|broken| {
            server.clear_poison();
            broken.into_inner()
        });
        // Taken, so that a request that breaks a rule leaves no server behind.
        let mut server = held.take().unwrap_or_else(FuzzedServer::start);
        server.answer(bytes);
        *held = (server.left > 0).then_some(server);
    };
    vec![ByteReader::new("request", request)]
}

/// A server without a socket, with a card and a session. Its provider is reached by nobody.
struct FuzzedServer {
    runtime: Runtime,
    core: ServerCore,
    /// What stands for what is only known once the server runs, and that.
    known: Vec<(&'static str, String)>,
    left: usize,
    _folder: TempDir,
}

impl FuzzedServer {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = folder.path().join("oneclick.toml");
        std::fs::write(&file, include_str!("request.toml")).expect("the folder takes a file");
        let config = Config::read(&file, &|_| None).expect("the configuration is right");
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime can be made");
        let core = runtime.block_on(async {
            let database = MemoryDatabase::new(Mode::Test).expect("a database can be made");
            let store = Store::in_memory(&database, Arc::new(|| Box::pin(async {})));
            ServerCore::start(config, Environment::real(), store).await
        });
        let mut server = Self {
            runtime,
            core: core.expect("the server starts"),
            known: Vec::new(),
            left: REQUESTS,
            _folder: folder,
        };
        let card = server.made(include_bytes!("card.http"));
        let session = server.made(include_bytes!("session.http"));
        server.know("CARD_ID", &card, "/id");
        server.know("SESSION_ID", &session, "/id");
        server.know("CLIENT_TOKEN", &session, "/client_token");
        server.know("PAY_URL", &session, "/pay_url");
        server
    }

    fn know(&mut self, name: &'static str, body: &Value, pointer: &str) {
        let value = body.pointer(pointer).and_then(Value::as_str);
        let value = value.expect("the server names what it made");
        let value = value.trim_start_matches("http://localhost:8787");
        self.known.push((name, String::from(value)));
    }

    fn made(&mut self, bytes: &[u8]) -> Value {
        let (status, body) = self.answer(bytes).expect("a request");
        assert_eq!(status, StatusCode::CREATED, "made for the fuzzed requests");
        body
    }

    /// Answers a request: a line `GET /path`, headers, an empty line, and the body. `None`
    /// where it is none.
    fn answer(&mut self, bytes: &[u8]) -> Option<(StatusCode, Value)> {
        let request = request(&self.filled_in(bytes))?;
        self.left = self.left.saturating_sub(1);
        let router: Router = self.core.router().clone();
        let (status, body) = self.runtime.block_on(async {
            let Ok(answer) = router.oneshot(request).await;
            let status = answer.status();
            (status, to_bytes(answer.into_body(), LONGEST).await)
        });
        let body = body.expect("an answer has an end");
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "a fault of ours");
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        if let Some(code) = body.get("code").and_then(Value::as_str) {
            let named = CODES.contains(&format!("`{code}`"));
            assert!(named, "{status}: `{code}` is not in docs/guide/codes.md");
        }
        Some((status, body))
    }

    /// Puts what the server has made into the places of its names.
    fn filled_in(&self, bytes: &[u8]) -> Vec<u8> {
        let mut filled = bytes.to_vec();
        for (name, value) in &self.known {
            filled = replaced(&filled, name.as_bytes(), value.as_bytes());
        }
        filled
    }
}

fn replaced(bytes: &[u8], name: &[u8], value: &[u8]) -> Vec<u8> {
    let mut rest = bytes;
    let mut written = Vec::with_capacity(bytes.len());
    while let Some(place) = rest.windows(name.len()).position(|part| part == name) {
        let (before, after) = rest.split_at(place);
        written.extend_from_slice(before);
        written.extend_from_slice(value);
        rest = after.get(name.len()..).unwrap_or_default();
    }
    written.extend_from_slice(rest);
    written
}

/// Reads a request; `None` for what no server takes for the head of one.
fn request(bytes: &[u8]) -> Option<Request<Body>> {
    let end = bytes.windows(2).position(|part| part == b"\n\n");
    let (head, body) = bytes.split_at(end.unwrap_or(bytes.len()));
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next()?;
    let between = first.iter().position(|byte| *byte == b' ')?;
    let (method, target) = first.split_at(between);
    let mut request = Request::builder().method(method).uri(target.get(1..)?);
    for line in lines.filter(|line| !line.is_empty()) {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = line.split_at(colon);
        request = request.header(name, value.get(1..)?.trim_ascii());
    }
    let body = body.get(2..).unwrap_or_default().to_vec();
    request.body(Body::from(body)).ok()
}
