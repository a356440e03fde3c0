//! Whether the demo's server is well.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How long the server may take to be well.
const HEALTH_WITHIN: Duration = Duration::from_secs(5);
/// How often it is asked.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Asks the server for its health until it is well.
///
/// # Errors
/// It does not answer, or is not well in time.
pub fn check_health(port: u16) -> Result<()> {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(HEALTH_WITHIN))?;
        write!(
            stream,
            "GET /health HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    let started = Instant::now();
    loop {
        let answer = ask();
        match &answer {
            Ok(answer) if well(answer) => return Ok(()),
            _ if started.elapsed() < HEALTH_WITHIN => thread::sleep(LOOK_EVERY),
            Ok(answer) => bail!(
                "the server is not well: {}",
                answer.lines().next().unwrap_or("an empty answer")
            ),
            Err(_) => {
                answer.context("the server does not answer at /health")?;
            }
        }
    }
}

fn well(answer: &str) -> bool {
    answer
        .split_whitespace()
        .nth(1)
        .is_some_and(|status| status == "200")
}
