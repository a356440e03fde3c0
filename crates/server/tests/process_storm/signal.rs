//! Signals to processes.

use std::process::Command;

use anyhow::{Result, ensure};

/// Sends the signal of this name to a process.
///
/// # Errors
/// Fails if there is no such process.
pub fn signal(name: &str, id: &str) -> Result<()> {
    let sent = Command::new("kill")
        .args([format!("-{name}").as_str(), id])
        .status()?;
    ensure!(sent.success(), "SIG{name} was not sent to {id}");
    Ok(())
}
