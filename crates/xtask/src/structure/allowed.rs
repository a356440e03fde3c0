//! What the source is still allowed, for a while: these lists only get shorter.

use std::collections::BTreeSet;

/// The packages in which files may still use each other in a circle.
const CIRCLES: &[&str] = &[];

/// The types whose name may still be defined in more than one file.
const NAMES: &[&str] = &[];

/// The packages that may still define a type by a name that another file has, too.
const NAMES_OF: &[&str] = &[];

/// The lists, and which of their entries are needed.
#[derive(Debug)]
pub struct Allowed {
    circles: &'static [&'static str],
    names: &'static [&'static str],
    names_of: &'static [&'static str],
    needed: BTreeSet<(Exception, String)>,
}

/// A kind of exception, with a list of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exception {
    /// Packages with circles.
    Circles,
    /// Names.
    Names,
    /// Packages with names.
    NamesOf,
}

impl Allowed {
    /// Allows what the lists of this file name.
    pub fn today() -> Self {
        Self::new(CIRCLES, NAMES, NAMES_OF)
    }

    /// Allows nothing but these.
    pub fn new(
        circles: &'static [&'static str],
        names: &'static [&'static str],
        names_of: &'static [&'static str],
    ) -> Self {
        Self {
            circles,
            names,
            names_of,
            needed: BTreeSet::new(),
        }
    }

    /// Says whether an entry is on its list, and remembers that it was needed.
    pub fn allows(&mut self, exception: Exception, entry: &str) -> bool {
        self.needed.insert((exception, entry.to_owned()));
        self.entries(exception).contains(&entry)
    }

    /// Lists the entries that allow nothing any more.
    pub fn no_longer_needed(&self) -> Vec<String> {
        let mut violations = Vec::new();
        for exception in [Exception::Circles, Exception::Names, Exception::NamesOf] {
            for entry in self.entries(exception) {
                if !self.needed.contains(&(exception, (*entry).to_owned())) {
                    violations.push(format!(
                        "`{entry}` no longer needs an exception: delete it in {}",
                        file!()
                    ));
                }
            }
        }
        violations
    }

    fn entries(&self, exception: Exception) -> &'static [&'static str] {
        match exception {
            Exception::Circles => self.circles,
            Exception::Names => self.names,
            Exception::NamesOf => self.names_of,
        }
    }
}
