//! Which pages may call.

use reqwest::Method;

use crate::stage::answer::send;
use crate::stage::configuration::{ORIGIN, SECRET_KEY};
use crate::stage::world::World;

#[tokio::test]
async fn a_listed_origin_is_answered_its_preflight() {
    let world = World::new().await;
    let request = world
        .request(Method::OPTIONS, "/checkout/v1")
        .header("Origin", ORIGIN)
        .header("Access-Control-Request-Method", "POST")
        .header(
            "Access-Control-Request-Headers",
            "authorization,content-type,idempotency-key",
        );
    let answer = send(request).await;
    assert_eq!(answer.status, 204);
    let header = |name: &str| answer.headers[name].to_str().unwrap();
    assert_eq!(header("access-control-allow-origin"), ORIGIN);
    assert_eq!(header("access-control-max-age"), "7200");
    assert_eq!(
        header("access-control-allow-headers"),
        "Authorization, Content-Type, Idempotency-Key"
    );
    assert!(header("access-control-allow-methods").contains("POST"));
    assert_eq!(header("vary"), "Origin");
    assert!(
        !answer
            .headers
            .contains_key("access-control-allow-credentials")
    );
}

#[tokio::test]
async fn a_listed_origin_reads_answers_and_problems() {
    let world = World::new().await;
    let page = world.session("O-1", "c-1").await;
    for answer in [page.get("").await, page.get("/nowhere").await] {
        assert_eq!(answer.headers["access-control-allow-origin"], ORIGIN);
        assert_eq!(
            answer.headers["access-control-expose-headers"],
            "Idempotent-Replayed, Retry-After, Request-Id"
        );
        assert_eq!(answer.headers["vary"], "Origin");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn any_other_origin_is_refused_before_anything_happens() {
    let world = World::new().await;
    let page = world.session("O-2", "c-1").await;
    let others = [
        "http://localhost:8081",
        "http://localhost:8080.evil.example",
        "null",
        "https://localhost:8080",
        "HTTP://LOCALHOST:8080",
    ];
    for origin in others {
        for method in [Method::OPTIONS, Method::GET, Method::POST] {
            let is_preflight = method == Method::OPTIONS;
            let request = world
                .request(method, "/checkout/v1")
                .bearer_auth(&page.token)
                .header("Origin", origin);
            let answer = send(request).await;
            assert_eq!(answer.problem(), (403, "origin.refused"), "{origin}");
            // No preflight is granted; what needs none may read the refusal.
            let allowed = answer.headers.get("access-control-allow-origin");
            assert_eq!(allowed.is_some(), !is_preflight, "{origin}");
            assert!(allowed.is_none_or(|allowed| allowed == origin), "{origin}");
            let told: Vec<&String> = answer.body.as_object().unwrap().keys().collect();
            let refusal = ["code", "detail", "request_id", "status", "title", "type"];
            assert_eq!(told, refusal, "{origin}");
        }
    }
}

#[tokio::test]
async fn what_is_no_page_needs_no_origin_and_the_merchants_calls_answer_no_page() {
    let world = World::new().await;
    let page = world.session("O-3", "c-1").await;
    let request = world.request(Method::GET, "/checkout/v1");
    assert_eq!(send(request.bearer_auth(&page.token)).await.status, 200);
    let request = world
        .request(Method::GET, &format!("/v1/sessions/{}", page.id))
        .bearer_auth(SECRET_KEY)
        .header("Origin", ORIGIN);
    let answer = send(request).await;
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}
