//! Counts what becomes of payments once it is durable, and how long the store takes.

use std::time::{Duration, Instant};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::store::attempts::Change;

/// The upper ends of the buckets, seconds.
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// The labels of a payment that came into a state.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(crate) struct PaymentLabels {
    pub(super) provider: String,
    pub(super) state: &'static str,
    /// With a decline: why; else `none`.
    pub(super) reason: &'static str,
}

impl PaymentLabels {
    /// Says what a change makes of an attempt.
    pub(crate) fn of(attempt: &Attempt, to: State, change: &Change<'_>) -> Self {
        Self {
            provider: attempt.provider.clone(),
            state: to.as_str(),
            reason: change.decline_reason.map_or("none", |why| why.as_str()),
        }
    }
}

/// Says what the store is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoreUse {
    /// A state of it is read.
    Read,
    /// A transaction may write.
    Write,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub(super) struct UseLabels {
    pub(super) operation: &'static str,
}

/// What is counted of a store. Its clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct StoreMetrics {
    pub(super) payments: Family<PaymentLabels, Counter>,
    pub(super) uses: Family<UseLabels, Histogram, fn() -> Histogram>,
    pub(super) commits: Histogram,
}

impl Default for StoreMetrics {
    fn default() -> Self {
        Self {
            payments: Family::default(),
            uses: Family::new_with_constructor(of_store),
            commits: of_store(),
        }
    }
}

fn of_store() -> Histogram {
    Histogram::new(BUCKETS)
}

impl StoreMetrics {
    /// Counts what is durable.
    pub(crate) fn count_payments(&self, payments: Vec<PaymentLabels>) {
        for payment in payments {
            self.payments.get_or_create(&payment).inc();
        }
    }

    /// Counts a commit, whatever became of it.
    pub(crate) fn commit_took(&self, took: Duration) {
        self.commits.observe(took.as_secs_f64());
    }

    /// Counts a use of the store that lasts until what is returned is dropped.
    pub(crate) fn timed(&self, used: StoreUse) -> TimedUse {
        let operation = match used {
            StoreUse::Read => "read",
            StoreUse::Write => "write",
        };
        let taken = self.uses.get_or_create_owned(&UseLabels { operation });
        TimedUse {
            began: Instant::now(),
            taken,
        }
    }
}

/// A use of the store under way.
#[derive(Debug)]
pub(crate) struct TimedUse {
    began: Instant,
    taken: Histogram,
}

impl Drop for TimedUse {
    fn drop(&mut self) {
        self.taken.observe(self.began.elapsed().as_secs_f64());
    }
}
