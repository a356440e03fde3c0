//! Why a file is refused.

use std::cell::RefCell;
use std::fmt;

/// One reason why the file is refused. Holds no value of the file: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) line: Option<usize>,
    pub(super) key: String,
    pub(super) reason: String,
}

impl Wrong {
    /// Returns a reason that concerns the whole file.
    pub(super) fn file(reason: String) -> Self {
        Self {
            line: None,
            key: String::from("the file"),
            reason,
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        write!(f, "{}: {}", self.key, self.reason)
    }
}

/// Every reason found so far.
pub(super) struct Wrongs<'a> {
    source: &'a str,
    found: RefCell<Vec<Wrong>>,
}

impl<'a> Wrongs<'a> {
    /// None yet, of the file `source`.
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            source,
            found: RefCell::new(Vec::new()),
        }
    }

    /// Tells whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// Returns all, by line; those of missing keys, which have none, at the end.
    pub(super) fn into_sorted(self) -> Vec<Wrong> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|wrong| (wrong.line.is_none(), wrong.line));
        found
    }

    /// Adds a reason, at an offset in the file.
    pub(super) fn note(&self, at: Option<usize>, key: String, reason: String) {
        let line = at.map(|offset| line_of(self.source, offset));
        self.add(Wrong { line, key, reason });
    }

    /// Adds a reason that was found elsewhere.
    pub(super) fn add(&self, wrong: Wrong) {
        self.found.borrow_mut().push(wrong);
    }
}

/// Returns the line of an offset, from 1.
pub(super) fn line_of(source: &str, offset: usize) -> usize {
    1 + source
        .bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
}
