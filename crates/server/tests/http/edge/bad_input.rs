//! What is wrong is refused with its code, and nothing is written.

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::stage::answer::{Answer, send};
use crate::stage::configuration::SECRET_KEY;
use crate::stage::page::{Page, payment_body};
use crate::stage::world::{VISA, World};

impl Page<'_> {
    async fn raw(&self, media_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self
            .request(Method::POST, "")
            .header("Idempotency-Key", "0123456789abcdef")
            .header("Content-Type", media_type)
            .body(body);
        send(request).await
    }

    /// A body in chunks of a kilobyte, whose length is not announced; how the
    /// answer begins.
    async fn unannounced(&self, chunks: usize) -> String {
        let mut stream = TcpStream::connect(self.world.server.address())
            .await
            .unwrap();
        let head = format!(
            "POST /checkout/v1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
             Idempotency-Key: 0123456789abcdef\r\nContent-Type: application/json\r\n\
             Transfer-Encoding: chunked\r\n\r\n",
            self.token
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..chunks {
            let chunk = format!("400\r\n{}\r\n", " ".repeat(1024));
            // The server may have answered and closed by now.
            let _ = stream.write_all(chunk.as_bytes()).await;
        }
        let mut answer = vec![0; 64];
        let read = stream.read(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer[..read]).into_owned()
    }

    async fn nothing_was_written(&self) {
        let current = self.get("").await;
        assert_eq!(current.body["payment"], Value::Null);
        assert_eq!(self.world.sandbox.requests(None).charges, 0);
    }
}

#[tokio::test]
async fn a_body_of_another_form_is_refused() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("B-1", "c-1").await;
    let good = payment_body(&card, None, "123").to_string();
    let json_type = "application/json";
    let cases: [(&str, String, (u16, &str)); 9] = [
        (json_type, String::from("{"), (400, "request.json")),
        (json_type, String::new(), (400, "request.json")),
        (json_type, String::from("card=1"), (400, "request.json")),
        (json_type, format!("{good} {good}"), (400, "request.json")),
        (json_type, String::from("[]"), (400, "request.field")),
        (
            json_type,
            good.replace("\"card\"", "\"kard\""),
            (400, "request.field"),
        ),
        ("text/plain", good.clone(), (415, "request.media_type")),
        (
            "application/x-www-form-urlencoded",
            good.clone(),
            (415, "request.media_type"),
        ),
        (
            json_type,
            " ".repeat(16 * 1024) + &good,
            (413, "request.too_large"),
        ),
    ];
    for (media_type, body, problem) in cases {
        let shown: String = body.chars().take(40).collect();
        let answer = page.raw(media_type, body).await;
        assert_eq!(answer.problem(), problem, "{shown}");
    }
    assert!(page.unannounced(40).await.starts_with("HTTP/1.1 413 "));
    page.nothing_was_written().await;
    let charset = page.raw("application/json; charset=utf-8", good).await;
    assert_eq!(charset.text("state"), "succeeded");
}

#[tokio::test]
async fn the_member_that_is_wrong_is_named() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("B-2", "c-1").await;
    let good = payment_body(&card, None, "123");
    let cases = [
        ("card", json!("card_x"), "card"),
        ("card", json!(7), "card"),
        ("previous_payment", json!("pay_x"), "previous_payment"),
        ("cvc", json!(987), "cvc"),
        ("amount", json!(-995), "amount"),
        ("amount", json!(0), "amount"),
        ("amount", json!(9.95), "amount"),
        ("amount", json!("995"), "amount"),
        ("currency", json!("eur"), "currency"),
        ("tip", json!(1), "tip"),
        ("token", json!("5A9D"), "token"),
    ];
    for (member, value, field) in cases {
        let mut body = good.clone();
        body[member] = value;
        let answer = page.pay("key", &body).await;
        assert_eq!(answer.problem(), (400, "request.field"), "{member}");
        assert_eq!(answer.text("field"), field);
        assert!(!answer.body.to_string().contains("987"));
    }
    for member in ["card", "amount", "currency", "previous_payment"] {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(member);
        let answer = page.pay("key", &body).await;
        assert_eq!(
            (answer.problem(), answer.text("field")),
            ((400, "request.field"), member)
        );
    }
    page.nothing_was_written().await;
}

#[tokio::test]
async fn a_member_of_before_is_told_by_its_present_name() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("B-13", "c-1").await;
    let cases = [
        (
            "seen",
            json!({ "amount": 995, "currency": "EUR" }),
            "`amount` and `currency`",
        ),
        ("after", json!(null), "`previous_payment`"),
        (
            "after",
            json!("pay_0123456789012345678901"),
            "`previous_payment`",
        ),
    ];
    for (member, value, now) in cases {
        let mut body = payment_body(&card, None, "123");
        body[member] = value;
        let answer = page.pay("key", &body).await;
        assert_eq!(answer.problem(), (400, "request.field"), "{member}");
        assert_eq!(answer.text("field"), member);
        assert!(answer.text("detail").contains(now), "{answer:?}");
    }
    let body = json!({
        "new_card": { "keep": null }, "amount": 995, "currency": "EUR", "previous_payment": null,
    });
    let answer = page.pay("key", &body).await;
    assert_eq!(answer.text("field"), "new_card.keep");
    assert!(answer.text("detail").contains("`save`"), "{answer:?}");
    page.nothing_was_written().await;
}

#[tokio::test]
async fn the_security_code_follows_its_cards_policy() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("B-3", "c-1").await;
    let cases = [
        (json!(null), "cvc.missing"),
        (json!(""), "cvc.missing"),
        (json!("12"), "cvc.length"),
        (json!("1234"), "cvc.length"),
        (json!("12a"), "cvc.digits"),
        (json!("١٢٣"), "cvc.digits"),
        (json!(" 123"), "cvc.digits"),
    ];
    for (cvc, code) in cases {
        let mut body = payment_body(&card, None, "");
        body["cvc"] = cvc;
        let answer = page.pay("key", &body).await;
        assert_eq!(answer.problem(), (422, code));
        assert_eq!(
            answer.body["violations"],
            json!([{ "code": code, "field": "cvc" }])
        );
    }
    page.nothing_was_written().await;
}

#[tokio::test]
async fn every_problem_has_its_members_and_the_answers_reference() {
    let world = World::new().await;
    let answer = send(world.request(Method::GET, "/nowhere")).await;
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["request-id"], answer.text("request_id"));
    assert_eq!(
        (
            answer.text("type"),
            answer.text("title"),
            answer.body["status"].as_u64()
        ),
        ("about:blank", "Not Found", Some(404))
    );
    assert_eq!(answer.problem(), (404, "route.unknown"));
    for (method, path) in [
        (Method::PUT, "/checkout/v1"),
        (Method::GET, "/v1/sessions"),
        (Method::POST, "/health"),
    ] {
        let answer = send(world.request(method, path)).await;
        assert_eq!(answer.problem(), (405, "method.refused"), "{path}");
        assert!(answer.headers.contains_key("allow"));
    }
    let well = send(world.request(Method::GET, "/health")).await;
    assert_eq!((well.status, &well.body), (200, &json!({ "status": "ok" })));
    assert!(well.headers.contains_key("request-id"));
}

#[tokio::test]
async fn neither_key_opens_the_others_door() {
    let world = World::new().await;
    let page = world.session("B-4", "c-1").await;
    let session = format!("/v1/sessions/{}", page.id);
    let cases = [
        ("/checkout/v1", None, (401, "token.missing")),
        ("/checkout/v1", Some(SECRET_KEY), (401, "token.unknown")),
        ("/checkout/v1", Some("ct_unknown"), (401, "token.unknown")),
        ("/checkout/v1", Some(&page.id), (401, "token.unknown")),
        (&session, None, (401, "secret_key.missing")),
        (&session, Some(&page.token), (401, "secret_key.unknown")),
        (
            &session,
            Some("sk_test_0123456789abcdef0123456789abcdeX"),
            (401, "secret_key.unknown"),
        ),
    ];
    for (path, key, problem) in cases {
        let request = world.request(Method::GET, path);
        let request = match key {
            Some(key) => request.bearer_auth(key),
            None => request,
        };
        let answer = send(request).await;
        assert_eq!(answer.problem(), problem, "{path} {key:?}");
    }
    let other = world.session("B-5", "c-1").await;
    let mine = page.get("").await;
    assert_eq!(mine.text("order"), "B-4");
    assert_ne!(mine.body["session"], Value::from(other.id.as_str()));
}

#[tokio::test]
async fn a_path_that_is_no_text_leads_nowhere() {
    let world = World::new().await;
    for path in [
        "/v1/payments/%FF",
        "/v1/sessions/%C3",
        "/v1/customers/%FF/cards",
    ] {
        let request = world.request(Method::GET, path).bearer_auth(SECRET_KEY);
        assert_eq!(
            send(request).await.problem(),
            (404, "route.unknown"),
            "{path}"
        );
    }
}
