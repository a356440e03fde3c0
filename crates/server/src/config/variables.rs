//! Secrets outside of the configuration: in the environment, or in files that it names.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use zeroize::Zeroizing;

use crate::config::wrong::Wrong;

/// The largest file of a secret, in bytes.
const LARGEST: u64 = 65_536;

/// The environment's variables, by name.
pub(super) struct Variables<'a> {
    variable: &'a dyn Fn(&str) -> Option<OsString>,
}

/// A secret that may stand outside of the configuration.
pub(super) struct OuterSecret {
    /// The variable that has it.
    pub(super) name: &'static str,
    /// What was found; `None` where neither it nor a file is named.
    pub(super) found: Result<Option<FoundSecret>, Wrong>,
}

/// A secret that was found outside of the configuration.
pub(super) struct FoundSecret {
    /// Where it stands, as an error names it.
    pub(super) place: String,
    pub(super) value: Zeroizing<String>,
}

impl OuterSecret {
    /// Returns the secret's text, if it was found.
    pub(super) fn value(&self) -> Option<&str> {
        let found = self.found.as_ref().ok()?.as_ref()?;
        Some(&found.value)
    }

    /// Tells whether the environment names one, also where it cannot be read.
    pub(super) fn is_named(&self) -> bool {
        !matches!(self.found, Ok(None))
    }
}

impl<'a> Variables<'a> {
    /// Takes what gives a variable's value by its name.
    pub(super) fn new(variable: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Self { variable }
    }

    /// Looks for the secret `name`: in the variable of that name, or in the file that the
    /// variable `NAME_FILE` names, without the line's end there.
    pub(super) fn secret(&self, name: &'static str) -> OuterSecret {
        let (value, file) = ((self.variable)(name), format!("{name}_FILE"));
        let path = (self.variable)(&file);
        let wrong = |name: &str, reason: String| Wrong {
            line: None,
            key: format!("the environment's {name}"),
            reason,
        };
        let found = match (value, path) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Err(wrong(
                &file,
                format!("stands beside {name}; a secret is given by one of them"),
            )),
            (Some(value), None) => match value.into_string().map(Zeroizing::new) {
                Ok(value) => Ok(Some(FoundSecret {
                    place: format!("the environment's {name}"),
                    value,
                })),
                Err(_) => Err(wrong(name, String::from("is not UTF-8"))),
            },
            (None, Some(path)) => match content(&path) {
                Ok(value) => Ok(Some(FoundSecret {
                    place: format!("the file of the environment's {file}"),
                    value,
                })),
                Err(reason) => Err(wrong(&file, reason)),
            },
        };
        OuterSecret { name, found }
    }
}

/// Reads a file of one secret. The reason has its path and nothing of what is in it.
fn content(path: &OsStr) -> Result<Zeroizing<String>, String> {
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
    Ok(Zeroizing::new(String::from(line)))
}

#[cfg(test)]
mod tests;
