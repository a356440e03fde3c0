//! The shop's backend over real HTTP, with a stand-in for the checkout server.

#[cfg(test)]
mod stand_in;
#[cfg(test)]
mod webhooks;

use serde_json::{Value, json};
use stand_in::{SECRET_KEY, Shop};

#[tokio::test]
async fn makes_an_order_with_cards_scenario_and_session() {
    let shop = Shop::start("makes").await;
    let (status, answer) = shop
        .post("/shop/orders", json!({ "scenario": "declined" }))
        .await;
    assert_eq!(status, 201);
    let order = answer["order"].as_str().unwrap();
    assert_eq!(answer["endpoint"], format!("{}/checkout/v1", shop.server));
    assert_eq!(
        answer["script"],
        format!("{}/widget/v1/oneclick.js", shop.server)
    );
    assert!(answer["session"].as_str().unwrap().starts_with("ct_"));
    assert!(!answer.to_string().contains(SECRET_KEY));

    let behaviours = shop.seen("/control/behaviours");
    assert_eq!(behaviours[0].body["order"], order);
    assert_eq!(behaviours[0].body["do"], "declined");

    let cards = shop.seen("/v1/customers/");
    assert_eq!(cards.len(), 4);
    assert_eq!(cards[0].body["default"], true);
    assert_eq!(cards[0].body["last_four"], "4242");
    assert!(cards[1..].iter().all(|card| card.body["default"] == false));
    assert!(cards[3].body["expiry"]["year"].as_u64().unwrap() < 2026);
    let mut tokens: Vec<_> = cards
        .iter()
        .map(|card| card.body["token"].to_string())
        .collect();
    tokens.dedup();
    assert_eq!(tokens.len(), 4);

    let sessions = shop.seen("/v1/sessions");
    let session = &sessions[0].body;
    assert_eq!(sessions[0].key.as_deref(), Some(SECRET_KEY));
    assert_eq!(session["amount"], 12_900);
    assert_eq!(session["currency"], "EUR");
    assert_eq!(session["three_d_secure"], false);
    assert_eq!(
        session["return_url"],
        format!("{}/?order={order}", shop.url)
    );
    assert!(
        cards[0]
            .path
            .contains(session["customer"]["id"].as_str().unwrap())
    );
}

#[tokio::test]
async fn imports_a_customers_cards_once() {
    let shop = Shop::start("imports").await;
    let order = || shop.post("/shop/orders", json!({ "customer": "c-1" }));
    let answers = tokio::join!(order(), order(), order());
    assert_eq!((answers.0.0, answers.1.0, answers.2.0), (201, 201, 201));
    assert_eq!(shop.seen("/v1/customers/c-1/cards").len(), 4);
    assert_eq!(shop.seen("/v1/sessions").len(), 3);
}

#[tokio::test]
async fn a_guest_has_no_customer_and_no_cards() {
    let shop = Shop::start("guest").await;
    let (status, _) = shop.post("/shop/orders", json!({ "customer": null })).await;
    assert_eq!(status, 201);
    assert!(shop.seen("/v1/customers/").is_empty());
    assert_eq!(shop.seen("/v1/sessions")[0].body.get("customer"), None);
}

#[tokio::test]
async fn the_bank_is_asked_where_the_scenario_says_so() {
    let shop = Shop::start("bank").await;
    let body = json!({ "scenario": "three_d_secure", "language": "sv", "order": "N-1" });
    shop.post("/shop/orders", body).await;
    let session = &shop.seen("/v1/sessions")[0].body;
    assert_eq!(session["three_d_secure"], true);
    assert_eq!(session["language"], "sv");
    assert_eq!(
        session["return_url"],
        format!("{}/?order=N-1&language=sv", shop.url)
    );
}

#[tokio::test]
async fn another_session_keeps_the_order() {
    let shop = Shop::start("another").await;
    let body = json!({ "order": "N-2", "amount": 995, "currency": "SEK", "customer": "c-2" });
    let (_, first) = shop.post("/shop/orders", body).await;
    let (status, second) = shop.post("/shop/orders/N-2/sessions", json!({})).await;
    assert_eq!(status, 201);
    assert_eq!(second["order"], "N-2");
    assert_ne!(first["session"], second["session"]);
    let sessions = shop.seen("/v1/sessions");
    assert_eq!(sessions[0].body, sessions[1].body);
}

#[tokio::test]
async fn a_voucher_changes_what_the_order_costs_and_limits_are_reset_by_customer() {
    let shop = Shop::start("changes").await;
    let body = json!({ "order": "N-4", "amount": 995, "currency": "EUR", "customer": "c-4" });
    shop.post("/shop/orders", body).await;
    let change = async |what: &str| {
        let url = format!("{}/shop/orders/N-4/{what}", shop.url);
        let request = reqwest::Client::builder().no_proxy().build().unwrap();
        request.post(url).send().await.unwrap().status()
    };
    assert_eq!(change("voucher").await, 204);
    let changed = shop.seen("/v1/sessions/cs_").pop().unwrap();
    assert_eq!(
        (changed.method.as_str(), changed.body),
        ("PATCH", json!({ "amount": 896 }))
    );
    let view: Value = shop.get("/shop/orders/N-4").await.json().await.unwrap();
    assert_eq!(view["amount"], 896);
    assert_eq!(change("reset_limits").await, 204);
    let reset = shop.seen("/v1/customers/c-4/reset_limits");
    assert_eq!(reset.len(), 1);
}

#[tokio::test]
async fn ships_on_what_the_server_says() {
    let shop = Shop::start("ships").await;
    shop.post("/shop/orders", json!({ "order": "N-3" })).await;
    let view = async || -> Value { shop.get("/shop/orders/N-3").await.json().await.unwrap() };
    assert_eq!(view().await["paid"], false);

    let payment =
        |charged: Value| json!({ "id": "pay_1", "state": "processing", "charged": charged });
    shop.memory.lock().unwrap().payments = vec![payment(Value::Null)];
    assert_eq!(view().await["paid"], false);
    shop.memory.lock().unwrap().payments = vec![payment(json!(true))];
    let paid = view().await;
    assert_eq!(paid["paid"], true);
    assert_eq!(paid["payments"][0]["id"], "pay_1");
    assert_eq!(paid["returning"], true);
}

#[tokio::test]
async fn refuses_what_it_cannot_do_and_says_why() {
    let shop = Shop::start("refuses").await;
    let cases = [
        (
            json!({ "scenario": "maybe" }),
            400,
            "scenario.unknown",
            "answer_lost",
        ),
        (json!({ "order": "a/b" }), 400, "order.format", "1 to 50"),
        (
            json!({ "customer": "a b" }),
            400,
            "customer.format",
            "1 to 50",
        ),
        (json!({ "colour": "red" }), 400, "request", "colour"),
        (
            json!({ "amount": 12.9 }),
            400,
            "amount.format",
            "such as 1290 for 12.90, and not 12.9.",
        ),
        (
            json!({ "amount": "12.90" }),
            400,
            "amount.format",
            "such as 1290 for 12.90",
        ),
        (
            json!({ "amount": null }),
            400,
            "amount.format",
            "such as 1290 for 12.90",
        ),
        (
            json!({ "amount": 0 }),
            422,
            "amount.not_positive",
            "as the rule says (request id R1)",
        ),
    ];
    for (body, expected, code, words) in cases {
        let (status, answer) = shop.post("/shop/orders", body.clone()).await;
        assert_eq!(
            (status, answer["code"].as_str()),
            (expected, Some(code)),
            "{body}"
        );
        let detail = answer["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{detail}");
    }
    assert_eq!(shop.get("/shop/orders/N-9").await.status(), 404);
    let (status, _) = shop.post("/shop/orders/N-9/sessions", json!({})).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn serves_the_page_under_the_policy() {
    let shop = Shop::start("page").await;
    let server = &shop.server;
    let policy = format!(
        "default-src 'none'; script-src 'self' {server} 'wasm-unsafe-eval'; \
         connect-src 'self' {server}; frame-src {server}; style-src 'self'; img-src 'self'; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    for path in ["/", "/?order=N-1", "/page/shop.js"] {
        let answer = shop.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-security-policy"], policy.as_str());
    }
    let html = shop.get("/").await.text().await.unwrap();
    assert!(html.contains(&format!("src=\"{server}/widget/v1/oneclick.js\"")));
    let script = shop.get("/page/shop.js").await;
    assert_eq!(script.headers()["content-type"], "text/javascript");
    assert_eq!(shop.get("/page/none.js").await.status(), 404);
}

#[tokio::test]
async fn serves_the_guide_under_a_policy_without_scripts() {
    let shop = Shop::start("guide").await;
    for path in ["/guide", "/guide/", "/guide/guide/try.html"] {
        let answer = shop.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self';"));
        assert!(!policy.contains("script"), "{policy}");
    }
    let missing = shop.get("/guide/none.html").await;
    assert_eq!(missing.status(), 404);
    assert!(missing.text().await.unwrap().contains("cargo xtask guide"));
}
