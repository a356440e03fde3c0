//! Secrets outside of the configuration: in the environment, or in files that it names.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::io::Read as _;
use std::path::Path;

use zeroize::Zeroizing;

use crate::config::findings::Finding;

/// The largest file of a secret, in bytes.
const LARGEST: u64 = 65_536;

/// The environment's variables, by name.
pub(super) struct Variables<'a> {
    variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// The names that were asked for.
    known: RefCell<BTreeSet<String>>,
}

/// A secret that may stand outside of the configuration.
pub(super) struct OuterSecret {
    /// The variable that has it.
    pub(super) name: &'static str,
    /// What was found; `None` where neither it nor a file is named.
    pub(super) found: Result<Option<FoundSecret>, Finding>,
}

/// A secret that was found outside of the configuration.
pub(super) struct FoundSecret {
    /// Where it stands, as an error names it.
    pub(super) place: String,
    pub(super) value: Zeroizing<String>,
    /// What is odd about the place.
    pub(super) odd: Option<Finding>,
}

impl OuterSecret {
    /// Returns the secret's text, if it was found.
    pub(super) fn value(&self) -> Option<&str> {
        let found = self.found.as_ref().ok()?.as_ref()?;
        Some(&found.value)
    }

    /// Returns where it was found.
    pub(super) fn place(&self) -> Option<String> {
        let found = self.found.as_ref().ok()?.as_ref()?;
        Some(found.place.clone())
    }

    /// Tells whether the environment names one, also where it cannot be read.
    pub(super) fn is_named(&self) -> bool {
        !matches!(self.found, Ok(None))
    }
}

impl<'a> Variables<'a> {
    /// Takes what gives a variable's value by its name.
    pub(super) fn new(variable: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        let known = RefCell::default();
        Self { variable, known }
    }

    /// Returns a finding for each of `names` that looks like one of ours and is not read.
    pub(super) fn unread<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<Finding> {
        let known = self.known.borrow();
        let ours = names.filter(|name| name.starts_with("ONECLICK_") && !known.contains(*name));
        let reason = "is not read with this configuration: is its name spelt right?";
        ours.map(|name| Finding::variable(name, String::from(reason)))
            .collect()
    }

    /// Returns the value of a variable, which counts as read from then on.
    pub(super) fn value(&self, name: &str) -> Option<OsString> {
        self.known.borrow_mut().insert(String::from(name));
        (self.variable)(name)
    }

    /// Looks for the secret `name`: in the variable of that name, or in the file that the
    /// variable `NAME_FILE` names, without the line's end there.
    pub(super) fn secret(&self, name: &'static str) -> OuterSecret {
        let (value, file) = (self.value(name), format!("{name}_FILE"));
        let path = self.value(&file);
        let found = match (value, path) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Err(Finding::variable(
                &file,
                format!("stands beside {name}; a secret is given by one of them"),
            )),
            (Some(value), None) => match value.into_string().map(Zeroizing::new) {
                Ok(value) => Ok(Some(FoundSecret {
                    place: format!("the environment's {name}"),
                    value,
                    odd: None,
                })),
                Err(_) => Err(Finding::variable(name, String::from("is not UTF-8"))),
            },
            (None, Some(path)) => match content(&path) {
                Ok((value, is_open)) => Ok(Some(FoundSecret {
                    place: format!("the file of the environment's {file}"),
                    value,
                    odd: is_open.then(|| {
                        let reason =
                            "names a file that every user of this machine can read: chmod 640";
                        Finding::variable(&file, String::from(reason))
                    }),
                })),
                Err(reason) => Err(Finding::variable(&file, reason)),
            },
        };
        OuterSecret { name, found }
    }
}

/// Reads a file of one secret, and whether every user can. The reason has its path and
/// nothing of what is in it.
fn content(path: &OsStr) -> Result<(Zeroizing<String>, bool), String> {
    if path.is_empty() {
        return Err(String::from(
            "is empty; it names the file that the secret is in",
        ));
    }
    let path = Path::new(path);
    let shown = path.display();
    let failed = |error: std::io::Error| format!("names {shown}, which cannot be read: {error}");
    let mut bytes = Zeroizing::new(Vec::new());
    let file = File::open(path).map_err(failed)?;
    let is_open = file.metadata().is_ok_and(|file| is_open_to_all(&file));
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST) {
        return Err(format!(
            "names {shown}, which is longer than {LARGEST} bytes"
        ));
    }
    let text = core::str::from_utf8(&bytes)
        .map_err(|_| format!("names {shown}, which is not in UTF-8"))?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(format!("names {shown}, which is empty"));
    }
    Ok((Zeroizing::new(String::from(line)), is_open))
}

/// Tells whether users can read a file who are neither its owner nor of its group.
pub(super) fn is_open_to_all(file: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.is_file() && file.permissions().mode() & 0o004 != 0
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        false
    }
}

#[cfg(test)]
mod tests;
