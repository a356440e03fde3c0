use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use oneclick_providers::Secret;

use crate::environment::Environment;
use crate::environment::provider_client::*;

const MINUTE: Duration = Duration::from_mins(1);
const BODIES: [&str; 2] = ["amount=995", ""];

/// Returns a call with this body to a listener, which reads what it answers, and what
/// comes there of it.
fn call(body: &str) -> (Call<Vec<u8>>, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/refunds", listener.local_addr().unwrap());
    let ends = format!("\r\n\r\n{body}");
    let heard = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut heard = Vec::new();
        let mut some = [0; 4096];
        while !heard.ends_with(ends.as_bytes()) {
            match socket.read(&mut some).unwrap() {
                0 => break,
                read => heard.extend_from_slice(&some[..read]),
            }
        }
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        let _ = socket.write_all(answer);
        String::from_utf8(heard).unwrap()
    });
    let request = HttpRequest {
        method: HttpMethod::Post,
        url: Secret::new(url),
        headers: Vec::new(),
        body: body.as_bytes().to_vec().into(),
        resend_within: None,
    };
    let call = Call::new(request, |response| response.body.to_vec());
    (call, heard)
}

fn client() -> (ProviderClient, Clock) {
    let environment = Environment::real();
    let client = environment.provider_client(MINUTE, MINUTE, MINUTE).unwrap();
    (client, environment.clock().clone())
}

/// Sends while `meanwhile` happens: after the last look at the clock, before
/// the connection is there.
async fn send(
    body: &str,
    meanwhile: impl FnOnce(&Clock),
) -> (Result<ReceivedAnswer<Vec<u8>>, SendError>, String) {
    let (client, clock) = client();
    let (call, heard) = call(body);
    let mut sending = Box::pin(client.move_money(call, MINUTE));
    // It has begun, and nothing could be written yet.
    tokio::select! {
        biased;
        _ = &mut sending => panic!("it was answered at once"),
        () = std::future::ready(()) => meanwhile(&clock),
    }
    let answer = sending.await;
    (answer, heard.join().unwrap())
}

#[tokio::test]
async fn what_waits_for_its_connection_past_the_deadline_does_not_leave() {
    let passes: [fn(&Clock); 2] = [|clock| clock.step(61_000), |clock| clock.advance(61_000)];
    for body in BODIES {
        for pass in passes {
            let (answer, heard) = send(body, pass).await;
            assert_eq!(answer.unwrap_err(), SendError::NotSent("too late to send"));
            assert_eq!(heard, "", "no byte of it was written");
        }
    }
}

#[tokio::test]
async fn what_is_in_time_leaves_as_if_nobody_had_looked() {
    for body in BODIES {
        let (answer, mut held) = send(body, |clock| clock.advance(30_000)).await;
        assert_eq!(answer.unwrap().answer, b"{}");
        let (call, heard) = call(body);
        client().0.change(call).await.unwrap();
        let mut plain = heard.join().unwrap();
        for text in [&mut held, &mut plain] {
            let lines = text.lines().filter(|line| !line.starts_with("host: "));
            *text = lines.collect::<Vec<_>>().join("\n");
        }
        assert_eq!(held, plain);
        assert!(held.ends_with(body) && held.starts_with("POST /refunds "));
    }
}
