//! What a run prints: a line for each check, and the counts.

use crate::checked::{CheckResult, Unpassed};
use crate::section::ProtocolSection;

/// Takes the lines of a report, one at a time.
///
/// # Errors
/// Fails if a line cannot be written.
pub type Say<'out> = dyn FnMut(&str) -> anyhow::Result<()> + Send + 'out;

/// Counts the checks of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckCounts {
    /// Those that passed.
    pub passed: usize,
    /// Those that found something that breaks the protocol.
    pub broken: usize,
    /// Those that were left out.
    pub skipped: usize,
}

/// Writes a report while the checks run.
pub struct ConformanceReport<'say, 'out> {
    say: &'say mut Say<'out>,
    counts: CheckCounts,
}

impl<'say, 'out> ConformanceReport<'say, 'out> {
    /// Begins a report.
    pub fn new(say: &'say mut Say<'out>) -> Self {
        let counts = CheckCounts::default();
        Self { say, counts }
    }

    /// Writes how a check ended.
    ///
    /// # Errors
    /// Fails if nothing more can be checked, or the line cannot be written.
    pub fn add(&mut self, name: &str, ended: CheckResult) -> anyhow::Result<()> {
        match ended {
            Ok(()) => {
                self.counts.passed += 1;
                (self.say)(&format!("ok      {name}"))
            }
            Err(Unpassed::Broken(section, words)) => self.break_section(name, section, &words),
            Err(Unpassed::NotOffered(why)) => {
                self.counts.skipped += 1;
                (self.say)(&format!("skipped {name}: {why}"))
            }
            Err(Unpassed::Impossible(error)) => Err(error.context(String::from(name))),
        }
    }

    /// Writes a finding.
    ///
    /// # Errors
    /// Fails if the line cannot be written.
    pub fn break_section(
        &mut self,
        name: &str,
        section: ProtocolSection,
        words: &str,
    ) -> anyhow::Result<()> {
        self.counts.broken += 1;
        (self.say)(&format!("broken  {name}: {section} {words}"))
    }

    /// Writes the counts, and returns them.
    ///
    /// # Errors
    /// Fails if the line cannot be written.
    pub fn end(self) -> anyhow::Result<CheckCounts> {
        let CheckCounts {
            passed,
            broken,
            skipped,
        } = self.counts;
        let all = passed + broken + skipped;
        (self.say)(&format!(
            "{all} checks: {passed} ok, {broken} broken, {skipped} skipped"
        ))?;
        Ok(self.counts)
    }
}
