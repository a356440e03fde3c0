//! Everything that is wrong with a configuration, and everything that is odd.

use std::ffi::OsString;
use std::path::Path;

use zeroize::Zeroizing;

use crate::config::findings::{Finding, Findings, InvalidConfig};
use crate::config::given::GivenValues;
use crate::config::reader::{Section, table};
use crate::config::seen_secrets::judge;
use crate::config::variables::{Variables, is_open_to_all};
use crate::log::{FORMAT, LogFormat};

/// What was found in a configuration. Nothing of it repeats a secret.
#[derive(Debug)]
pub struct Inspection<T> {
    read: Option<T>,
    wrong: Vec<Finding>,
    odd: Vec<Finding>,
    /// Whether keys stand in the file itself.
    has_keys: bool,
    given: GivenValues,
    /// Whether the file is there and TOML, so that its sections were asked what they read.
    has_sections: bool,
}

impl<T> Inspection<T> {
    /// Lists why the configuration is refused, each with its line and key.
    pub fn wrong(&self) -> impl Iterator<Item = String> {
        self.wrong.iter().map(ToString::to_string)
    }

    /// Lists what is taken and hardly meant, each with its line and key.
    pub fn odd(&self) -> impl Iterator<Item = String> {
        self.odd.iter().map(ToString::to_string)
    }

    /// Reads a file by `sections`, with all of the environment's variables.
    pub(super) fn with_variables(
        file: &Path,
        variables: &[(OsString, OsString)],
        sections: impl FnOnce(&mut Section<'_>, &Variables<'_>) -> Option<T>,
    ) -> Self {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        let read = Variables::new(&variable);
        let mut inspection = Self::of_file(file, &read, sections);
        // The log reads it before there is a configuration.
        if let Err(reason) = LogFormat::parse(read.value(FORMAT).as_deref()) {
            inspection.wrong.push(Finding::variable(FORMAT, reason));
        }
        // Without its sections nobody knows which variables they would have read.
        if inspection.has_sections {
            let names = variables.iter().filter_map(|(name, _)| name.to_str());
            inspection.odd.extend(read.unread(names));
        }
        inspection
    }

    pub(super) fn of_file(
        file: &Path,
        variables: &Variables<'_>,
        sections: impl FnOnce(&mut Section<'_>, &Variables<'_>) -> Option<T>,
    ) -> Self {
        let source = match std::fs::read_to_string(file).map(Zeroizing::new) {
            Ok(source) => source,
            Err(error) => return Self::unread(Finding::file(format!("cannot be read: {error}"))),
        };
        let mut inspection = Self::of_text(&source, variables, sections);
        if inspection.has_keys && std::fs::metadata(file).is_ok_and(|file| is_open_to_all(&file)) {
            inspection.odd.push(Finding::file(String::from(
                "has keys in it, and every user of this machine can read it: chmod 640",
            )));
        }
        inspection
    }

    pub(super) fn of_text(
        source: &str,
        variables: &Variables<'_>,
        sections: impl FnOnce(&mut Section<'_>, &Variables<'_>) -> Option<T>,
    ) -> Self {
        let table = match table(source) {
            Ok(table) => table,
            Err(wrong) => return Self::unread(wrong),
        };
        let findings = Findings::new(source, &table);
        let read = sections(&mut Section::root(&table, &findings), variables);
        let has_keys = judge(&findings);
        let given = findings.take_given();
        let (wrong, odd) = findings.into_sorted();
        Self {
            read,
            wrong,
            odd,
            has_keys,
            given,
            has_sections: true,
        }
    }

    fn unread(wrong: Finding) -> Self {
        Self {
            read: None,
            wrong: vec![wrong],
            odd: Vec::new(),
            has_keys: false,
            given: GivenValues::default(),
            has_sections: false,
        }
    }

    /// Gives what each key was given.
    pub(super) fn given(&self) -> &GivenValues {
        &self.given
    }

    /// Returns what was read, if nothing is wrong.
    pub(super) fn taken(self) -> Result<T, Vec<Finding>> {
        match self.read {
            Some(read) if self.wrong.is_empty() => Ok(read),
            _ => Err(self.wrong),
        }
    }

    /// Returns what was read of `file`, if nothing is wrong.
    pub(super) fn taken_of(self, file: &Path) -> Result<T, InvalidConfig> {
        self.taken()
            .map_err(|wrong| InvalidConfig::new(file, wrong))
    }
}

#[cfg(test)]
mod tests;
