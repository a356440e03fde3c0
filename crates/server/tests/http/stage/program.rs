//! The program itself: started, killed, stopped.

use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use oneclick_sandbox::Sandbox;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stage::answer::{Answer, plain_client, send, until};
use crate::stage::configuration::{ORIGIN, SECRET_KEY, config};
use crate::stage::merchant_bodies::{card_body, session_body};
use crate::stage::raw::Raw;
use crate::stage::world::World;

/// How long a start may take.
const START: Duration = Duration::from_mins(1);

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
        Self {
            port,
            child: serve(&folder, "text"),
            client: plain_client(),
            folder,
        }
    }

    /// Another one on the same store.
    pub fn another(&self) -> Self {
        let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
        let text = std::fs::read_to_string(self.folder.path().join("oneclick.toml")).unwrap();
        let text = text.replace(&format!(":{}", self.port), &format!(":{port}"));
        std::fs::write(folder.path().join("oneclick.toml"), text).unwrap();
        Self {
            port,
            child: serve(&folder, "text"),
            client: plain_client(),
            folder,
        }
    }

    /// One on the store of a world whose server for it has ended, which others reach at
    /// the port `public` of this machine.
    pub fn in_place_of(world: &World, public: u16) -> Self {
        let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
        let text = std::fs::read_to_string(world.folder.path().join("oneclick.toml")).unwrap();
        let before = world.base.strip_prefix("http://localhost:").unwrap();
        let text = text
            .replace(&format!("127.0.0.1:{before}"), &format!("127.0.0.1:{port}"))
            .replace(&world.base, &format!("http://localhost:{public}"));
        std::fs::write(folder.path().join("oneclick.toml"), text).unwrap();
        Self {
            port,
            child: serve(&folder, "text"),
            client: plain_client(),
            folder,
        }
    }

    /// Runs a command of the program on its configuration; what it prints, and whether
    /// it succeeded.
    pub fn command(&self, words: &[&str]) -> (String, bool) {
        // A command that does not end is a failure.
        let output = Command::new("timeout")
            .args(["60", env!("CARGO_BIN_EXE_oneclick")])
            .args(words)
            .arg("--config")
            .arg(self.folder.path().join("oneclick.toml"))
            .output()
            .unwrap();
        let told = [output.stdout, output.stderr].concat();
        (String::from_utf8(told).unwrap(), output.status.success())
    }

    /// Changes the text of its configuration.
    pub fn reconfigure(&self, from: &str, to: &str) {
        let file = self.folder.path().join("oneclick.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        std::fs::write(&file, text.replace(from, to)).unwrap();
    }

    /// SIGKILL: nothing is written any more.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends it a signal, by its name.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Lets no file of it grow: its disk is full. Nor does its log then.
    #[cfg(target_os = "linux")]
    pub fn fill_disk(&self) {
        self.limit_files("0");
    }

    /// Lets its files grow again.
    #[cfg(target_os = "linux")]
    pub fn free_disk(&self) {
        self.limit_files("unlimited");
    }

    #[cfg(target_os = "linux")]
    fn limit_files(&self, bytes: &str) {
        let id = self.child.id().to_string();
        // The soft limit alone: it can be lifted again.
        let limit = format!("--fsize={bytes}:");
        let limited = Command::new("prlimit")
            .args(["--pid", &id, &limit])
            .status();
        assert!(limited.unwrap().success());
    }

    /// Waits until it ends; whether it says that all went well.
    pub async fn ends_well(&mut self) -> bool {
        let ended = until("the program ends", async || self.child.try_wait().unwrap());
        ended.await.success()
    }

    pub fn start_again(&mut self) {
        self.start_logging("text");
    }

    pub fn start_logging(&mut self, format: &str) {
        self.child = serve(&self.folder, format);
        // The connections to the one before are gone.
        self.client = plain_client();
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A connection to it, made by hand.
    pub async fn connect(&self) -> Raw {
        Raw::to(&format!("127.0.0.1:{}", self.port)).await
    }

    pub fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    pub async fn merchant(&self, path: &str, body: &Value) -> Answer {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        send(self.client.post(url).bearer_auth(SECRET_KEY).json(body)).await
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
        let card = card_body(token, brand, "4242");
        let card = self.merchant("/v1/customers/c-1/cards", &card).await;
        let session = session_body(order, "c-1");
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

    /// The shopper removes a card.
    pub async fn remove_card(&self, token: &str, card: &str) -> Answer {
        let url = format!("http://127.0.0.1:{}/checkout/v1/cards/{card}", self.port);
        send(self.client.delete(url).bearer_auth(token)).await
    }

    pub async fn current(&self, token: &str) -> Value {
        let url = format!("http://127.0.0.1:{}/checkout/v1", self.port);
        send(self.client.get(url).bearer_auth(token)).await.body["payment"].clone()
    }
}

/// A free port below those that systems give away: no other test is given it
/// between here and the program's start.
pub fn free_port() -> u16 {
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
fn serve(folder: &TempDir, format: &str) -> Child {
    let mut log = std::fs::File::options();
    let log = log.create(true).append(true);
    let log = log.open(folder.path().join("log")).unwrap();
    let out = std::fs::File::create(folder.path().join("out")).unwrap();
    // A file that may not grow is an error to it, and no signal that ends it.
    let mut child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_oneclick"))
        .args(["serve", "--config"])
        .arg(folder.path().join("oneclick.toml"))
        .env("RUST_LOG", "trace")
        .env("ONECLICK_LOG_FORMAT", format)
        .stdout(out)
        .stderr(log)
        .spawn()
        .unwrap();
    let began = Instant::now();
    loop {
        let said = std::fs::read_to_string(folder.path().join("out")).unwrap();
        if let Some((line, _)) = said.split_once('\n') {
            assert!(
                line.starts_with("oneclick ready: http://localhost:"),
                "{line}"
            );
            return child;
        }
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none(), "the program ended: {said}");
        assert!(began.elapsed() < START, "the program does not start");
        std::thread::sleep(Duration::from_millis(10));
    }
}
