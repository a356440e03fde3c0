//! Notifications: what a provider tells a merchant by itself.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, redirect};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;

use crate::house::House;
use crate::provider::Provider;

/// How long the merchant has to answer: the longest that a provider documents
/// (Smart2Pay, payment-notification).
const PATIENCE: Duration = Duration::from_secs(30);

/// How often the sandbox looks whether time alone has changed a payment.
const TICK: Duration = Duration::from_millis(500);

/// A notification on its way.
#[derive(Clone)]
pub(crate) struct Notice {
    pub(crate) provider: Provider,
    /// The reference of the payment that it is about.
    pub(crate) reference: String,
    pub(crate) url: String,
    pub(crate) content_type: &'static str,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
    /// How often it is sent in all, until it is accepted.
    pub(crate) attempts: u32,
    /// Between two attempts, in milliseconds of the sandbox's clock.
    pub(crate) apart: u64,
    /// Whether an HTTP status means that the merchant has taken it.
    pub(crate) accepts: fn(u16) -> bool,
}

/// What the merchant made of a notification.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sent {
    provider: Provider,
    reference: String,
    url: String,
    /// The HTTP status; none if no answer came or nothing was sent.
    answer: Option<u16>,
    /// Whether it went out; false where it was told to be dropped.
    posted: bool,
}

/// What to do with a provider's notifications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Do {
    /// Sends each as the provider would.
    #[default]
    Send,
    /// Sends none.
    Drop,
    /// Sends each twice.
    Twice,
    /// Sends each `milliseconds` late, so that others come before it.
    Late,
}

/// An instruction about notifications.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    provider: Provider,
    #[serde(rename = "do")]
    action: Do,
    #[serde(default)]
    milliseconds: u64,
}

/// The instructions in force.
#[derive(Default)]
pub(crate) struct Plans(HashMap<Provider, Plan>);

impl Plans {
    pub(crate) fn set(&mut self, plan: Plan) {
        self.0.insert(plan.provider, plan);
    }

    fn of(&self, provider: Provider) -> Plan {
        self.0.get(&provider).copied().unwrap_or_default()
    }
}

/// Where notifications are handed in.
#[derive(Clone)]
pub(crate) struct Post(UnboundedSender<Errand>);

/// A notification, and whether it goes out whatever the plan.
struct Errand {
    notice: Notice,
    at_once: bool,
}

impl Post {
    pub(crate) fn open() -> (Self, Errands) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), Errands(receiver))
    }

    /// Sends a notification as the plan of its provider says.
    pub(crate) fn send(&self, notice: Notice) {
        self.hand_in(notice, false);
    }

    /// Sends a notification whatever the plan says.
    pub(crate) fn send_at_once(&self, notice: Notice) {
        self.hand_in(notice, true);
    }

    fn hand_in(&self, notice: Notice, at_once: bool) {
        // An error means that the sandbox is being dropped.
        let _ = self.0.send(Errand { notice, at_once });
    }
}

/// What was handed in and not yet sent.
pub(crate) struct Errands(UnboundedReceiver<Errand>);

impl Errands {
    /// Sends what is handed in, first attempts in that order.
    pub(crate) async fn run(mut self, house: Arc<House>) {
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap_or_default();
        let mut later = JoinSet::new();
        loop {
            tokio::select! {
                errand = self.0.recv() => {
                    let Some(errand) = errand else { return };
                    start(&client, &house, errand, &mut later).await;
                }
                Some(_) = later.join_next() => {}
                () = tokio::time::sleep(TICK) => drop(house.bank()),
            }
        }
    }
}

async fn start(client: &Client, house: &Arc<House>, errand: Errand, later: &mut JoinSet<()>) {
    let notice = errand.notice;
    let plan = if errand.at_once {
        Plan::default()
    } else {
        house.bank().plans.of(notice.provider)
    };
    match plan.action {
        Do::Drop => record(house, &notice, None, false),
        Do::Late => {
            let due = house.after(plan.milliseconds);
            let (client, house) = (client.clone(), Arc::clone(house));
            later.spawn(async move {
                house.wait_until(due).await;
                insist(client, house, notice, 0).await;
            });
        }
        Do::Send | Do::Twice => {
            if plan.action == Do::Twice {
                attempt(client, house, &notice).await;
            }
            if !attempt(client, house, &notice).await {
                later.spawn(insist(client.clone(), Arc::clone(house), notice, 1));
            }
        }
    }
}

/// Sends until it is accepted, or there were attempts enough.
async fn insist(client: Client, house: Arc<House>, notice: Notice, done: u32) {
    for round in done..notice.attempts {
        if round > 0 {
            house.wait_until(house.after(notice.apart)).await;
        }
        if attempt(&client, &house, &notice).await {
            return;
        }
    }
}

/// Sends once. Answers whether it was accepted.
async fn attempt(client: &Client, house: &House, notice: &Notice) -> bool {
    let mut request = client
        .post(&notice.url)
        .header("content-type", notice.content_type)
        .body(notice.body.clone());
    if let Some(authorization) = &notice.authorization {
        request = request.header("authorization", authorization);
    }
    let answer = request.send().await.ok();
    let answer = answer.map(|answer| answer.status().as_u16());
    record(house, notice, answer, true);
    answer.is_some_and(notice.accepts)
}

fn record(house: &House, notice: &Notice, answer: Option<u16>, posted: bool) {
    tracing::info!(provider = ?notice.provider, reference = notice.reference, answer, posted, "notification");
    house.bank().sent.push(Sent {
        provider: notice.provider,
        reference: notice.reference.clone(),
        url: notice.url.clone(),
        answer,
        posted,
    });
}
