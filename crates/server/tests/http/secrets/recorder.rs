//! Stands before the program and records what it answers, byte for byte.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// The answers of each connection.
pub type Answers = Arc<Mutex<Vec<Vec<u8>>>>;

/// Leads connections to the program.
pub struct Recorder {
    listener: TcpListener,
}

impl Recorder {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener }
    }

    pub fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    /// Leads to the program on this port from now on; what it will have answered.
    pub fn lead_to(self, port: u16) -> Answers {
        let answers = Answers::default();
        let all = Arc::clone(&answers);
        tokio::spawn(async move {
            while let Ok((caller, _)) = self.listener.accept().await {
                tokio::spawn(connect(caller, port, Arc::clone(&all)));
            }
        });
        answers
    }
}

async fn connect(caller: TcpStream, port: u16, all: Answers) {
    let Ok(program) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    let place = {
        let mut all = all.lock().unwrap();
        all.push(Vec::new());
        all.len() - 1
    };
    let (mut asking, to_caller) = caller.into_split();
    let (from_program, mut to_program) = program.into_split();
    let asked = async {
        let _ = tokio::io::copy(&mut asking, &mut to_program).await;
        let _ = to_program.shutdown().await;
    };
    tokio::join!(asked, answer(from_program, to_caller, place, all));
}

async fn answer(
    mut from_program: OwnedReadHalf,
    mut to_caller: OwnedWriteHalf,
    place: usize,
    all: Answers,
) {
    let mut buffer = vec![0; 16_384];
    while let Ok(read @ 1..) = from_program.read(&mut buffer).await {
        all.lock().unwrap()[place].extend_from_slice(&buffer[..read]);
        if to_caller.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
    let _ = to_caller.shutdown().await;
}
