//! The page speaks the session's language, else the browser's, and says what it is told as text.

use oneclick_sandbox::{Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::json;

use crate::stage::configuration::QUICK;
use crate::stage::pay_page::Document;
use crate::stage::world::{VISA, World};

#[tokio::test]
async fn a_page_speaks_the_language_of_the_session_else_of_the_browser() {
    let world = World::new().await;
    world.card("c-1", VISA).await;
    for (order, session, browser, start, button) in [
        (
            "L-1",
            Some("de-AT"),
            "sv",
            "lang=\"de\" dir=\"ltr\"",
            "9,95\u{a0}EUR bezahlen",
        ),
        (
            "L-2",
            None,
            "sv, en;q=0.5",
            "lang=\"sv\" dir=\"ltr\"",
            "Betala 9,95\u{a0}EUR",
        ),
        (
            "L-3",
            Some("zh"),
            "he",
            "lang=\"he\" dir=\"rtl\"",
            "9.95\u{a0}EUR",
        ),
        (
            "L-4",
            Some("ar"),
            "en",
            "lang=\"ar\" dir=\"rtl\"",
            "\u{a0}EUR",
        ),
        (
            "L-5",
            None,
            "zh",
            "lang=\"en\" dir=\"ltr\"",
            "Pay EUR\u{a0}9.95",
        ),
    ] {
        let session = world
            .ask_session(order, "c-1", json!({ "language": session }))
            .await;
        let page = world.pay_page_of(&session);
        let request = page.request(Method::GET, &page.url);
        let shown = Document::of(request.header("Accept-Language", browser)).await;
        assert_eq!(shown.between("<html ", ">"), Some(start));
        assert!(shown.text.contains(button), "{shown:?}");
        assert_eq!(shown.headers["vary"], "accept-language");
    }
}

#[tokio::test]
async fn what_merchant_and_shopper_wrote_is_text() {
    let script = "</title><script>alert(1)</script>\"><img src=x onerror=alert(1)>";
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let url = sandbox.url().to_owned();
    let world = World::before_with(sandbox, &url, QUICK, |text| {
        text.replace("\"Nordlys\"", &format!("'''{script}'''"))
    })
    .await;
    let card = world.card("c-1", VISA).await;
    let session = json!({
        "description": script, "statement_descriptor": script, "language": "en",
        "customer": { "id": "c-1", "first_name": script, "last_name": script },
        "return_url": "http://localhost:8080/?a=%22&b=\"><script>alert(1)</script>",
        "billing": { "name": script, "city": script },
    });
    let page = world.pay_page_of(&world.ask_session("L-6", "c-1", session).await);
    let list = page.get().await;
    let mut fields = list.payment(&card, script);
    let refused = page.submit(&fields).await;
    assert_eq!(refused.status, 422);
    let code = fields.iter().position(|(name, _)| name.starts_with("cvc-"));
    fields[code.unwrap()].1 = String::from("123");
    let paid = page.follow(&page.submit(&fields).await).await;
    assert_eq!(paid.screen(), "Paid");
    for shown in [list, refused, paid] {
        assert!(shown.text.contains("&lt;script&gt;alert(1)"), "{shown:?}");
        for active in ["<script", "<img"] {
            assert!(!shown.text.contains(active), "{active}: {shown:?}");
        }
    }
}
