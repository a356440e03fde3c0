//! The libraries by which merchants verify webhooks, for their tests alone. npm's comes
//! with the other packages, Python's is installed here.

use std::process::Command;

use anyhow::Result;

use crate::place::Place;
use crate::python_package;

/// The version of Python's package, exactly.
const VERSION: &str = "1.1.0";

/// Makes the tests' command out of `cargo test`, with Python's library to be imported.
///
/// # Errors
/// Fails if it cannot be installed; says what to do by hand.
pub fn tests(place: &Place, mut test: Command) -> Result<Command> {
    let folder = python_package::install(place, "standardwebhooks", VERSION)?;
    test.args(["--package", "oneclick-server", "--test", "http"])
        .args(["webhooks::libraries", "--", "--ignored"])
        .env("PYTHONPATH", folder);
    Ok(test)
}
