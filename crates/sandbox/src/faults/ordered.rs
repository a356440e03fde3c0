//! The rules in force, and the requests that were counted against them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::behaviour::Behaviour;
use super::rule::{Rule, Rules};
use crate::ledger::{Counts, RequestCounts};

/// What was ordered, and how often the sandbox was asked.
#[derive(Default)]
pub(crate) struct Faults {
    ordered: Mutex<(Rules, Counts)>,
    released: Notify,
}

impl Faults {
    fn lock(&self) -> MutexGuard<'_, (Rules, Counts)> {
        self.ordered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule.
    /// Fails if `outcome` is no outcome, or stands where there is no money to
    /// decide.
    pub(crate) fn add(&self, rule: Rule) -> Result<(), &'static str> {
        rule.check()?;
        self.lock().0.add(rule);
        Ok(())
    }

    /// Drops all rules.
    pub(crate) fn clear(&self) {
        self.lock().0.clear();
    }

    /// Counts a charge, whatever becomes of it, and finds what was ordered for
    /// it. `names` are what rules may call it: its reference first.
    pub(crate) fn charge(&self, names: Vec<String>) -> Rule {
        let (rules, counts) = &mut *self.lock();
        let rule = rules.take(&names, false);
        counts.charge(names);
        rule.unwrap_or_else(|| Rule::always(None, Behaviour::Paid))
    }

    /// Counts a look-up of whatever goes by one of these names, and finds what
    /// was ordered for it.
    pub(crate) fn look_up(&self, names: &[String]) -> Option<Behaviour> {
        let (rules, counts) = &mut *self.lock();
        let rule = rules.take(names, true);
        counts.look_up(names);
        rule.map(|rule| rule.behaviour)
    }

    /// Finds the names that a reference was sent with.
    pub(crate) fn names(&self, reference: &str) -> Vec<String> {
        self.lock().1.names(reference)
    }

    /// Counts the requests that came, of one order or of all.
    pub(crate) fn requests(&self, order: Option<&str>) -> RequestCounts {
        self.lock().1.of(order)
    }

    /// Lets all slow answers go that are waiting now.
    pub(crate) fn release(&self) {
        self.released.notify_waiters();
    }

    /// Waits until the slow answers are let go.
    pub(crate) async fn released(&self) {
        self.released.notified().await;
    }
}
