//! What a program logs, on standard error: as text, or as JSON for whatever reads it.

use std::ffi::OsStr;
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
    let format = LogFormat::parse(std::env::var_os(FORMAT).as_deref());
    match format.map_err(|reason| anyhow::anyhow!("the environment's {FORMAT}: {reason}"))? {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    Ok(())
}

/// Says how a line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// As text, the time and the level before it.
    Text,
    /// As a JSON object.
    Json,
}

impl LogFormat {
    /// Reads what [`FORMAT`] says; without it lines are text.
    ///
    /// # Errors
    /// Fails with the rule that another word breaks.
    pub fn parse(told: Option<&OsStr>) -> Result<Self, String> {
        let Some(told) = told else {
            return Ok(Self::Text);
        };
        match told.to_str() {
            Some("text") => Ok(Self::Text),
            Some("json") => Ok(Self::Json),
            _ => Err(format!("is text or json, not {}", told.display())),
        }
    }
}
