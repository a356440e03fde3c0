//! Members that are one of a few words.

use reqwest::Method;
use serde_json::json;

use crate::stage::answer::send;
use crate::stage::configuration::SECRET_KEY;
use crate::stage::world::World;

#[tokio::test]
async fn a_word_that_is_none_of_a_member_s_is_answered_with_those() {
    let world = World::new().await;
    let uses = "`one_click`, `merchant_scheduled` or `merchant_unscheduled`";
    let hostile = "x`, expected `y";
    let cases = [
        (
            "/v1/sessions",
            "cvc",
            json!("maybe"),
            "cvc",
            "`never`, `optional`, `required` or `hosted`",
        ),
        (
            "/v1/sessions",
            "capture",
            json!("later"),
            "capture",
            "`automatic` or `manual`",
        ),
        (
            "/v1/sessions",
            "capture",
            json!(hostile),
            "capture",
            "`automatic` or `manual`",
        ),
        (
            "/v1/sessions",
            "save_uses",
            json!(["one_click", "all"]),
            "save_uses[1]",
            uses,
        ),
        (
            "/v1/customers/c-1/cards",
            "uses",
            json!(["One_Click"]),
            "uses[0]",
            uses,
        ),
        (
            "/v1/payments",
            "capture",
            json!(""),
            "capture",
            "`automatic` or `manual`",
        ),
        (
            "/v1/payments",
            "use",
            json!("scheduled"),
            "use",
            "`merchant_scheduled` or `merchant_unscheduled`",
        ),
    ];
    for (path, member, word, field, words) in cases {
        let body = match path {
            "/v1/sessions" => json!({
                "order": "W-1", "amount": 995, "currency": "EUR",
                "return_url": "http://localhost:8080/",
            }),
            "/v1/payments" => json!({
                "order": "W-1", "amount": 995, "currency": "EUR", "customer": "c-1",
                "card": "card_0123456789abcdef012345", "use": "merchant_scheduled",
            }),
            _ => json!({
                "provider": "smart2pay", "token": "T0",
                "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
            }),
        };
        let mut body = body;
        body[member] = word;
        let request = world.request(Method::POST, path).bearer_auth(SECRET_KEY);
        let request = request.header("Idempotency-Key", "0123456789abcdef");
        let answer = send(request.json(&body)).await;
        assert_eq!(answer.problem(), (400, "request.field"), "{path} {member}");
        assert_eq!(answer.text("field"), field);
        let detail = format!("the member `{field}` must be {words}");
        assert_eq!(answer.text("detail"), detail);
    }
}
