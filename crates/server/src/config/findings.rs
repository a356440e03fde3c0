//! What was found in a file: why it is refused, and what is odd in it.

use std::cell::RefCell;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::de::DeTable;
use zeroize::Zeroizing;

use crate::config::given::GivenValues;

/// One thing that was found. Holds no value of the file: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) line: Option<usize>,
    pub(super) key: String,
    pub(super) reason: String,
}

impl Finding {
    /// Returns what concerns the whole file.
    pub(super) fn file(reason: String) -> Self {
        Self {
            line: None,
            key: String::from("the file"),
            reason,
        }
    }

    /// Returns what concerns a variable of the environment.
    pub(super) fn variable(name: &str, reason: String) -> Self {
        Self {
            line: None,
            key: format!("the environment's {name}"),
            reason,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        write!(f, "{}: {}", self.key, self.reason)
    }
}

/// Every reason why a configuration is refused.
#[derive(Debug)]
pub struct InvalidConfig {
    file: PathBuf,
    wrong: Vec<Finding>,
}

impl InvalidConfig {
    pub(super) fn new(file: &Path, wrong: Vec<Finding>) -> Self {
        Self {
            file: file.to_owned(),
            wrong,
        }
    }

    /// Says the same in one line of the log.
    pub(crate) fn in_one_line(&self) -> String {
        let wrong: Vec<String> = self.wrong.iter().map(ToString::to_string).collect();
        let (file, wrong) = (self.file.display(), wrong.join("; "));
        format!("the configuration {file} is refused: {wrong}")
    }
}

impl fmt::Display for InvalidConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration {} is refused:", self.file.display())?;
        self.wrong
            .iter()
            .try_for_each(|wrong| write!(f, "\n  {wrong}"))
    }
}

impl std::error::Error for InvalidConfig {}

/// A key as it was given.
pub(super) struct SeenSecret {
    /// Where it stands in the file, in bytes; `None` outside of it.
    pub(super) at: Option<usize>,
    /// Its name, as findings tell it.
    pub(super) name: String,
    pub(super) value: Zeroizing<String>,
}

/// Everything found so far.
pub(super) struct Findings<'a> {
    source: &'a str,
    wrong: RefCell<Vec<Finding>>,
    odd: RefCell<Vec<Finding>>,
    secrets: RefCell<Vec<SeenSecret>>,
    given: RefCell<GivenValues>,
}

impl<'a> Findings<'a> {
    /// None yet, of the file `source`, which says what `table` has.
    pub(super) fn new(source: &'a str, table: &DeTable<'_>) -> Self {
        Self {
            source,
            wrong: RefCell::default(),
            odd: RefCell::default(),
            secrets: RefCell::default(),
            given: RefCell::new(GivenValues::of_file(table)),
        }
    }

    /// Returns what is wrong and what is odd, by line; what has no line at the end.
    pub(super) fn into_sorted(self) -> (Vec<Finding>, Vec<Finding>) {
        let sorted = |found: RefCell<Vec<Finding>>| {
            let mut found = found.into_inner();
            found.sort_by_key(|finding| (finding.line.is_none(), finding.line));
            found
        };
        (sorted(self.wrong), sorted(self.odd))
    }

    /// Adds why the file is refused, at an offset in it.
    pub(super) fn note(&self, at: Option<usize>, key: String, reason: String) {
        self.add(self.finding(at, key, reason));
    }

    /// Adds why the file is refused, which was found elsewhere.
    pub(super) fn add(&self, wrong: Finding) {
        self.wrong.borrow_mut().push(wrong);
    }

    /// Adds what is odd, at an offset in the file.
    pub(super) fn note_odd(&self, at: Option<usize>, key: String, reason: String) {
        self.add_odd(self.finding(at, key, reason));
    }

    /// Adds what is odd, which was found elsewhere.
    pub(super) fn add_odd(&self, odd: Finding) {
        self.odd.borrow_mut().push(odd);
    }

    /// Keeps a key until all are known.
    pub(super) fn see(&self, at: Option<usize>, name: String, value: &str) {
        let value = Zeroizing::new(String::from(value));
        let secret = SeenSecret { at, name, value };
        self.secrets.borrow_mut().push(secret);
    }

    /// Notes what is given from outside, before the file, under `key`.
    pub(super) fn give(&self, key: String, value: &str) {
        self.given.borrow_mut().give(key, value);
    }

    /// Gives what each key was given.
    pub(super) fn take_given(&self) -> GivenValues {
        self.given.take()
    }

    /// Gives the keys that were kept.
    pub(super) fn take_secrets(&self) -> Vec<SeenSecret> {
        self.secrets.take()
    }

    fn finding(&self, at: Option<usize>, key: String, reason: String) -> Finding {
        let line = at.map(|offset| line_of(self.source, offset));
        Finding { line, key, reason }
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
