//! Who reads or answers byte by byte keeps nobody else waiting, and has nothing
//! charged twice.

use std::sync::Arc;

use oneclick_sandbox::{Sandbox, SandboxSettings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::stage::answer::until;
use crate::stage::configuration::{ORIGIN, PATIENT, QUICK};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// What stands before the sandbox and hands out the answers to charges one byte
/// for each permit, everything else at once.
struct Drip {
    url: String,
    permits: Arc<Semaphore>,
}

impl Drip {
    async fn before(sandbox: &Sandbox) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let permits = Arc::new(Semaphore::new(0));
        let (to, given) = (sandbox.url().to_owned(), Arc::clone(&permits));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let to = to.trim_start_matches("http://").to_owned();
                tokio::spawn(drip(client, to, Arc::clone(&given)));
            }
        });
        Self { url, permits }
    }
}

async fn drip(client: TcpStream, to: String, permits: Arc<Semaphore>) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let mut first = [0; 5];
    from_client.read_exact(&mut first).await?;
    let (mut from_sandbox, mut to_sandbox) = TcpStream::connect(to).await?.into_split();
    to_sandbox.write_all(&first).await?;
    tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_sandbox).await });
    if &first != b"POST " {
        tokio::io::copy(&mut from_sandbox, &mut to_client).await?;
        return Ok(());
    }
    loop {
        let byte = from_sandbox.read_u8().await?;
        let Ok(permit) = permits.acquire().await else {
            return Ok(());
        };
        permit.forget();
        to_client.write_all(&[byte]).await?;
    }
}

#[tokio::test]
async fn a_provider_that_begins_its_answer_and_does_not_end_it_is_looked_up() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let drip = Drip::before(&sandbox).await;
    let world = World::before(sandbox, &drip.url, QUICK).await;
    let card = world.card("c-1", VISA).await;
    // The status alone, half a header, or all but the end of the body.
    for (order, bytes) in [("R-1", 12), ("R-2", 40), ("R-3", 300)] {
        drip.permits.add_permits(bytes);
        let page = world.session(order, "c-1").await;
        let answer = page.pay("first", &payment_body(&card, None, "123")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let found = page.until("succeeded").await;
        assert_eq!(found["id"], answer.body["id"]);
        assert_eq!(world.booked(order), (1, 1), "{order}");
    }
}

#[tokio::test]
async fn a_provider_that_answers_byte_by_byte_is_heard() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let drip = Drip::before(&sandbox).await;
    let world = World::before(sandbox, &drip.url, PATIENT).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("R-4", "c-1").await;
    let permits = Arc::clone(&drip.permits);
    let dripping = tokio::spawn(async move {
        for _ in 0..20_000 {
            permits.add_permits(1);
            tokio::task::yield_now().await;
        }
    });
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "succeeded", "{answer:?}");
    assert_eq!(world.sandbox.requests(Some("R-4")).look_ups, 0);
    dripping.abort();
}

#[tokio::test]
async fn a_shopper_who_reads_byte_by_byte_pays_once_and_keeps_nobody_waiting() {
    let world = World::with(PATIENT).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("R-5", "c-1").await;
    let body = payment_body(&card, None, "123").to_string();
    let mut slow = TcpStream::connect(world.server.address()).await.unwrap();
    let request = format!(
        "POST /checkout/v1 HTTP/1.1\r\nHost: localhost\r\nOrigin: {ORIGIN}\r\n\
         Authorization: Bearer {}\r\nIdempotency-Key: {:-<16}\r\n\
         Content-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        page.token,
        "first",
        body.len()
    );
    slow.write_all(request.as_bytes()).await.unwrap();
    // Nothing of the answer is read until the payment is through.
    until("it is charged", async || {
        (world.charged("R-5") == 1).then_some(())
    })
    .await;
    let found = page.until("succeeded").await;
    let other = world.session("R-6", "c-1").await;
    let paid = other.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let mut answer = Vec::new();
    while let Ok(byte) = slow.read_u8().await {
        answer.push(byte);
    }
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains(found["id"].as_str().unwrap()), "{answer}");
    assert_eq!(world.booked("R-5"), (1, 1));
}
