//! A shopper who comes back to an address that leads nowhere reads a page, and nothing of
//! money that may be false.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use reqwest::{Method, Response};
use sha2::{Digest as _, Sha256};

use crate::stage::configuration::QUICK;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

const ORIGINS: &str = "return_origins = [\"http://localhost:8080\"]";

async fn ask(world: &World, method: Method, path: &str, languages: &str) -> Response {
    let request = world.request(method, path);
    let request = request.header("Accept-Language", languages);
    request.send().await.unwrap()
}

/// What stands between two marks of a page.
fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = html.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

/// The page is whole by itself, and allows nothing else.
async fn expect_page(answer: Response, status: u16) -> String {
    assert_eq!(answer.status(), status);
    let headers = answer.headers().clone();
    let header = |name: &str| headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("vary"), "accept-language");
    assert!(!headers.contains_key("location"));
    assert!(headers.contains_key("request-id"));
    let html = answer.text().await.unwrap();
    let hash = STANDARD.encode(Sha256::digest(between(&html, "<style>", "</style>")));
    assert_eq!(
        header("content-security-policy"),
        format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'"
        )
    );
    assert_eq!(
        header("content-language"),
        between(&html, "<html lang=\"", "\"")
    );
    for active in ["<script", "<form", "style=\"", " on", "src="] {
        let tags = html.split('<').filter_map(|tag| tag.split('>').next());
        assert!(
            !tags
                .into_iter()
                .any(|tag| format!("<{tag}").contains(active)),
            "{html}"
        );
    }
    html
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_page_in_the_shoppers_language() {
    let world = World::new().await;
    for (path, languages, start, title) in [
        (
            "/return/abc",
            "en-GB",
            "lang=\"en\" dir=\"ltr\"",
            "This link no longer works",
        ),
        (
            "/return/%FF",
            "de-AT, en;q=0.5",
            "lang=\"de\" dir=\"ltr\"",
            "Dieser Link funktioniert nicht mehr",
        ),
        (
            "/return/",
            "zh, he;q=0.9",
            "lang=\"he\" dir=\"rtl\"",
            "הקישור הזה כבר לא פעיל",
        ),
        (
            "/return",
            "zh",
            "lang=\"en\" dir=\"ltr\"",
            "This link no longer works",
        ),
        (
            "/return/aaaaaaaaaaaaaaaaaaaaaaaaaa?data=2",
            "ar",
            "lang=\"ar\" dir=\"rtl\"",
            "لم يعد هذا الرابط صالحًا",
        ),
    ] {
        for method in [Method::GET, Method::POST] {
            let html = expect_page(ask(&world, method, path, languages).await, 404).await;
            assert!(html.contains(start), "{path}: {html}");
            assert_eq!(between(&html, "<h1>", "</h1>"), title);
            assert!(
                html.contains("<a href=\"http://localhost:8080\">"),
                "{html}"
            );
        }
    }
    assert_eq!(world.sandbox.requests(None).look_ups, 0);
}

#[tokio::test]
async fn a_shopper_of_one_of_several_shops_is_sent_to_none() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let url = sandbox.url().to_owned();
    let world = World::before_with(sandbox, &url, QUICK, |text| {
        assert!(text.contains(ORIGINS), "{text}");
        let two = "return_origins = [\"http://localhost:8080\", \"https://shop.example\"]";
        text.replace(ORIGINS, two)
    })
    .await;
    let html = expect_page(ask(&world, Method::GET, "/return/abc", "en").await, 404).await;
    assert!(!html.contains("<a "), "{html}");
}

#[tokio::test]
async fn a_shopper_whose_payment_cannot_be_read_is_asked_not_to_pay_again() {
    let world = World::new().await;
    world.behave("R-1", Behaviour::ThreeDSecure);
    let card = world.card("c-1", VISA).await;
    let page = world.session("R-1", "c-1").await;
    page.pay("first", &payment_body(&card, None, "123")).await;
    let tokens: Vec<String> = world.column("SELECT return_token FROM attempts");
    world.execute("UPDATE attempts SET currency = 'ZZZ'").await;
    let path = format!("/return/{}", tokens[0]);
    let html = expect_page(ask(&world, Method::GET, &path, "de").await, 500).await;
    let title = "Wir wissen nicht, ob Sie bezahlt haben";
    assert_eq!(between(&html, "<h1>", "</h1>"), title);
    assert!(
        html.contains("Bitte bezahlen Sie nicht noch einmal."),
        "{html}"
    );
    assert!(
        !html.contains("ZZZ") && !html.contains(&tokens[0]),
        "{html}"
    );
    let bare = ask(&world, Method::HEAD, &path, "de").await;
    assert_eq!(bare.status(), 500);
    assert_eq!(bare.text().await.unwrap(), "");
}
