//! Which version a database's tables are of, and what is done about another.

use anyhow::{bail, ensure};

/// Says what is done with a database of an older version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OlderSchema {
    /// It is brought up to date.
    Migrate,
    /// It is refused.
    Refuse,
}

/// Says which versions a migration began and ended with; 0 is a database without tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The version before.
    pub from: usize,
    /// The version now: this program's.
    pub to: usize,
}

impl Migrated {
    /// Judges a migration before it is begun.
    ///
    /// # Errors
    /// Fails for a database of a newer version, and for an older one that is refused.
    pub(super) fn check(self, older: OlderSchema) -> anyhow::Result<()> {
        let Self { from, to } = self;
        ensure!(
            from <= to,
            "it is of version {from}, newer than this program's {to}: run the program that brought it there, or restore the backup made before that"
        );
        if from < to && older == OlderSchema::Refuse {
            bail!(
                "it is of version {from}, and this program needs {to}: stop every server of the older version, make a backup, and run `oneclick migrate`"
            );
        }
        Ok(())
    }
}
