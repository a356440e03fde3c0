//! The way from browsers and from the merchant to the servers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;

use crate::fault_kinds::FaultKind;
use crate::machine::StormMachine;
use crate::sabotage::Sabotage;
use crate::world::{StormWorld, lock};

pub const SECRET_KEY: &str = "sk_test_0123456789abcdef0123456789abcdef";
pub const ORIGIN: &str = "http://localhost:8080";
/// Where the servers are, for browsers and providers.
pub const SERVERS: &str = "http://localhost:8787";
/// How long a browser waits for an answer.
const PATIENCE: Duration = Duration::from_secs(25);

/// All servers behind one address.
pub struct FrontDoor {
    pub world: Arc<StormWorld>,
    pub machines: Vec<Arc<StormMachine>>,
    /// What was told for a key first, where that is replayed by mistake.
    replays: Mutex<BTreeMap<String, ToldAnswer>>,
}

/// An answer, read.
#[derive(Clone, Debug)]
pub struct ToldAnswer {
    pub status: u16,
    pub body: Value,
}

impl ToldAnswer {
    pub fn member(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }
}

/// A request of a browser's or of the merchant's.
#[derive(Clone)]
pub struct DoorCall {
    pub method: &'static str,
    pub path: String,
    pub bearer: Option<String>,
    pub key: Option<String>,
    pub body: Option<Value>,
    /// How long it is waited for, if the page is left then.
    pub left_after: Option<Duration>,
}

impl DoorCall {
    pub fn new(method: &'static str, path: &str) -> Self {
        Self {
            method,
            path: path.to_owned(),
            bearer: None,
            key: None,
            body: None,
            left_after: None,
        }
    }

    pub fn merchant(method: &'static str, path: &str, body: Option<Value>) -> Self {
        Self {
            bearer: Some(SECRET_KEY.to_owned()),
            body,
            ..Self::new(method, path)
        }
    }

    fn request(&self) -> Option<Request<Body>> {
        let mut request = Request::builder()
            .method(self.method)
            .uri(&self.path)
            .header("host", "localhost:8787");
        if let Some(bearer) = &self.bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
            if bearer != SECRET_KEY {
                request = request.header("origin", ORIGIN);
            }
        }
        if let Some(key) = &self.key {
            request = request.header("idempotency-key", key);
        }
        match &self.body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        }
        .ok()
    }
}

impl FrontDoor {
    pub fn new(world: &Arc<StormWorld>, machines: Vec<Arc<StormMachine>>) -> Arc<Self> {
        Arc::new(Self {
            world: Arc::clone(world),
            machines,
            replays: Mutex::default(),
        })
    }

    /// Sends a request to any of the servers; none if no answer came.
    pub async fn ask(&self, call: &DoorCall) -> Option<ToldAnswer> {
        let world = &self.world;
        let lost = world.draw(1_000);
        let lost = (!world.is_healed() && lost < 40).then_some(lost);
        if lost.is_some() {
            world.hit(FaultKind::BrowserLost);
        }
        world.wait(2, 60).await;
        if lost.is_some_and(|lost| lost < 15) {
            return None;
        }
        let mut told = self.pass(call).await;
        if world.sabotage == Some(Sabotage::StaleReplay)
            && let (Some(key), Some(answer)) = (&call.key, told.clone())
        {
            let mut replays = lock(&self.replays);
            told = Some(replays.entry(key.clone()).or_insert(answer).clone());
        }
        world.wait(2, 60).await;
        told.filter(|_| lost.is_none())
    }

    async fn pass(&self, call: &DoorCall) -> Option<ToldAnswer> {
        let (patience, leaving) = match call.left_after {
            Some(left_after) => (left_after, true),
            None => (PATIENCE, false),
        };
        let number = self.world.draw(u64::try_from(self.machines.len()).ok()?);
        let machine = self.machines.get(usize::try_from(number).ok()?)?;
        let response = machine.ask(call.request()?, patience, leaving).await?;
        Some(ToldAnswer {
            status: response.status().as_u16(),
            body: serde_json::from_slice(response.body()).unwrap_or(Value::Null),
        })
    }

    /// Sends a request again until it is answered with one of these.
    pub async fn insist(&self, call: &DoorCall, statuses: &[u16]) -> Option<ToldAnswer> {
        for _ in 0..60 {
            if let Some(told) = self.ask(call).await {
                if statuses.contains(&told.status) {
                    return Some(told);
                }
                let (status, body) = (told.status, &told.body);
                let what = format!("{} answered {status}: {body}", call.path);
                if (400..500).contains(&status) && status != 429 {
                    self.world.note("merchant", what);
                    return None;
                }
            }
            self.world.wait(500, 5_000).await;
        }
        None
    }

    /// Takes a provider's notification to a server; the status of its answer.
    pub async fn take_notification(&self, request: Request<Body>) -> Option<u16> {
        let number = self.world.draw(u64::try_from(self.machines.len()).ok()?);
        let machine = self.machines.get(usize::try_from(number).ok()?)?;
        let response = machine.ask(request, PATIENCE, false).await?;
        Some(response.status().as_u16())
    }
}
