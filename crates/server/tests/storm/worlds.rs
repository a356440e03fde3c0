//! Worlds beside and after each other, as many as the payments need.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::Value;

use crate::books::BooksBalance;
use crate::fault_kinds::FaultCounts;
use crate::round::{RoundReport, SimulatedRound};
use crate::sabotage::Sabotage;
use crate::world::lock;

/// How many payments one world has at most: CostPlus lists all orders of a period
/// whenever it is asked.
const IN_A_WORLD: u64 = 250;

/// The worlds of one storm; their seeds follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Worlds {
    pub seed: u64,
    /// In all of them.
    pub payments: u64,
    pub sabotage: Option<Sabotage>,
    pub keeps_log: bool,
    /// How many live at the same time, if not one on each processor. It changes nothing of
    /// what they come to.
    pub at_once: Option<usize>,
}

/// What they came to.
#[derive(Debug, Default)]
pub struct StormOutcome {
    pub balance: BooksBalance,
    pub faults: FaultCounts,
    /// The event logs, in the order of the seeds.
    pub log: String,
    /// What must never happen, line by line.
    pub findings: Vec<String>,
    /// The worlds in which it did.
    pub failed: Vec<SimulatedRound>,
    taken: Duration,
}

impl Worlds {
    fn rounds(&self) -> Vec<SimulatedRound> {
        let worlds = self.payments.div_ceil(IN_A_WORLD);
        let round = |number: u64| SimulatedRound {
            seed: self.seed.wrapping_add(number),
            payments: IN_A_WORLD.min(self.payments - number * IN_A_WORLD),
            sabotage: self.sabotage,
        };
        (0..worlds).map(round).collect()
    }

    /// Lives through all of them, some at a time.
    ///
    /// # Errors
    /// Fails if one cannot begin or be compared.
    pub fn run(&self) -> Result<StormOutcome> {
        let began = Instant::now();
        let rounds = self.rounds();
        let processors = || thread::available_parallelism().map_or(1, usize::from);
        let places = self.at_once.unwrap_or_else(processors).max(1);
        let (next, ended) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        thread::scope(|scope| {
            for _ in 0..places.min(rounds.len()) {
                scope.spawn(|| {
                    while let Some(round) = rounds.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let report = round.run().map(|report| self.without_log(report));
                        let mut ended = lock(&ended);
                        ended.insert(round.seed.wrapping_sub(self.seed), (*round, report));
                        if ended.len() % 10 == 0 {
                            println!("{} of {} worlds", ended.len(), rounds.len());
                        }
                    }
                });
            }
        });
        let mut outcome = StormOutcome::default();
        for (round, report) in std::mem::take(&mut *lock(&ended)).into_values() {
            outcome.add(round, report?);
        }
        outcome.taken = began.elapsed();
        Ok(outcome)
    }

    /// Forgets the log of a world that is to show nothing: of a million payments, it is
    /// more than there is memory.
    fn without_log(&self, mut report: RoundReport) -> RoundReport {
        if !self.keeps_log && report.balance.is_clean() {
            report.log = String::new();
        }
        report
    }
}

impl StormOutcome {
    fn add(&mut self, round: SimulatedRound, report: RoundReport) {
        self.balance.add(&report.balance);
        self.faults.append(&report.faults);
        if !report.balance.is_clean() {
            let found = |line: &&str| line.contains("BOOKS:") || line.contains("WRONG:");
            let lines = report.log.lines().filter(found);
            self.findings.extend(lines.map(str::to_owned));
            self.failed.push(round);
        }
        self.log.push_str(&report.log);
    }

    /// The counts as JSON.
    pub fn last_line(&self) -> Value {
        let mut line = self.balance.json();
        if let Some(members) = line.as_object_mut() {
            members.insert(String::from("faults"), self.faults.json());
            members.insert(String::from("seconds"), Value::from(self.taken.as_secs()));
        }
        line
    }
}
