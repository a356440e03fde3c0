//! How often the sandbox was asked.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

/// How many requests came in, counted before any fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RequestCounts {
    /// Charges.
    pub charges: usize,
    /// Look-ups: lists, one payment, its status.
    pub look_ups: usize,
}

/// The requests that came, each by the names that it calls itself.
#[derive(Default)]
pub(crate) struct Counts {
    charges: Vec<Vec<String>>,
    look_ups: usize,
    /// How many look-ups asked for each name: a list asks for hundreds.
    asked_for: HashMap<String, usize>,
}

impl Counts {
    pub(crate) fn charge(&mut self, names: Vec<String>) {
        self.charges.push(names);
    }

    pub(crate) fn look_up(&mut self, names: &[String]) {
        self.look_ups += 1;
        for name in names.iter().collect::<HashSet<_>>() {
            match self.asked_for.get_mut(name) {
                Some(count) => *count += 1,
                None => {
                    self.asked_for.insert(name.clone(), 1);
                }
            }
        }
    }

    /// Finds the names that a reference was last sent with.
    pub(crate) fn names(&self, reference: &str) -> Vec<String> {
        let mut charges = self.charges.iter().rev();
        let known = charges.find(|names| names.first().is_some_and(|name| name == reference));
        known.cloned().unwrap_or_else(|| vec![reference.to_owned()])
    }

    /// Counts how many came, of one order or of all.
    pub(crate) fn of(&self, order: Option<&str>) -> RequestCounts {
        let meant =
            |names: &&Vec<String>| order.is_none_or(|order| names.iter().any(|name| name == order));
        RequestCounts {
            charges: self.charges.iter().filter(meant).count(),
            look_ups: order.map_or(self.look_ups, |order| {
                self.asked_for.get(order).copied().unwrap_or_default()
            }),
        }
    }
}
