//! Secrets where none belong: in bodies of other forms, names, paths, queries and headers.

use reqwest::Method;
use serde_json::json;

use crate::secrets::run::{CODES, Run};
use crate::stage::answer::send;
use crate::stage::configuration::SECRET_KEY;
use crate::stage::place::SMART2PAY;
use crate::stage::world::AMERICAN_EXPRESS;

/// Sends secrets where none belong.
pub async fn misplace(run: &mut Run) {
    let page = run.page(SMART2PAY, "misplaced").await;
    let (token, code) = (page.token.clone(), CODES[2]);
    let mut good = SMART2PAY.seen(None);
    good["card"] = json!("card_x");
    for (member, wrong) in [
        ("cvc", json!([code])),
        ("cvc", json!({ code: 1 })),
        ("cvc", json!(format!("{code}x"))),
        ("cvc", json!(8264)),
        ("amount", json!(code)),
        ("card", json!(format!("\"{code}\""))),
        ("cvv", json!(code)),
        ("cvc", json!(code)),
    ] {
        let mut body = good.clone();
        body[member] = wrong;
        let answer = page.pay("wrong", &body).await;
        assert!(answer.status >= 400, "{member} {answer:?}");
    }
    let broken = page
        .post("broken", &json!({}))
        .body(format!("{{\"cvc\":\"{code}\""));
    assert_eq!(send(broken).await.status, 400);
    let world = &run.world;
    let cards = "/v1/customers/c-1/cards";
    for (member, wrong) in [
        ("token", json!([AMERICAN_EXPRESS])),
        ("token", json!({ AMERICAN_EXPRESS: true })),
        ("provider", json!(AMERICAN_EXPRESS)),
        (AMERICAN_EXPRESS, json!(1)),
    ] {
        let mut body = json!({ "provider": "smart2pay", "token": AMERICAN_EXPRESS });
        body[member] = wrong;
        let answer = world.merchant(Method::POST, cards, Some(body)).await;
        assert!(answer.status >= 400, "{answer:?}");
    }
    for path in [
        format!("/v1/payments/{token}"),
        format!("/v1/sessions/{token}?key={SECRET_KEY}"),
        format!("/checkout/v1?token={token}"),
        format!("/checkout/v1/cards/{token}"),
        format!("/return/{token}"),
        format!("/notifications/{token}"),
        format!("/notifications/costplus/{token}"),
        format!("/{SECRET_KEY}"),
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let answer = world.merchant(method, &path, Some(json!({}))).await;
            assert!(answer.status >= 200, "{answer:?}");
        }
    }
    for word in ["Basic", "bearer ", "Token"] {
        let request = world.request(Method::GET, "/v1/providers");
        let request = request.header("Authorization", format!("{word} {SECRET_KEY}"));
        assert!(send(request).await.status > 0);
    }
}
