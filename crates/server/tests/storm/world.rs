//! What everything in one simulated world shares: time, chance, the event log, the
//! faults, the providers.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::Response;
use fastrand::Rng;
use oneclick_sandbox::{Entry, Sandbox};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::books::AuditedStorm;
use crate::fault_kinds::{FaultCounts, FaultKind};
use crate::inbox::WebhookInbox;
use crate::sabotage::Sabotage;

/// When the world begins, Unix milliseconds: 1 March 2027.
pub const BEGINS_AT: u64 = 1_803_859_200_000;
/// Where the providers are.
pub const PROVIDERS: &str = "http://localhost:8789";

/// What is done just before an answer, and whether only before one to a charge.
type AtAnswer = (bool, Box<dyn FnOnce() + Send>);

/// One simulated world.
pub struct StormWorld {
    began: Instant,
    chance: Mutex<Rng>,
    log: Mutex<String>,
    faults: Mutex<FaultCounts>,
    healed: AtomicBool,
    hidden: Mutex<Vec<(String, Duration)>>,
    wrongs: AtomicUsize,
    out_of_order: AtomicUsize,
    merchant_down_until: Mutex<Duration>,
    /// After how many more answers of the database the power goes; 0 is never.
    power_left: AtomicU64,
    power_goes: Notify,
    /// What is done just before a server has its next answer, to a charge alone or to any.
    at_answers: Mutex<BTreeMap<String, AtAnswer>>,
    excused: Mutex<BTreeMap<String, FaultKind>>,
    losses: Mutex<BTreeMap<String, u32>>,
    /// Second pages that are still to be asked for, by who asks and for what.
    pages: Mutex<BTreeMap<String, Response<Bytes>>>,
    /// What the merchant has been told.
    pub inbox: WebhookInbox,
    pub sabotage: Option<Sabotage>,
    pub sandbox: OnceLock<Sandbox>,
}

impl StormWorld {
    pub fn new(seed: u64, sabotage: Option<Sabotage>) -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            chance: Mutex::new(Rng::with_seed(seed)),
            log: Mutex::default(),
            faults: Mutex::default(),
            healed: AtomicBool::new(false),
            hidden: Mutex::default(),
            wrongs: AtomicUsize::new(0),
            out_of_order: AtomicUsize::new(0),
            merchant_down_until: Mutex::default(),
            power_left: AtomicU64::new(0),
            power_goes: Notify::new(),
            at_answers: Mutex::default(),
            excused: Mutex::default(),
            losses: Mutex::default(),
            pages: Mutex::default(),
            inbox: WebhookInbox::default(),
            sabotage,
            sandbox: OnceLock::new(),
        })
    }

    /// How long the world has been there.
    pub fn age(&self) -> Duration {
        self.began.elapsed()
    }

    /// A number from 0 up to `below`.
    pub fn draw(&self, below: u64) -> u64 {
        lock(&self.chance).u64(..below.max(1))
    }

    /// Draws what befalls something, by thousandths of each; nothing once all is healed.
    pub fn draw_of(&self, table: &[(FaultKind, u64)]) -> Option<FaultKind> {
        let drawn = self.draw(1_000);
        let mut from = 0;
        let fault = table.iter().find(|(_, share)| {
            from += share;
            drawn < from
        });
        fault.map(|(kind, _)| *kind).filter(|_| !self.is_healed())
    }

    /// A generator of its own.
    pub fn fork(&self) -> Rng {
        lock(&self.chance).fork()
    }

    /// Waits for something between these, milliseconds.
    pub async fn wait(&self, least: u64, most: u64) {
        let milliseconds = least + self.draw(most - least + 1);
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    /// Writes what happened into the event log.
    pub fn note(&self, who: &str, what: impl Display) {
        let line = format!("{:>10} {who}: {what}\n", self.age().as_millis());
        lock(&self.log).push_str(&line);
    }

    /// The event log.
    pub fn log(&self) -> String {
        lock(&self.log).clone()
    }

    /// Counts a fault that hit.
    pub fn hit(&self, kind: FaultKind) {
        lock(&self.faults).add(kind);
    }

    /// The faults that hit.
    pub fn faults(&self) -> FaultCounts {
        lock(&self.faults).clone()
    }

    /// No fault begins from now on.
    pub fn heal(&self) {
        self.healed.store(true, Ordering::Relaxed);
        lock(&self.at_answers).clear();
    }

    pub fn is_healed(&self) -> bool {
        self.healed.load(Ordering::Relaxed)
    }

    /// Hides a booking from look-ups until the world has this age.
    pub fn hide(&self, reference: String, until: Duration) {
        lock(&self.hidden).push((reference, until));
    }

    /// The references that are hidden now.
    pub fn hidden(&self) -> Vec<String> {
        let age = self.age();
        let mut hidden = lock(&self.hidden);
        hidden.retain(|(_, until)| *until > age);
        hidden
            .iter()
            .map(|(reference, _)| reference.clone())
            .collect()
    }

    /// Notes a webhook that came before one that is to come before it.
    pub fn note_out_of_order(&self, id: &str) {
        self.note("BOOKS", format_args!("{id} came too early"));
        self.out_of_order.fetch_add(1, Ordering::Relaxed);
    }

    /// How many did.
    pub fn out_of_order(&self) -> usize {
        self.out_of_order.load(Ordering::Relaxed)
    }

    /// Waits until the power goes, after so many answers of the database.
    pub async fn lose_power_after(&self, answers: u64) {
        self.power_left.store(answers + 1, Ordering::Relaxed);
        self.power_goes.notified().await;
    }

    /// Notes that the database is about to answer.
    pub fn count_answer(&self) {
        let left = self.power_left.load(Ordering::Relaxed);
        self.power_left
            .store(left.saturating_sub(1), Ordering::Relaxed);
        if left == 1 && !self.is_healed() {
            self.power_goes.notify_one();
        }
    }

    /// Does this just before the server's next answer from a provider, to a charge or to
    /// whatever it asked.
    pub fn when_answered(&self, server: &str, to_charge: bool, then: Box<dyn FnOnce() + Send>) {
        lock(&self.at_answers).insert(server.to_owned(), (to_charge, then));
    }

    /// Notes that a server is about to have an answer.
    pub fn note_answer(&self, server: &str, to_charge: bool) {
        let mut waiting = lock(&self.at_answers);
        if waiting
            .get(server)
            .is_none_or(|(only, _)| *only && !to_charge)
        {
            return;
        }
        let then = waiting.remove(server);
        drop(waiting);
        if let Some((_, then)) = then {
            then();
        }
    }

    /// Excuses of an order what somebody in a provider's back office has caused.
    pub fn excuse(&self, order: &str, kind: FaultKind) {
        lock(&self.excused).insert(order.to_owned(), kind);
    }

    /// What an order is excused by, if anything.
    pub fn excuse_of(&self, order: &str) -> Option<FaultKind> {
        lock(&self.excused).get(order).copied()
    }

    /// Whether a notification may be lost once more: providers send each three times,
    /// and what nobody tells of a captured payment nobody finds.
    pub fn may_lose(&self, notification: &str) -> bool {
        let mut losses = lock(&self.losses);
        let lost = losses.entry(notification.to_owned()).or_default();
        *lost += 1;
        *lost < 3
    }

    /// Keeps the second page of what a server has asked for at this path.
    pub fn keep_page(&self, server: &str, path: &str, page: Response<Bytes>) {
        lock(&self.pages).insert(format!("{server} {path}"), page);
    }

    /// The second page that is asked for at this path, once.
    pub fn second_page(&self, server: &str, path: &str) -> Option<Response<Bytes>> {
        let (first, offset) = path.rsplit_once("&offset=")?;
        let key = format!("{server} {first}");
        lock(&self.pages).remove(&key).filter(|_| offset == "1")
    }

    /// Has nobody answer at the merchant's for so long.
    pub fn take_merchant_down(&self, down: Duration) {
        *lock(&self.merchant_down_until) = self.age() + down;
    }

    pub fn merchant_is_down(&self) -> bool {
        !self.is_healed() && self.age() < *lock(&self.merchant_down_until)
    }

    /// Notes what must never happen, as soon as it is seen.
    pub fn wrong(&self, what: impl Display) {
        self.note("WRONG", &what);
        self.wrongs.fetch_add(1, Ordering::Relaxed);
    }

    /// How often that was.
    pub fn wrongs(&self) -> usize {
        self.wrongs.load(Ordering::Relaxed)
    }
}

impl AuditedStorm for Arc<StormWorld> {
    fn entries(&self) -> Vec<Entry> {
        let ledger = self.sandbox.get().map(|sandbox| sandbox.ledger(None));
        ledger.unwrap_or_default()
    }

    fn note_difference(&self, what: String) {
        self.note("BOOKS", what);
    }

    fn has_taken_by_itself(&self, order: &str) -> bool {
        matches!(
            self.excuse_of(order),
            Some(FaultKind::DeclineReversed | FaultKind::ChargedTwiceThere)
        )
    }
}

/// Locks what no panic leaves half done.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
