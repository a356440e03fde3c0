//! The libraries by which merchants verify webhooks, for their tests alone. npm's comes
//! with the other packages, Python's is installed here.

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::packages;
use crate::place::Place;
use crate::process;

/// Python's package, exactly.
const PYTHON: &str = "standardwebhooks==1.1.0";

/// Makes the tests' command out of `cargo test`, with Python's library to be imported.
///
/// # Errors
/// Fails if it cannot be installed; says what to do by hand.
pub fn tests(place: &Place, mut test: Command) -> Result<Command> {
    let folder = place.cache.join("webhook-libraries");
    if !folder.join("standardwebhooks").is_dir() {
        let has_pip = || {
            let mut pip = place.command("python3");
            process::output(pip.args(["-m", "pip", "--version"])).is_ok()
        };
        if !has_pip() {
            packages::install(&["python3", "python3-pip"])?;
        }
        let mut pip = place.command("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--target"])
            .arg(&folder)
            .arg(PYTHON);
        process::run(&mut pip).with_context(|| {
            format!("{PYTHON} is needed; by hand: python3 -m pip install {PYTHON}")
        })?;
    }
    test.args(["--package", "oneclick-server", "--test", "http"])
        .args(["webhooks::libraries", "--", "--ignored"])
        .env("PYTHONPATH", folder);
    Ok(test)
}
