//! How often the sandbox was asked.

use std::collections::HashMap;

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
    /// The names that came with each reference, booked or not.
    names: HashMap<String, Vec<String>>,
}

impl Counts {
    pub(crate) fn charge(&mut self, names: Vec<String>) {
        if let Some(reference) = names.first() {
            self.names.insert(reference.clone(), names.clone());
        }
        self.charges.push(names);
    }

    pub(crate) fn look_up(&mut self, names: Vec<String>) {
        self.look_ups.push(names);
    }

    /// Finds the names that a reference was sent with.
    pub(crate) fn names(&self, reference: &str) -> Vec<String> {
        self.names
            .get(reference)
            .cloned()
            .unwrap_or_else(|| vec![reference.to_owned()])
    }

    /// Counts how many came, of one order or of all.
    pub(crate) fn of(&self, order: Option<&str>) -> RequestCounts {
        let count = |of: &[Vec<String>]| {
            of.iter()
                .filter(|names| order.is_none_or(|order| names.iter().any(|name| name == order)))
                .count()
        };
        RequestCounts {
            charges: count(&self.charges),
            look_ups: count(&self.look_ups),
        }
    }
}
