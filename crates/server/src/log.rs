//! What a program logs, on standard error: as text, or as JSON for whatever reads it.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// The variable that says how a line is written: `text`, as it is without it, or `json`.
pub const FORMAT: &str = "ONECLICK_LOG_FORMAT";

/// Logs from now on what is of this level, or of those that `RUST_LOG` says.
///
/// # Errors
/// Fails if [`FORMAT`] is anything but `text` or `json`.
pub fn begin(level: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let lines = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        // Else it panics where a line cannot be written: the log's disk may be full.
        .log_internal_errors(false);
    let format = std::env::var_os(FORMAT).unwrap_or_else(|| "text".into());
    match format.to_str() {
        Some("text") => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        Some("json") => lines.json().flatten_event(true).init(),
        _ => anyhow::bail!(
            "the environment variable {FORMAT} is text or json, not {}",
            format.display()
        ),
    }
    Ok(())
}
