//! PostgreSQL for the tests: they start a server of their own and throw it away.

use std::path::Path;

use anyhow::Result;

use crate::report::{self, Report};
use crate::{packages, process};

/// Where Debian has the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Installs PostgreSQL, unless it is there.
///
/// # Errors
/// Where it cannot be installed; says what to do by hand.
pub fn install(report: &mut Report) -> Result<()> {
    if process::find("initdb").is_some() || Path::new(DEBIAN).is_dir() {
        report::there("PostgreSQL", "for the tests of the store");
        return Ok(());
    }
    report.step("PostgreSQL", "the tests of the store run on it too", || {
        packages::install(&["postgresql"])
    })
}
