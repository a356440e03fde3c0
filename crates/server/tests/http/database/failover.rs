//! A primary that is killed while shoppers pay, and the standby that takes its place.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use oneclick_sandbox::{Sandbox, SandboxSettings};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::stage::answer::until;
use crate::stage::cluster::{Cluster, is_wanted};
use crate::stage::configuration::{ORIGIN, QUICK};
use crate::stage::page::payment_body;
use crate::stage::world::World;

const SHOPPERS: usize = 24;
/// How many orders each pays, one after the other.
const ORDERS: usize = 6;
/// How long a shopper goes on.
const PATIENCE: Duration = Duration::from_mins(2);

/// A server before a primary and its standby, with what it does after a fail-over.
pub async fn one_server(primary: &Cluster, standby: &Cluster, after_failover: &str) -> World {
    let hosts = [primary, standby].map(|one| one.folder.replace('/', "%2F"));
    let url = format!("postgres://postgres@{}/shop", hosts.join(","));
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let provider = sandbox.url().to_owned();
    World::before_with(sandbox, &provider, QUICK, |text| {
        // The folder is not known here but by the text.
        let (before, rest) = text.split_once("database.url = \"").unwrap();
        let (_, after) = rest.split_once('"').unwrap();
        format!(
            "{before}database.url = \"{url}\"\ndatabase.after_failover = \"{after_failover}\"{after}"
        )
    })
    .await
}

/// Sends until there is an answer that says something.
async fn surely(what: &str, mut request: impl FnMut() -> RequestBuilder) -> Value {
    let began = Instant::now();
    loop {
        if let Ok(response) = request().send().await
            && response.status().is_success()
            && let Ok(body) = response.json().await
        {
            return body;
        }
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A shopper with a card and a page for each order, before two servers.
struct PressingShopper {
    client: reqwest::Client,
    servers: [String; 2],
    tokens: Vec<String>,
    card: String,
}

impl PressingShopper {
    fn press(
        &self,
        token: &str,
        asked: usize,
        press: usize,
        before: Option<&str>,
    ) -> RequestBuilder {
        let url = format!("{}/checkout/v1", self.servers[asked % 2]);
        let request = self.client.post(url).bearer_auth(token);
        let key = format!("press-{press}");
        request
            .header("Origin", ORIGIN)
            .header("Idempotency-Key", format!("{key:-<16}"))
            .json(&payment_body(&self.card, before, "123"))
    }

    /// Pays all; the payments' ids.
    async fn pay_all(self, paid: Arc<AtomicUsize>) -> Vec<String> {
        let mut ids = Vec::new();
        for token in &self.tokens {
            ids.push(self.pay(token).await);
            paid.fetch_add(1, Ordering::SeqCst);
        }
        ids
    }

    /// Pays as the element does: asks again with the same key until the payment has
    /// ended, and presses again only once it has failed. The payment's id.
    async fn pay(&self, token: &str) -> String {
        let began = Instant::now();
        let (mut asked, mut press, mut before) = (0, 0, None);
        loop {
            let payment = surely("an answer to a payment", || {
                asked += 1;
                self.press(token, asked, press, before.as_deref())
            });
            let payment = payment.await;
            let id = payment["id"].as_str().map(String::from);
            match payment["state"].as_str().unwrap() {
                "succeeded" => return id.unwrap(),
                "processing" => {}
                _ => (press, before) = (press + 1, id),
            }
            assert!(began.elapsed() < PATIENCE, "{payment}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn order_of(shopper: usize, order: usize) -> String {
    format!("F-{shopper}-{order}")
}

async fn card(world: &World, customer: &str) -> String {
    let details = json!({
        "brand": "visa", "last_four": "4242", "month": 5, "year": 2029,
        "holder": "Anna Berg", "security_code": "123",
    });
    let url = format!("{}/control/tokens", world.sandbox.url());
    let token = surely("a token", || world.client.post(&url).json(&details)).await;
    world.card(customer, token["value"].as_str().unwrap()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_primary_that_is_killed_loses_no_payment_and_charges_none_twice() {
    if !is_wanted() {
        return;
    }
    let primary = Cluster::start();
    primary.database("shop");
    let standby = primary.standby();
    let world = one_server(&primary, &standby, "open").await;
    let other = world.replica().await;
    let servers = [
        world.base.clone(),
        format!("http://localhost:{}", other.address().port()),
    ];
    let paid = Arc::new(AtomicUsize::new(0));
    let mut shoppers = Vec::new();
    for number in 0..SHOPPERS {
        let customer = format!("c-{number}");
        let card = card(&world, &customer).await;
        let mut tokens = Vec::new();
        for order in 0..ORDERS {
            let page = world.session(&order_of(number, order), &customer).await;
            tokens.push(page.token);
        }
        shoppers.push(PressingShopper {
            client: world.client.clone(),
            servers: servers.clone(),
            tokens,
            card,
        });
    }
    let paying: Vec<_> = shoppers
        .into_iter()
        .map(|shopper| tokio::spawn(shopper.pay_all(Arc::clone(&paid))))
        .collect();
    until("some are paid", async || {
        (paid.load(Ordering::SeqCst) >= SHOPPERS).then_some(())
    })
    .await;
    primary.kill();
    let before = paid.load(Ordering::SeqCst);
    assert!(before < SHOPPERS * ORDERS, "all were paid before");
    standby.promote();
    for (number, paying) in paying.into_iter().enumerate() {
        for (order, id) in paying.await.unwrap().into_iter().enumerate() {
            let order = order_of(number, order);
            let payment = world.payment(&id).await;
            assert_eq!(payment["attempt_state"], "captured", "{order}: {payment}");
            assert_eq!(world.charged(&order), 1, "{order}");
        }
    }
    other.stop().await;
    world.server.stop().await;
}
