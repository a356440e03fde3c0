//! Who has a page's address, and what a page allows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::stage::pay_page::Document;
use crate::stage::world::{VISA, World};

#[tokio::test]
async fn a_page_allows_no_script_and_tells_its_address_to_nobody() {
    let world = World::new().await;
    world.card("c-1", VISA).await;
    let page = world.pay_page("A-1", "c-1").await;
    let shown = page.get().await;
    let header = |name: &str| shown.headers[name].to_str().unwrap();
    // The sheet comes with the page: another build of a rolling deploy has another one.
    let sheet = shown.between("<style>", "</style>").unwrap();
    assert!(sheet.contains(".cvc-field"), "{sheet}");
    let hash = STANDARD.encode(Sha256::digest(sheet));
    assert_eq!(
        header("content-security-policy"),
        format!(
            "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'"
        )
    );
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("content-language", "en"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(header(name), value);
    }
    assert!(!shown.headers.contains_key("set-cookie"));
    for active in [
        "<script",
        "<link",
        "style=\"",
        " onclick",
        " src=",
        "javascript:",
    ] {
        assert!(!shown.text.contains(active), "{active}: {}", shown.text);
    }
}

#[tokio::test]
async fn another_address_opens_nothing() {
    let world = World::new().await;
    let session = world.ask_session("A-2", "c-1", json!({})).await;
    let page = world.pay_page_of(&session);
    let (address, letters) = page.url.rsplit_once('.').unwrap();
    let other = world.pay_page("A-3", "c-1").await;
    let (_, others) = other.url.rsplit_once('.').unwrap();
    for url in [
        format!("{address}.{others}"),
        format!("{address}."),
        String::from(address),
        format!("{}/pay/{}", world.base, session.text("client_token")),
        format!("{}/pay/{letters}", world.base),
        format!("{}/pay/%FF", world.base),
    ] {
        for method in [Method::GET, Method::POST] {
            let answer = Document::of(page.request(method, &url)).await;
            assert_eq!(answer.status, 404, "{url}");
            assert!(
                answer.text.contains("This link no longer works"),
                "{answer:?}"
            );
        }
    }
    // Nor does the page's token open the checkout.
    let token = page.url.rsplit_once('/').unwrap().1;
    let mut element = world.page(&session);
    element.token = String::from(token);
    assert_eq!(element.get("").await.problem(), (401, "token.unknown"));
}
