//! A call of the demo's own server.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// How long the server may say nothing.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What is asked.
pub struct ServerCall<'text> {
    /// The server's port on this machine.
    pub port: u16,
    /// Method and path: `GET /health`.
    pub route: &'text str,
    /// The merchant's key, for calls of the merchant API.
    pub secret_key: Option<&'text str>,
    /// JSON, or nothing.
    pub body: &'text str,
}

/// What the server answered, as it stands on the line.
pub struct ServerAnswer(String);

impl ServerCall<'_> {
    /// Asks.
    ///
    /// # Errors
    /// The server cannot be reached, or does not answer in time.
    pub fn ask(&self) -> io::Result<ServerAnswer> {
        let Self {
            port, route, body, ..
        } = self;
        let key = self
            .secret_key
            .map(|key| format!("Authorization: Bearer {key}\r\n"))
            .unwrap_or_default();
        let length = body.len();
        let content = if body.is_empty() {
            String::new()
        } else {
            format!("Content-Type: application/json\r\nContent-Length: {length}\r\n")
        };
        let mut stream = TcpStream::connect(("127.0.0.1", *port))?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        write!(
            stream,
            "{route} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{key}{content}\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(ServerAnswer(answer))
    }
}

impl ServerAnswer {
    /// Returns the status, if this is an answer of HTTP at all.
    pub fn status(&self) -> Option<u16> {
        self.0.split_whitespace().nth(1)?.parse().ok()
    }

    /// Returns its first line, to be shown.
    pub fn first_line(&self) -> &str {
        self.0.lines().next().unwrap_or("an empty answer")
    }
}
