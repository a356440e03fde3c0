//! How often the sandbox was asked.

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
    look_ups: Vec<Vec<String>>,
}

impl Counts {
    pub(crate) fn charge(&mut self, names: Vec<String>) {
        self.charges.push(names);
    }

    pub(crate) fn look_up(&mut self, names: Vec<String>) {
        self.look_ups.push(names);
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
        let count = |of: &[Vec<String>]| of.iter().filter(meant).count();
        RequestCounts {
            charges: count(&self.charges),
            look_ups: count(&self.look_ups),
        }
    }
}
