//! Many at once: nobody waits for a connection that somebody waiting holds.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use reqwest::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::stage::answer::send;
use crate::stage::configuration::{LASTING, PATIENT, SECRET_KEY};
use crate::stage::page::{Page, payment_body};
use crate::stage::world::{VISA, World, many};

#[tokio::test]
async fn a_crowd_that_asks_for_an_open_payment_is_answered() {
    let world = World::with(PATIENT).await;
    world.behave("M-1", Behaviour::AnswerLost);
    let card = world.card("c-1", VISA).await;
    let page = world.session("M-1", "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "processing", "{paid:?}");
    let payment = format!("/v1/payments/{}", paid.text("id"));
    let session = format!("/v1/sessions/{}", page.id);
    let mut asked = Vec::new();
    for _ in 0..many(20) {
        let merchants = [&payment, &session].map(|path| {
            let request = world.request(Method::GET, path);
            request.bearer_auth(SECRET_KEY)
        });
        let shoppers = [page.request(Method::GET, "")];
        let requests = merchants.into_iter().chain(shoppers);
        asked.extend(requests.map(|request| tokio::spawn(send(request))));
    }
    for answer in asked {
        let answer = answer.await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

/// Before the sandbox: never answers the first look-up. Its address, and what
/// tells that the first look-up has come.
async fn forgetful(sandbox: &Sandbox) -> (String, oneshot::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let behind = sandbox.url().replace("http://", "");
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        let mut tell = Some(tell);
        let mut forgotten = None;
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut begin = vec![0; 4096];
            let read = stream.read(&mut begin).await.unwrap();
            if forgotten.is_none() && begin.starts_with(b"GET ") {
                forgotten = Some(stream);
                tell.take().unwrap().send(()).unwrap();
                continue;
            }
            let mut sandbox = TcpStream::connect(&behind).await.unwrap();
            sandbox.write_all(&begin[..read]).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut sandbox).await });
        }
    });
    (url, told)
}

#[tokio::test]
async fn a_look_up_that_hangs_keeps_no_other_waiting() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let (url, hangs) = forgetful(&sandbox).await;
    let world = World::before(sandbox, &url, LASTING).await;
    let card = world.card("c-1", VISA).await;
    lose(&world, "M-2", &card).await;
    hangs.await.unwrap();
    lose(&world, "M-3", &card).await.until("succeeded").await;
}

/// A payment whose answer is lost.
async fn lose<'a>(world: &'a World, order: &str, card: &str) -> Page<'a> {
    world.behave(order, Behaviour::AnswerLost);
    let page = world.session(order, "c-1").await;
    let paid = page.pay("first", &payment_body(card, None, "123")).await;
    assert_eq!(paid.text("state"), "processing", "{paid:?}");
    page
}
