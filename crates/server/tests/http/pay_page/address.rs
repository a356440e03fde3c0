//! Who has a page's address, and what a page allows.

use reqwest::Method;
use serde_json::json;

use crate::stage::pay_page::Document;
use crate::stage::world::{VISA, World};

#[tokio::test]
async fn a_page_allows_no_script_and_tells_its_address_to_nobody() {
    let world = World::new().await;
    world.card("c-1", VISA).await;
    let page = world.pay_page("A-1", "c-1").await;
    let shown = page.get().await;
    let header = |name: &str| shown.headers[name].to_str().unwrap();
    assert_eq!(
        header("content-security-policy"),
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
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
    for active in ["<script", "style=\"", " onclick", " src=", "javascript:"] {
        assert!(!shown.text.contains(active), "{active}: {}", shown.text);
    }
    let sheet = shown
        .between("<link rel=\"stylesheet\" href=\"", "\"")
        .unwrap();
    let sheet = format!("{}/pay/{sheet}", world.base);
    let sheet = Document::of(page.request(Method::GET, &sheet)).await;
    assert_eq!(sheet.status, 200);
    assert_eq!(sheet.headers["content-type"], "text/css; charset=utf-8");
    assert!(
        sheet.headers["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    assert!(sheet.text.contains(".cvc-field"));
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
