//! What everything in a storm of processes shares: chance, the faults that have hit, the
//! simulated providers, where the servers are.

use std::fmt::Display;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use fastrand::Rng;
use oneclick_sandbox::{Entry, Sandbox};

use crate::arguments::ProcessStormArguments;
use crate::books::AuditedStorm;
use crate::inbox::WebhookInbox;
use crate::process_fault::{ProcessFault, ProcessFaultCounts};
use crate::process_sabotage::ProcessSabotage;
use crate::storm_progress::StormProgress;

/// A storm of processes.
pub struct ProcessStorm {
    pub sandbox: Sandbox,
    /// What the merchant was told.
    pub inbox: WebhookInbox,
    /// How many orders are paid.
    pub payments: u64,
    pub sabotage: Option<ProcessSabotage>,
    /// The ports of the servers.
    pub ports: Vec<u16>,
    pub progress: StormProgress,
    chance: Mutex<Rng>,
    faults: Mutex<ProcessFaultCounts>,
    healed: AtomicBool,
    hidden: Mutex<Vec<(String, Instant)>>,
    differences: Mutex<Vec<String>>,
    wrongs: Mutex<Vec<String>>,
    too_early: Mutex<Vec<String>>,
}

impl ProcessStorm {
    pub fn new(
        sandbox: Sandbox,
        seed: u64,
        ports: Vec<u16>,
        arguments: &ProcessStormArguments,
    ) -> Arc<Self> {
        Arc::new(Self {
            sandbox,
            inbox: WebhookInbox::default(),
            payments: arguments.payments,
            sabotage: arguments.sabotage,
            ports,
            progress: StormProgress::default(),
            chance: Mutex::new(Rng::with_seed(seed)),
            faults: Mutex::default(),
            healed: AtomicBool::new(false),
            hidden: Mutex::default(),
            differences: Mutex::default(),
            wrongs: Mutex::default(),
            too_early: Mutex::default(),
        })
    }

    /// A number from 0 up to `below`.
    pub fn draw(&self, below: u64) -> u64 {
        lock(&self.chance).u64(..below.max(1))
    }

    /// A generator of its own.
    pub fn fork(&self) -> Rng {
        lock(&self.chance).fork()
    }

    /// Draws what befalls something, by thousandths of each; nothing once all is healed.
    pub fn draw_of(&self, table: &[(ProcessFault, u64)]) -> Option<ProcessFault> {
        let mut drawn = self.draw(1_000);
        if self.is_healed() || self.progress.is_calm() {
            return None;
        }
        for (kind, share) in table {
            if drawn < *share {
                return Some(*kind);
            }
            drawn -= share;
        }
        None
    }

    /// Waits for something between these, milliseconds.
    pub async fn wait(&self, least: u64, most: u64) {
        let milliseconds = least + self.draw(most - least + 1);
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    /// The address of one of the servers.
    pub fn server(&self) -> String {
        let number = self.draw(u64::try_from(self.ports.len()).unwrap_or(1));
        let number = usize::try_from(number).unwrap_or_default();
        let port = self.ports.get(number).copied().unwrap_or_default();
        format!("http://localhost:{port}")
    }

    /// Counts a fault that hit.
    pub fn hit(&self, kind: ProcessFault) {
        lock(&self.faults).add(kind, 1);
    }

    /// The faults that hit.
    pub fn faults(&self) -> ProcessFaultCounts {
        lock(&self.faults).clone()
    }

    /// No fault begins from now on.
    pub fn heal(&self) {
        self.healed.store(true, Ordering::Relaxed);
    }

    pub fn is_healed(&self) -> bool {
        self.healed.load(Ordering::Relaxed)
    }

    /// Hides a booking from look-ups for so long.
    pub fn hide(&self, reference: String, during: Duration) {
        lock(&self.hidden).push((reference, Instant::now() + during));
    }

    /// The references that are hidden now.
    pub fn hidden(&self) -> Vec<String> {
        let now = Instant::now();
        let mut hidden = lock(&self.hidden);
        hidden.retain(|(_, until)| *until > now);
        let references = hidden.iter().map(|(reference, _)| reference.clone());
        references.collect()
    }

    /// Notes what must never happen, as soon as it is seen.
    pub fn wrong(&self, what: impl Display) {
        lock(&self.wrongs).push(what.to_string());
    }

    /// What has happened that must not.
    pub fn wrongs(&self) -> Vec<String> {
        lock(&self.wrongs).clone()
    }

    /// Notes a webhook that came before one that is to come before it.
    pub fn note_too_early(&self, id: String) {
        lock(&self.too_early).push(id);
    }

    /// The webhooks that did.
    pub fn too_early(&self) -> Vec<String> {
        lock(&self.too_early).clone()
    }

    /// Where the books differ.
    pub fn differences(&self) -> Vec<String> {
        lock(&self.differences).clone()
    }
}

impl AuditedStorm for Arc<ProcessStorm> {
    fn entries(&self) -> Vec<Entry> {
        self.sandbox.ledger(None)
    }

    fn note_difference(&self, what: String) {
        lock(&self.differences).push(what);
    }
}

/// Locks what no panic leaves half done.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
