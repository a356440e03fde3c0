use core::task::Waker;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;

use crate::http::connection::slots::Slots;
use crate::http::connection::stream::*;

async fn checked<S: AsyncRead + Unpin>(socket: S) -> CheckedStream<S> {
    let time = Duration::from_mins(1);
    let settings = HttpSettings {
        header_timeout: time,
        body_timeout: time,
        idle_timeout: time,
        write_timeout: time,
        stop_timeout: time,
        max_connections: 1,
        security_contact: None,
    };
    let slot = Slots::new(1).take().await.unwrap();
    let environment = Environment::real();
    CheckedStream::new(socket, slot, &settings, &environment, Requests::default())
}

/// Reads into memory that was used before; what is read, and what stands in
/// the memory now.
fn read(stream: &mut CheckedStream<impl AsyncRead + Unpin>) -> (Vec<u8>, Vec<u8>) {
    let mut memory = b"{\"cvc\":\"731\"}".repeat(20);
    let mut into = ReadBuf::new(&mut memory);
    let mut task = Context::from_waker(Waker::noop());
    let _ = Pin::new(stream).poll_read(&mut task, &mut into);
    let read = into.filled().to_vec();
    (read, memory)
}

#[tokio::test]
async fn overwrites_the_memory_that_it_reads_into_also_where_nothing_comes() {
    let (mut client, server) = tokio::io::duplex(1024);
    let mut stream = checked(server).await;
    let (nothing, memory) = read(&mut stream);
    assert_eq!(nothing, b"");
    assert!(memory.iter().all(|byte| *byte == 0));
    let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    client.write_all(request).await.unwrap();
    let (head, memory) = read(&mut stream);
    assert_eq!(head, request);
    assert!(memory.iter().skip(head.len()).all(|byte| *byte == 0));
}

#[tokio::test]
async fn hands_on_nothing_of_a_head_that_is_not_whole_and_none_before_the_answer() {
    let (mut client, server) = tokio::io::duplex(1024);
    let mut stream = checked(server).await;
    client
        .write_all(b"POST / HTTP/1.1\r\nHost: a\r\n")
        .await
        .unwrap();
    assert_eq!(read(&mut stream).0, b"");
    client
        .write_all(b"Content-Length: 2\r\n\r\nab")
        .await
        .unwrap();
    client
        .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    let mut got = read(&mut stream).0;
    got.extend(read(&mut stream).0);
    assert!(got.ends_with(b"\r\n\r\nab"));
    assert_eq!(read(&mut stream).0, b"");
    let requests = Arc::clone(&stream.requests);
    let judged = requests.lock().unwrap().pop_front().unwrap();
    assert!(matches!(judged.verdict, Ok(Framing::Length(2))));
    drop(judged);
    assert!(read(&mut stream).0.starts_with(b"GET / "));
}
