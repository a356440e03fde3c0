//! How a check ends.

use crate::section::ProtocolSection;

/// Says why a check did not pass.
#[derive(Debug)]
pub enum Unpassed {
    /// The endpoint breaks a section, in words.
    Broken(ProtocolSection, String),
    /// The endpoint or the session command does not offer what would be checked: why.
    NotOffered(String),
    /// Nothing more can be checked.
    Impossible(anyhow::Error),
}

/// The result of a check, or of a step of one.
pub type CheckResult<T = ()> = Result<T, Unpassed>;

/// Breaks a section.
pub fn broken<T>(section: ProtocolSection, words: impl Into<String>) -> CheckResult<T> {
    Err(Unpassed::Broken(section, words.into()))
}

/// Breaks a section unless something holds.
pub fn hold(holds: bool, section: ProtocolSection, words: impl FnOnce() -> String) -> CheckResult {
    if holds {
        return Ok(());
    }
    broken(section, words())
}

/// Leaves a check out.
pub fn not_offered<T>(why: impl Into<String>) -> CheckResult<T> {
    Err(Unpassed::NotOffered(why.into()))
}
