//! Whether the demo's server is well.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::server_call::ServerCall;

/// How long the server may take to be well.
const HEALTH_WITHIN: Duration = Duration::from_secs(5);
/// How often it is asked.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Asks the server for its health until it is well.
///
/// # Errors
/// It does not answer, or is not well in time.
pub fn check_health(port: u16) -> Result<()> {
    let call = ServerCall {
        port,
        route: "GET /health",
        secret_key: None,
        body: "",
    };
    let started = Instant::now();
    loop {
        let answer = call.ask();
        match &answer {
            Ok(answer) if answer.status() == Some(200) => return Ok(()),
            _ if started.elapsed() < HEALTH_WITHIN => thread::sleep(LOOK_EVERY),
            Ok(answer) => bail!("the server is not well: {}", answer.first_line()),
            Err(_) => {
                answer.context("the server does not answer at /health")?;
            }
        }
    }
}
