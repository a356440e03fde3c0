//! What a server that runs as a program works in.

use crate::config::Config;
use crate::environment::Environment;

/// Returns the environment that the operating system and tokio make, which sends spans if
/// the configuration says so.
///
/// # Errors
/// Fails if what sends them cannot start.
pub fn environment(config: &Config) -> anyhow::Result<Environment> {
    let environment = Environment::real();
    #[cfg(feature = "otlp")]
    if let Some(traces) = &config.traces {
        let exporter = crate::otlp::exporter(&traces.endpoint)?;
        return Ok(environment.exporting(exporter));
    }
    // A program that cannot send them has refused the section.
    debug_assert!(config.traces.is_none());
    Ok(environment)
}
