//! What every test needs: a sandbox, a server, a merchant, a shopper's page.

use std::path::Path;

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};
use oneclick_server::config::Config;
use oneclick_server::environment::{Clock, Environment};
use oneclick_server::server::Server;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::stage::answer::{Answer, plain_client, send, until};
use crate::stage::configuration::{QUICK, SECRET_KEY, config, read_config};
use crate::stage::merchant_bodies::{card_body, session_body};

pub const VISA: &str = "5A9D0C3E7B1F42688E6A1D7C90B3F254";
pub const MASTERCARD: &str = "C1E7A86F03D94B2A97F5B6E2D8470A13";
pub const AMERICAN_EXPRESS: &str = "0F6B2D94E8A14C7395D1C7E3A2F80B46";

pub struct World {
    pub sandbox: Sandbox,
    pub server: Server,
    pub clock: Clock,
    pub environment: Environment,
    pub base: String,
    pub client: reqwest::Client,
    pub folder: TempDir,
}

/// How many times something is done: ten times as many in the full run.
pub fn many(times: usize) -> usize {
    if std::env::var_os("ONECLICK_FULL").is_some() {
        times * 10
    } else {
        times
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with(QUICK).await
    }

    pub async fn with(more: &str) -> Self {
        let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
        let url = sandbox.url().to_owned();
        Self::before(sandbox, &url, more).await
    }

    /// A server whose provider is at `url`.
    pub async fn before(sandbox: Sandbox, url: &str, more: &str) -> Self {
        Self::before_with(sandbox, url, more, |text| text).await
    }

    /// The same, with the configuration's text changed.
    pub async fn before_with(
        sandbox: Sandbox,
        url: &str,
        more: &str,
        change: impl FnOnce(String) -> String,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let config = read_config(&change(config(port, url, &folder, more)), &folder);
        let environment = Environment::real();
        let server = Server::start(config, listener, environment.clone())
            .await
            .unwrap();
        Self {
            base: format!("http://localhost:{port}"),
            client: plain_client(),
            sandbox,
            server,
            clock: environment.clock().clone(),
            environment,
            folder,
        }
    }

    /// Another server on the same store.
    pub async fn replica(&self) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let file = self.folder.path().join("oneclick.toml");
        let config = Config::read(&file, &|_| None).unwrap();
        Server::start(config, listener, self.environment.clone())
            .await
            .unwrap()
    }

    /// The server ended and started again.
    pub async fn restarted(self) -> Self {
        self.restarted_after(|_| ()).await
    }

    /// The server ended, something done to its store, and the server started again.
    pub async fn restarted_after(self, between: impl FnOnce(&Path)) -> Self {
        self.server.stop().await;
        between(&self.folder.path().join("oneclick.sqlite"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let config = Config::read(&self.folder.path().join("oneclick.toml"), &|_| None).unwrap();
        let environment = self.environment.clone();
        let server = Server::start(config, listener, environment).await.unwrap();
        Self {
            server,
            base,
            ..self
        }
    }

    /// Another server on the same store, for which one provider less is
    /// configured.
    pub async fn replica_without(&self, provider: &str) -> Server {
        let file = self.folder.path().join("oneclick.toml");
        let text = std::fs::read_to_string(file).unwrap();
        let (before, rest) = text.split_once(&format!("[providers.{provider}]")).unwrap();
        let (_, after) = rest.split_once("\n[").unwrap();
        let config = read_config(&format!("{before}[{after}"), &self.folder);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Server::start(config, listener, self.environment.clone())
            .await
            .unwrap()
    }

    /// What the sandbox does with an order's charges, or its look-ups.
    pub fn behave(&self, order: &str, behaviour: Behaviour) {
        self.sandbox
            .behave(Rule::always(Some(order), behaviour))
            .unwrap();
    }

    pub fn behave_times(&self, order: &str, behaviour: Behaviour, times: u32) {
        let rule = Rule::always(Some(order), behaviour);
        let times = Some(times);
        self.sandbox.behave(Rule { times, ..rule }).unwrap();
    }

    /// How often the shopper's money moved for the order.
    pub fn charged(&self, order: &str) -> usize {
        let ledger = self.sandbox.ledger(Some(order));
        ledger.iter().filter(|entry| entry.charged).count()
    }

    /// Entries in the ledger and requests to charge.
    pub fn booked(&self, order: &str) -> (usize, usize) {
        (
            self.sandbox.ledger(Some(order)).len(),
            self.sandbox.requests(Some(order)).charges,
        )
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A call of the merchant's backend.
    pub async fn merchant(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(method, path).bearer_auth(SECRET_KEY);
        send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Imports a token for a customer; the card's id.
    pub async fn card(&self, customer: &str, token: &str) -> String {
        let (brand, last_four) = match token {
            AMERICAN_EXPRESS => ("american_express", "0005"),
            MASTERCARD => ("mastercard", "4444"),
            _ => ("visa", "4242"),
        };
        let card = card_body(token, brand, last_four);
        let path = format!("/v1/customers/{customer}/cards");
        let answer = self.merchant(Method::POST, &path, Some(card)).await;
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        answer.text("id").to_owned()
    }

    /// Asks for a session of 9.95 EUR with what differs.
    pub async fn ask_session(&self, order: &str, customer: &str, differs: Value) -> Answer {
        let mut body = session_body(order, customer);
        for (name, value) in differs.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.merchant(Method::POST, "/v1/sessions", Some(body))
            .await
    }

    /// The payment as the merchant sees it.
    pub async fn payment(&self, id: &str) -> Value {
        let path = format!("/v1/payments/{id}");
        let answer = self.merchant(Method::GET, &path, None).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// Waits until the payment has come to `detail`.
    pub async fn until_detail(&self, id: &str, detail: &str) -> Value {
        until(&format!("{id} is {detail}"), async || {
            Some(self.payment(id).await).filter(|payment| payment["attempt_state"] == detail)
        })
        .await
    }
}
