//! Who gets to the operator's page, and who does not.

use reqwest::Method;

use crate::stage::configuration::{ORIGIN, SECRET_KEY};
use crate::stage::operator::{ADMIN_TOKEN, operated};
use crate::stage::pay_page::Document;

#[tokio::test]
async fn the_page_opens_by_its_token_and_a_name_until_who_signed_in_leaves() {
    let world = operated().await;
    let stranger = world.stranger();
    for path in ["/", "/operator"] {
        assert_eq!(stranger.get(path).await.status, 303, "{path}");
    }
    for path in ["/operator/review", "/operator/payments/pay_1"] {
        let refused = stranger.get(path).await;
        assert_eq!(refused.status, 303, "{path}");
        assert_eq!(refused.headers["location"], "/operator/sign-in");
    }
    let form = stranger.get("/operator/sign-in").await;
    assert_eq!(form.status, 200);
    for (token, name, status) in [
        (SECRET_KEY, "Ada", 401),
        ("", "Ada", 401),
        (ADMIN_TOKEN, " ", 422),
        (ADMIN_TOKEN, "A\u{202e}da", 422),
    ] {
        let refused = stranger.sign_in(token, name).await;
        assert_eq!(refused.status, status, "{refused:?}");
        assert!(refused.headers.get("set-cookie").is_none());
        assert!(refused.text.contains("role=\"alert\""), "{refused:?}");
    }
    let signed = stranger.sign_in(ADMIN_TOKEN, "Ada <b>").await;
    let cookie = signed.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.ends_with("; Path=/operator; Max-Age=43200; HttpOnly; SameSite=Strict"),
        "{cookie}"
    );
    assert!(!cookie.contains(ADMIN_TOKEN));
    let ada = world.operator("Ada <b>").await;
    let page = ada.get("/operator/review").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Nothing waits for a person"), "{page:?}");
    assert!(page.text.contains("<bdi>Ada &lt;b&gt;</bdi>"), "{page:?}");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    for part in [
        "default-src 'none';",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(!page.text.contains("<script"), "{page:?}");
    assert_eq!(ada.submit("/operator/sign-out", &[]).await.status, 303);
    assert_eq!(ada.get("/operator/review").await.status, 303);
}

#[tokio::test]
async fn a_sign_in_ends_after_twelve_hours() {
    let world = operated().await;
    let ada = world.operator("Ada").await;
    world.clock.advance(12 * 3_600_000 - 60_000);
    assert_eq!(ada.get("/operator/review").await.status, 200);
    world.clock.advance(60_000);
    assert_eq!(ada.get("/operator/review").await.status, 303);
}

#[tokio::test]
async fn whoever_guesses_has_to_wait() {
    let world = operated().await;
    let stranger = world.stranger();
    for _ in 0..10 {
        let refused = stranger.sign_in("admin_guess", "Eve").await;
        assert_eq!(refused.status, 401);
    }
    let refused = stranger.sign_in(ADMIN_TOKEN, "Ada").await;
    assert_eq!(refused.status, 429);
    assert!(refused.headers.get("retry-after").is_some(), "{refused:?}");
    world.clock.advance(600_000);
    world.operator("Ada").await;
}

#[tokio::test]
async fn another_host_and_another_origin_are_refused() {
    let world = operated().await;
    let ada = world.operator("Ada").await;
    let port = world.server.admin_address().unwrap().port();
    for host in [
        "evil.example",
        "evil.example:9465",
        "localhost.evil.example",
        "localhost@evil.example",
        "",
    ] {
        let request = ada.request(Method::GET, "/operator/review");
        let refused = Document::of(request.header("Host", host)).await;
        assert_eq!(refused.status, 400, "{host}");
        assert!(!refused.text.contains("Ada"), "{host}");
    }
    for host in ["127.0.0.1:9999", "[::1]:9465", "localhost"] {
        let request = ada.request(Method::GET, "/operator/review");
        let through = Document::of(request.header("Host", host)).await;
        assert_eq!(through.status, 200, "{host}");
    }
    let sign_out = |headers: &[(&str, &str)]| {
        let mut request = ada.request(Method::POST, "/operator/sign-out");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Document::of(request)
    };
    let own = format!("http://localhost:{port}");
    let other_port = "http://localhost:8080";
    let other_scheme = format!("https://localhost:{port}");
    for headers in [
        &[][..],
        &[("Origin", "null")],
        &[("Origin", ORIGIN)],
        &[("Origin", other_port)],
        &[("Origin", &other_scheme)],
        &[("Origin", &own), ("Sec-Fetch-Site", "same-site")],
        &[("Origin", &own), ("Sec-Fetch-Site", "cross-site")],
    ] {
        let refused = sign_out(headers).await;
        assert_eq!(refused.status, 403, "{headers:?}");
    }
    assert_eq!(ada.get("/operator/review").await.status, 200);
    assert_eq!(sign_out(&[("Origin", &own)]).await.status, 303);
}

#[tokio::test]
async fn shoppers_and_the_merchant_find_no_operators_page() {
    let world = operated().await;
    let public = Document::of(world.request(Method::GET, "/operator/review")).await;
    assert_eq!(public.status, 404);
    let ada = world.operator("Ada").await;
    for path in ["/v1/webhooks", "/health", "/metrics", "/operator/nothing"] {
        let request = ada.request(Method::GET, path).bearer_auth(SECRET_KEY);
        let none = Document::of(request).await;
        assert_eq!(none.status, 404, "{path}");
        assert!(none.text.starts_with("<!DOCTYPE html>"), "{none:?}");
    }
    let wrong = ada.submit("/operator/review", &[]).await;
    assert_eq!(wrong.status, 405, "{wrong:?}");
}
