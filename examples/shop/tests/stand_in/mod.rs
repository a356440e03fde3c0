//! Stands in for the checkout server and the sandbox, and starts the real shop.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The key that the shop is started with.
pub const SECRET_KEY: &str = "sk_test_0123456789abcdef0123456789abcdef";

/// The key that the shop believes webhooks by.
pub const WEBHOOK_KEY: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// A request that the stand-in has seen.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub key: Option<String>,
    pub body: Value,
}

/// What the stand-in has seen, and what it says of the order's payments.
#[derive(Default)]
pub struct Memory {
    pub seen: Vec<Seen>,
    pub payments: Vec<Value>,
}

/// The shop's process, stopped with the test.
pub struct Shop {
    process: Child,
    pub url: String,
    pub server: String,
    pub memory: Arc<Mutex<Memory>>,
    page: PathBuf,
}

impl Shop {
    /// Starts a shop on a free port, with a stand-in for all that it needs.
    pub async fn start(name: &str) -> Self {
        let memory = Arc::new(Mutex::new(Memory::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&memory));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

        let page = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(page.join("page")).unwrap();
        let html = r#"<!doctype html><script type="module" src="widget/v1/oneclick.js"></script>"#;
        std::fs::write(page.join("index.html"), html).unwrap();
        std::fs::create_dir_all(page.join("guide/guide")).unwrap();
        std::fs::write(page.join("guide/index.html"), "the guide").unwrap();
        std::fs::write(page.join("guide/guide/try.html"), "try it").unwrap();
        std::fs::write(page.join("page/shop.js"), "export {};\n").unwrap();

        let mut process = Command::new(env!("CARGO_BIN_EXE_oneclick-example-shop"))
            .args(["--port", "0", "--server", &server, "--sandbox", &server])
            .arg("--page")
            .arg(&page)
            .env("ONECLICK_SECRET_KEY", SECRET_KEY)
            .env("ONECLICK_WEBHOOK_KEYS", WEBHOOK_KEY)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line.trim().strip_prefix("shop ready: ").unwrap();
        Self {
            url: url.trim_end_matches('/').to_owned(),
            process,
            server,
            memory,
            page,
        }
    }

    /// Posts JSON to the shop: status and answer.
    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let request = client().post(format!("{}{path}", self.url)).json(&body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Gets one of the shop's files or answers.
    pub async fn get(&self, path: &str) -> reqwest::Response {
        let request = client().get(format!("{}{path}", self.url));
        request.send().await.unwrap()
    }

    /// The requests that the stand-in has seen under a path, in their order.
    pub fn seen(&self, path: &str) -> Vec<Seen> {
        let memory = self.memory.lock().unwrap();
        let under = memory
            .seen
            .iter()
            .filter(|seen| seen.path.starts_with(path));
        under.cloned().collect()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _stopped = self.process.kill();
        let _ended = self.process.wait();
        let _removed = std::fs::remove_dir_all(&self.page);
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn answer(State(memory): State<Arc<Mutex<Memory>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 16_384).await.unwrap();
    let seen = Seen {
        path: parts.uri.path().to_owned(),
        key: parts.headers.get(header::AUTHORIZATION).map(|key| {
            let key = key.to_str().unwrap();
            key.strip_prefix("Bearer ").unwrap().to_owned()
        }),
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        method: parts.method,
    };
    let mut memory = memory.lock().unwrap();
    memory.seen.push(seen.clone());
    let number = memory.seen.len();
    let path = seen.path.as_str();
    if !path.starts_with("/control/") && seen.key.as_deref() != Some(SECRET_KEY) {
        return problem(StatusCode::UNAUTHORIZED, "token.unknown");
    }
    match (seen.method.as_str(), path) {
        ("POST", "/control/behaviours") if seen.body["do"] == "maybe" => {
            let text = "unknown variant `maybe`, expected one of `paid`, `answer_lost`";
            (StatusCode::UNPROCESSABLE_ENTITY, text).into_response()
        }
        ("POST", "/control/behaviours") => StatusCode::NO_CONTENT.into_response(),
        ("POST", "/control/tokens") => {
            Json(json!({ "value": format!("T{number}") })).into_response()
        }
        ("POST", "/v1/sessions") if seen.body["amount"] == 0 => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, "amount.not_positive")
        }
        ("POST", "/v1/sessions") => {
            let id = format!("cs_{number}");
            let token = format!("ct_{number}");
            let pay_url = format!("http://localhost/pay/{id}");
            let answer =
                json!({ "id": id, "client_token": token, "pay_url": pay_url, "payments": [] });
            (StatusCode::CREATED, Json(answer)).into_response()
        }
        ("GET" | "PATCH", path) if path.starts_with("/v1/sessions/cs_") => {
            Json(json!({ "id": "cs", "payments": memory.payments })).into_response()
        }
        ("POST", path) if path.starts_with("/v1/customers/") => {
            (StatusCode::CREATED, Json(json!({ "id": "card_1" }))).into_response()
        }
        _ => problem(StatusCode::NOT_FOUND, "route.unknown"),
    }
}

fn problem(status: StatusCode, code: &str) -> Response {
    let body = json!({ "code": code, "detail": "as the rule says", "request_id": "R1" });
    (status, Json(body)).into_response()
}
