//! Schemathesis, which asks the server for everything that is described and for much that is
//! not, and compares its answers with their description.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::place::Place;
use crate::python_package;

/// Its version, exactly: another one asks for other things.
const VERSION: &str = "4.32.5";

/// Installs it; returns the folder that has it.
///
/// # Errors
/// Fails if it cannot be installed; says what to do by hand.
pub fn install(place: &Place) -> Result<PathBuf> {
    python_package::install(place, "schemathesis", VERSION)
}

/// Makes the tests' command out of `cargo test`.
///
/// # Errors
/// Fails like [`install`].
pub fn tests(place: &Place, mut test: Command) -> Result<Command> {
    let folder = install(place)?;
    test.args(["--package", "oneclick-server", "--test", "http"])
        .args(["edge::schemathesis", "--", "--ignored"])
        .env("PYTHONPATH", folder);
    Ok(test)
}
