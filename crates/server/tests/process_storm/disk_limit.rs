//! A disk that is full, for one process.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Lets no file of this process grow beyond so many bytes, a number or `unlimited`.
///
/// # Errors
/// Fails if it does not run any more.
pub fn limit_files(bytes: &str, process: &str) -> Result<()> {
    // The soft limit alone: it can be lifted again.
    let limit = format!("--fsize={bytes}:");
    let mut command = Command::new("prlimit");
    let limited = command.args(["--pid", process, &limit]).status();
    ensure!(limited.context("no `prlimit`")?.success(), "it is gone");
    Ok(())
}
