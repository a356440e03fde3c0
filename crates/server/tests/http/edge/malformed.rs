//! Requests that two servers could read differently: refused, not chosen from.

use reqwest::Method;
use serde_json::json;

use crate::stage::answer::send;
use crate::stage::configuration::{ORIGIN, QUICK, SECRET_KEY};
use crate::stage::raw::Raw;
use crate::stage::world::World;

const NO_PAGE: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// A body that would be a request of its own.
const SMUGGLED: &str = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn post(headers: &str, body: &str) -> String {
    format!("POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{body}")
}

#[tokio::test]
async fn what_is_ambiguous_is_refused_and_the_connection_closed() {
    let world = World::new().await;
    let long = format!("A: {}\r\n", "a".repeat(20_000));
    let many = "A: b\r\n".repeat(120);
    let length = SMUGGLED.len();
    let cases = [
        (String::from("GET /health HTTP/1.1\r\n\r\n"), 400),
        (
            String::from("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
            400,
        ),
        (
            String::from("GET /health HTTP/1.1\r\nHost: a/b\r\n\r\n"),
            400,
        ),
        (
            post(
                &format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
                &format!("0\r\n\r\n{SMUGGLED}"),
            ),
            400,
        ),
        (
            post(
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                &format!("0\r\n\r\n{SMUGGLED}"),
            ),
            400,
        ),
        (
            post("Content-Length: 0\r\nContent-Length: 44\r\n", SMUGGLED),
            400,
        ),
        (post("Content-Length: 0, 44\r\n", SMUGGLED), 400),
        (post("Content-Length: +0\r\n", SMUGGLED), 400),
        (
            post("Transfer-Encoding: chunked, identity\r\n", SMUGGLED),
            400,
        ),
        (post("Transfer-Encoding: gzip, chunked\r\n", SMUGGLED), 400),
        (post("Transfer-Encoding : chunked\r\n", SMUGGLED), 400),
        (post("A: b\r\n Content-Length: 44\r\n", SMUGGLED), 400),
        (
            String::from("GET /health HTTP/1.1\nHost: localhost\n\n"),
            400,
        ),
        (
            String::from("GET /health HTTP/1.1\r\nHost: localhost\r\nA: b\n\r\n"),
            400,
        ),
        (String::from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 400),
        (post(&many, ""), 431),
        (post(&long, ""), 431),
    ];
    for (request, status) in cases {
        let shown: String = request.chars().take(120).collect();
        let mut raw = Raw::of(&world).await;
        raw.write(&request).await;
        let answer = raw.answer().await.unwrap();
        assert_eq!(answer.status, status, "{shown}");
        assert!(answer.head.contains("request-id: "), "{shown}");
        assert!(answer.head.contains("connection: close\r\n"), "{shown}");
        let code = if status == 400 {
            "request.http"
        } else {
            "request.head_too_large"
        };
        assert_eq!(answer.problem().1, code, "{shown}");
        // The rest of what was sent is no request.
        assert!(raw.is_closed().await, "{shown}");
    }
}

#[tokio::test]
async fn nothing_behind_a_body_in_chunks_is_a_request() {
    let world = World::new().await;
    for body in [
        format!("0\r\n\r\n{SMUGGLED}"),
        format!("0;a=\"\r\n\r\n{SMUGGLED}"),
        format!("00000000000000000\r\n\r\n{SMUGGLED}"),
    ] {
        let mut raw = Raw::of(&world).await;
        let headers = "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n";
        raw.write(post(headers, &body)).await;
        let first = raw.answer().await;
        assert!(first.is_none_or(|answer| answer.status != 200), "{body:?}");
        assert!(raw.is_closed().await, "{body:?}");
    }
}

#[tokio::test]
async fn well_formed_requests_may_follow_each_other_in_any_pieces() {
    let world = World::new().await;
    let body = r#"{"order":"R-1"}"#;
    let headers = format!(
        "Authorization: Bearer {SECRET_KEY}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    let both = format!("{SMUGGLED}{}{SMUGGLED}", post(&headers, body));
    for size in [1, 7, 150, both.len()] {
        let mut raw = Raw::of(&world).await;
        for piece in both.as_bytes().chunks(size) {
            raw.write(piece).await;
        }
        let mut statuses = Vec::new();
        for _ in 0..3 {
            statuses.push(raw.answer().await.unwrap().status);
        }
        assert_eq!(statuses, [200, 400, 200], "{size}");
    }
    for length in [7_000, 8_192, 16_000] {
        let mut large = Raw::of(&world).await;
        let header = format!("A: {}\r\n", "a".repeat(length));
        assert_eq!(large.get("/health", &header).await.status, 200, "{length}");
    }
    let mut old = Raw::of(&world).await;
    old.write("GET /health HTTP/1.0\r\n\r\n").await;
    assert_eq!(old.answer().await.unwrap().status, 200);
    assert!(old.is_closed().await);
}

#[tokio::test]
async fn a_header_that_says_who_calls_or_what_comes_stands_there_once() {
    let world = World::new().await;
    let page = world.session("R-2", "c-1").await;
    let bearer = |key: &str| ("Authorization", format!("Bearer {key}"));
    let json_type = || ("Content-Type", String::from("application/json"));
    let origin = |origin: &str| ("Origin", String::from(origin));
    let cases = [
        (
            "/v1/sessions",
            vec![bearer("sk_test_other"), bearer(SECRET_KEY), json_type()],
        ),
        (
            "/v1/sessions",
            vec![bearer(SECRET_KEY), bearer(SECRET_KEY), json_type()],
        ),
        (
            "/v1/sessions",
            vec![bearer(SECRET_KEY), json_type(), json_type()],
        ),
        (
            "/checkout/v1/extend",
            vec![
                bearer(&page.token),
                origin(ORIGIN),
                origin("https://evil.example"),
            ],
        ),
    ];
    for (path, headers) in cases {
        let mut request = world.request(Method::POST, path).body("{}");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = send(request).await;
        assert_eq!(answer.problem(), (400, "request.header_repeated"), "{path}");
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_read_and_a_compressed_body_is_told_as_such() {
    let world = World::new().await;
    let body = json!({
        "order": "R-3", "amount": 995, "currency": "EUR",
        "return_url": "http://localhost:8080/",
    });
    let request = |body: Vec<u8>| {
        let request = world.request(Method::POST, "/v1/sessions");
        let request = request.bearer_auth(SECRET_KEY).body(body);
        request.header("Content-Type", "application/json; charset=utf-8")
    };
    let marked = format!("\u{feff}{body}").into_bytes();
    let made = send(request(marked.clone()).header("Content-Encoding", "identity")).await;
    assert_eq!(made.status, 201, "{made:?}");
    for encoding in ["gzip", "br", "deflate", "identity, gzip"] {
        let encoded = request(marked.clone()).header("Content-Encoding", encoding);
        let answer = send(encoded).await;
        assert_eq!(answer.problem(), (415, "request.encoding"), "{encoding}");
        assert!(answer.text("detail").contains("compressed"));
    }
    let notified = world
        .request(Method::POST, "/notifications/smart2pay")
        .header("Content-Encoding", "gzip")
        .body("{}");
    assert_eq!(send(notified).await.problem(), (415, "request.encoding"));
}

#[tokio::test]
async fn an_expectation_that_nobody_meets_is_refused_and_named() {
    let world = World::new().await;
    let length = "Content-Length: 0\r\n";
    for wrong in [
        "tea",
        "100-continued",
        "100-continue, tea",
        "tea=100-continue",
    ] {
        let mut raw = Raw::of(&world).await;
        raw.write(post(&format!("{length}Expect: {wrong}\r\n"), ""))
            .await;
        let answer = raw.answer().await.unwrap();
        assert_eq!(answer.problem(), (417, "request.expectation"), "{wrong}");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains("100-continue"), "{detail}");
        assert!(detail.contains("the header Expect"), "{detail}");
    }
    let twice = format!("{length}Expect: 100-continue\r\nExpect: tea\r\n");
    let mut raw = Raw::of(&world).await;
    raw.write(post(&twice, "")).await;
    let answer = raw.answer().await.unwrap();
    assert_eq!(answer.problem(), (417, "request.expectation"));
    // What can be met is met, and no secret key is there.
    for met in ["100-continue", "100-Continue", ""] {
        let mut raw = Raw::of(&world).await;
        raw.write(post(&format!("{length}Expect: {met}\r\n"), ""))
            .await;
        let answer = raw.answer().await.unwrap();
        assert_eq!(answer.problem(), (401, "secret_key.missing"), "{met:?}");
    }
}

#[tokio::test]
async fn no_answer_but_a_page_may_be_shown_as_one() {
    let world = World::new().await;
    for path in [
        "/health",
        "/nowhere",
        "/v1/payments/pay_1",
        "/widget/nothing.js",
    ] {
        let answer = send(world.request(Method::GET, path)).await;
        let policy = &answer.headers["content-security-policy"];
        assert_eq!(policy, NO_PAGE, "{path}");
    }
}

#[tokio::test]
async fn an_https_address_tells_browsers_to_stay_with_it() {
    let plain = World::new().await;
    let answer = send(plain.request(Method::GET, "/health")).await;
    assert!(!answer.headers.contains_key("strict-transport-security"));
    let sandbox = oneclick_sandbox::Sandbox::start(oneclick_sandbox::SandboxSettings::default())
        .await
        .unwrap();
    let url = sandbox.url().to_owned();
    let secure = World::before_with(sandbox, &url, QUICK, |text| {
        let (before, after) = text.split_once("public_url = \"").unwrap();
        let (_, after) = after.split_once('"').unwrap();
        format!("{before}public_url = \"https://pay.example.com\"{after}")
    })
    .await;
    for path in ["/health", "/nowhere", "/widget/nothing.js"] {
        let answer = send(secure.request(Method::GET, path)).await;
        assert_eq!(
            answer.headers["strict-transport-security"], "max-age=31536000",
            "{path}"
        );
    }
}
