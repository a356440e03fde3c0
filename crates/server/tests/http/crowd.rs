//! Many at once: nobody waits for a connection that somebody waiting holds.

use std::time::{Duration, Instant};

use oneclick_sandbox::Behaviour;
use reqwest::Method;

use crate::world::{PATIENT, SECRET_KEY, VISA, World, many, send, wish};

#[tokio::test]
async fn a_crowd_that_asks_for_an_open_payment_is_answered_at_once() {
    let world = World::with(PATIENT).await;
    world.behave("M-1", Behaviour::AnswerLost);
    let card = world.card("c-1", VISA).await;
    let page = world.session("M-1", "c-1").await;
    let paid = page.pay("first", &wish(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "processing", "{paid:?}");
    let payment = format!("/v1/payments/{}", paid.text("id"));
    let session = format!("/v1/sessions/{}", page.id);
    let began = Instant::now();
    let mut asked = Vec::new();
    for _ in 0..many(20) {
        let merchants = [&payment, &session].map(|path| {
            let request = world.request(Method::GET, path);
            request.bearer_auth(SECRET_KEY)
        });
        let shoppers =
            ["/session", "/payments/current"].map(|path| page.request(Method::GET, path));
        let requests = merchants.into_iter().chain(shoppers);
        asked.extend(requests.map(|request| tokio::spawn(send(request))));
    }
    for answer in asked {
        let answer = answer.await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    assert!(began.elapsed() < Duration::from_secs(20));
}
