//! Texts that people read show what they say.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send};
use crate::stage::configuration::SECRET_KEY;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// Turns the reading direction around, or is seen by nobody.
const HIDING: [char; 16] = [
    '\u{202a}',
    '\u{202b}',
    '\u{202c}',
    '\u{202d}',
    '\u{202e}',
    '\u{2066}',
    '\u{2067}',
    '\u{2068}',
    '\u{2069}',
    '\u{200e}',
    '\u{200f}',
    '\u{61c}',
    '\u{200b}',
    '\u{feff}',
    '\u{2028}',
    '\u{e0041}',
];
/// A name in Persian and a sign made of several: both need what joins letters.
const JOINED: &str = "می\u{200c}خواهم 👩\u{200d}🚀\u{fe0f}";

fn refused(answer: &Answer, code: &str, field: &str, sign: char) {
    let shown = sign.escape_unicode();
    assert_eq!(answer.problem(), (422, code), "{field} {shown}: {answer:?}");
    assert_eq!(answer.body["violations"][0]["field"], field);
}

/// A body in which the member at the path is the text.
fn with(body: &Value, path: &str, text: &str) -> Value {
    let mut body = body.clone();
    match path.split_once('.') {
        Some((object, member)) => body[object][member] = json!(text),
        None => body[path] = json!(text),
    }
    body
}

#[tokio::test]
async fn no_text_of_a_session_hides_what_it_says() {
    let world = World::new().await;
    let members = [
        ("description", "text.characters"),
        ("statement_descriptor", "text.characters"),
        ("billing.name", "text.characters"),
        ("billing.line1", "text.characters"),
        ("shipping.city", "text.characters"),
        ("customer.first_name", "customer.name"),
        ("customer.last_name", "customer.name"),
        ("customer.email", "customer.email"),
    ];
    let good = json!({ "customer": { "id": "c-1" }, "billing": {}, "shipping": {} });
    for (member, code) in members {
        for sign in HIDING {
            let text = format!("a{sign}b@c.de");
            let body = with(&good, member, &text);
            let answer = world.ask_session("T-1", "c-1", body).await;
            refused(&answer, code, member, sign);
        }
    }
    for member in ["customer.first_name", "billing.line1"] {
        let body = with(&good, member, JOINED);
        let answer = world.ask_session("T-1", "c-1", body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
    }
}

#[tokio::test]
async fn no_text_of_a_payment_or_a_card_hides_what_it_says() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("T-2", "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    let payment = format!("/v1/payments/{}", paid.text("id"));
    let consent = json!({ "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 });
    let calls = [
        (
            format!("{payment}/refund"),
            json!({}),
            vec![("description", "text.characters")],
        ),
        (
            format!("{payment}/resolve"),
            json!({ "charged": true, "by": "Ada", "why": "seen" }),
            vec![
                ("by", "text.characters"),
                ("why", "text.characters"),
                ("provider_payment_id", "text.characters"),
            ],
        ),
        (
            String::from("/v1/payments"),
            json!({
                "order": "T-3", "amount": 995, "currency": "EUR", "customer": "c-1",
                "card": card, "use": "merchant_scheduled",
            }),
            vec![
                ("description", "text.characters"),
                ("statement_descriptor", "text.characters"),
            ],
        ),
        (
            String::from("/v1/customers/c-1/cards"),
            json!({ "provider": "smart2pay", "token": "T0", "consent": consent }),
            vec![("initial_transaction", "text.characters")],
        ),
    ];
    for (path, good, members) in calls {
        for (member, code) in members {
            for sign in HIDING {
                let body = with(&good, member, &format!("a{sign}b"));
                let request = world.request(Method::POST, &path).bearer_auth(SECRET_KEY);
                let request = request.header("Idempotency-Key", "0123456789abcdef");
                refused(&send(request.json(&body)).await, code, member, sign);
            }
        }
    }
    for sign in HIDING {
        let text = format!("a{sign}b");
        let body = json!({
            "provider": "smart2pay", "token": "T0",
            "consent": with(&consent, "text", &text),
        });
        let path = "/v1/customers/c-1/cards";
        let answer = world.merchant(Method::POST, path, Some(body)).await;
        refused(&answer, "card.consent", "consent", sign);
    }
    assert_eq!(
        world.payment(paid.text("id")).await["operations"],
        json!([])
    );
}
