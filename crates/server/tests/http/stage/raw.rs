//! Bytes on a socket, as no client library writes them.

use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::stage::world::World;

/// A connection.
pub struct Raw {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer's status, its head and its body.
#[derive(Debug)]
pub struct RawAnswer {
    pub status: u16,
    pub head: String,
    pub body: Value,
}

impl RawAnswer {
    pub fn problem(&self) -> (u16, &str) {
        (self.status, self.body["code"].as_str().unwrap_or_default())
    }
}

impl Raw {
    pub async fn to(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        Self {
            stream,
            read: Vec::new(),
        }
    }

    pub async fn of(world: &World) -> Self {
        Self::to(&world.server.address().to_string()).await
    }

    pub async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        assert!(self.try_write(bytes).await, "the server has closed it");
    }

    /// Writes to a server that may have closed the connection; false if it has.
    pub async fn try_write(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).await.is_ok()
    }

    /// A call without a body, and its answer.
    pub async fn get(&mut self, path: &str, headers: &str) -> RawAnswer {
        let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
        self.write(head).await;
        self.answer().await.unwrap()
    }

    /// The next answer; `None` where the server closes without one.
    pub async fn answer(&mut self) -> Option<RawAnswer> {
        loop {
            if let Some(answer) = self.parse() {
                return Some(answer);
            }
            let reading = self.stream.read_buf(&mut self.read);
            let read = tokio::time::timeout(Duration::from_secs(30), reading).await;
            if read.unwrap().unwrap_or(0) == 0 {
                assert!(self.read.is_empty(), "half an answer");
                return None;
            }
        }
    }

    fn parse(&mut self) -> Option<RawAnswer> {
        let end = self.read.windows(4).position(|part| part == b"\r\n\r\n")? + 4;
        let head = String::from_utf8(self.read[..end].to_vec()).unwrap();
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            let mut named = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
            named.next().map(|(_, value)| value.to_owned())
        };
        let length = header("content-length").map_or(0, |length| length.parse().unwrap());
        let body = self.read.get(end..end + length)?;
        let answer = RawAnswer {
            status: head[9..12].parse().unwrap(),
            body: serde_json::from_slice(body).unwrap_or(Value::Null),
            head,
        };
        self.read.drain(..end + length);
        Some(answer)
    }

    /// Whether the server has closed it, with nothing more to say.
    pub async fn is_closed(&mut self) -> bool {
        self.answer().await.is_none()
    }
}
