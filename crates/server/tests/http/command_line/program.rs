//! The program itself: started, killed, stopped.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stage::world::{Answer, ORIGIN, SECRET_KEY, config, plain_client, send, until, wish};

/// The program `oneclick`, its files, and its log at the finest level.
pub struct Program {
    pub folder: TempDir,
    port: u16,
    child: Child,
    client: reqwest::Client,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    pub fn start(sandbox: &Sandbox, more: &str) -> Self {
        Self::start_before(sandbox.url(), more)
    }

    /// The same, with the provider at `url`.
    pub fn start_before(url: &str, more: &str) -> Self {
        let port = free_port();
        let folder = tempfile::tempdir().unwrap();
        let text = config(port, url, &folder, more);
        std::fs::write(folder.path().join("oneclick.toml"), text).unwrap();
        let child = serve(&folder);
        let client = plain_client();
        Self {
            folder,
            port,
            child,
            client,
        }
    }

    /// SIGKILL: nothing is written any more.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn start_again(&mut self) {
        self.child = serve(&self.folder);
        // The connections to the one before are gone.
        self.client = plain_client();
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A connection to it, made by hand.
    pub async fn connect(&self) -> crate::stage::raw::Raw {
        crate::stage::raw::Raw::to(&format!("127.0.0.1:{}", self.port)).await
    }

    pub fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    pub async fn merchant(&self, path: &str, body: &Value) -> Answer {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        send(self.client.post(url).bearer_auth(SECRET_KEY).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        send(self.client.delete(url).bearer_auth(SECRET_KEY)).await
    }

    /// A call of the merchant's with its key.
    pub fn merchant_keyed(&self, path: &str, key: &str, body: &Value) -> reqwest::RequestBuilder {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let request = self.client.post(url).bearer_auth(SECRET_KEY);
        request
            .header("Idempotency-Key", format!("{key:-<16}"))
            .json(body)
    }

    /// What the merchant reads.
    pub fn get(&self, path: &str) -> reqwest::RequestBuilder {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        self.client.get(url).bearer_auth(SECRET_KEY)
    }

    /// A card and a client token for an order of 9.95 EUR.
    pub async fn begin(&self, order: &str, token: &str, brand: &str) -> (String, String) {
        let card = json!({
            "provider": "smart2pay", "token": token, "brand": brand, "last_four": "4242",
            "expiry": { "month": 5, "year": 2029 },
            "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
        });
        let card = self.merchant("/v1/customers/c-1/cards", &card).await;
        let session = json!({
            "order": order, "amount": 995, "currency": "EUR", "customer": { "id": "c-1" },
            "return_url": "http://localhost:8080/",
        });
        let session = self.merchant("/v1/sessions", &session).await;
        (
            card.text("id").to_owned(),
            session.text("client_token").to_owned(),
        )
    }

    pub fn post(&self, token: &str, key: &str, body: &Value) -> reqwest::RequestBuilder {
        let url = format!("http://127.0.0.1:{}/checkout/v1", self.port);
        let request = self
            .client
            .post(url)
            .bearer_auth(token)
            .header("Origin", ORIGIN);
        request
            .header("Idempotency-Key", format!("{key:-<16}"))
            .json(body)
    }

    /// The shopper gives the payment up.
    pub fn give_up(&self, token: &str, payment: &str) -> reqwest::RequestBuilder {
        let url = format!("http://127.0.0.1:{}/checkout/v1/cancel", self.port);
        let request = self.client.post(url).bearer_auth(token);
        let body = json!({ "previous_payment": payment });
        request.header("Origin", ORIGIN).json(&body)
    }

    pub async fn current(&self, token: &str) -> Value {
        let url = format!("http://127.0.0.1:{}/checkout/v1", self.port);
        send(self.client.get(url).bearer_auth(token)).await.body["payment"].clone()
    }
}

/// A free port below those that systems give away: no other test is given it
/// between here and the program's start.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let of_this_run = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    loop {
        let port = of_this_run + NEXT.fetch_add(1, Ordering::Relaxed) % 1_000;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Starts the program and waits for its line.
fn serve(folder: &TempDir) -> Child {
    let mut log = std::fs::File::options();
    let log = log.create(true).append(true);
    let log = log.open(folder.path().join("log")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_oneclick"))
        .args(["serve", "--config"])
        .arg(folder.path().join("oneclick.toml"))
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    lines.read_line(&mut line).unwrap();
    assert!(
        line.starts_with("oneclick ready: http://localhost:"),
        "{line}"
    );
    child
}

#[tokio::test]
async fn a_charge_that_a_kill_interrupts_is_found_after_the_restart() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    sandbox.behave(Rule::always(None, Behaviour::Slow)).unwrap();
    let mut program = Program::start(&sandbox, crate::stage::world::LASTING);
    let (card, token) = program
        .begin("X-1", crate::stage::world::VISA, "visa")
        .await;
    let post = tokio::spawn(
        program
            .post(&token, "first", &wish(&card, None, "123"))
            .send(),
    );
    until("the charge is booked", async || {
        (sandbox.ledger(Some("X-1")).len() == 1).then_some(())
    })
    .await;
    program.kill();
    assert!(post.await.unwrap().is_err());
    sandbox.release();
    program.start_again();
    let payment = until("the payment is found", async || {
        Some(program.current(&token).await).filter(|payment| payment["state"] == "succeeded")
    })
    .await;
    assert_eq!(payment["charged"], true);
    let again = send(program.post(&token, "second", &wish(&card, None, "123"))).await;
    assert_eq!(again.body["id"], payment["id"]);
    assert_eq!(sandbox.ledger(None).len(), 1);
    assert_eq!(sandbox.requests(None).charges, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_stop_lets_the_charge_under_way_end() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    sandbox.behave(Rule::always(None, Behaviour::Slow)).unwrap();
    let mut program = Program::start(&sandbox, crate::stage::world::PATIENT);
    let (card, token) = program
        .begin("X-2", crate::stage::world::VISA, "visa")
        .await;
    let post = tokio::spawn(send(program.post(
        &token,
        "first",
        &wish(&card, None, "123"),
    )));
    until("the charge is booked", async || {
        (sandbox.ledger(Some("X-2")).len() == 1).then_some(())
    })
    .await;
    let id = program.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    until("the program says that it stops", async || {
        let log = std::fs::read_to_string(program.log()).unwrap();
        log.contains("stopping").then_some(())
    })
    .await;
    sandbox.release();
    assert_eq!(post.await.unwrap().text("state"), "succeeded");
    assert!(program.child.wait().unwrap().success());
    program.start_again();
    assert_eq!(program.current(&token).await["state"], "succeeded");
    assert_eq!(sandbox.requests(None).look_ups, 0);
}

#[test]
fn a_wrong_configuration_is_refused_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.toml");
    let text = oneclick_server::config::EXAMPLE.replace("sk_test_", "pk_test_");
    std::fs::write(&file, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_oneclick"))
        .args(["serve", "--config"])
        .arg(&file)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(told.contains("wrong.toml"), "{told}");
    assert!(
        told.contains("line 23, keys.secret: does not begin with sk_test_"),
        "{told}"
    );
    assert!(!told.contains("not-a-secret"), "{told}");
}
