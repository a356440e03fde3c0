//! No page of the operator's shows a secret.

use crate::stage::configuration::SECRET_KEY;
use crate::stage::operator::{ADMIN_TOKEN, operated};
use crate::stage::page::payment_body;
use crate::stage::world::AMERICAN_EXPRESS;

#[tokio::test]
async fn a_payments_secrets_stand_on_no_page() {
    let world = operated().await;
    let card = world.card("c-1", AMERICAN_EXPRESS).await;
    let page = world.session("S-1", "c-1").await;
    let paid = page.pay("one", &payment_body(&card, None, "7373")).await;
    let id = paid.text("id").to_owned();
    page.until("succeeded").await;
    let ada = world.operator("Ada").await;
    let mut secrets: Vec<String> = [
        SECRET_KEY,
        ADMIN_TOKEN,
        "sandbox-key",
        AMERICAN_EXPRESS,
        &page.token,
        "7373",
        &ada.cookie[18..],
    ]
    .map(String::from)
    .to_vec();
    for sql in [
        "SELECT fingerprint FROM cards",
        "SELECT token_sealed FROM cards",
        "SELECT return_token FROM attempts",
        "SELECT token_hash FROM sessions",
    ] {
        let found = world.column::<String>(sql);
        assert!(!found.is_empty(), "{sql}");
        secrets.extend(found);
    }
    let paths = [
        String::from("/operator/review"),
        String::from("/operator/sign-in"),
        format!("/operator/payments/{id}"),
        format!("/operator/payments/{id}/decide?about=payment&answer=yes"),
        format!("/operator/payments/{id}/redeliver"),
        format!("/operator/payments?name={id}"),
        String::from("/operator/payments?state=captured"),
        String::from("/operator/orders/S-1"),
        String::from("/operator/webhooks?state=pending"),
        format!("/operator/webhooks/wh_{id}_1"),
        String::from("/operator/providers"),
    ];
    for path in paths {
        let shown = ada.get(&path).await;
        for secret in &secrets {
            assert!(!shown.text.contains(secret), "{path} shows a secret");
        }
    }
    let refused = world.stranger().sign_in(SECRET_KEY, "Ada").await;
    assert!(!refused.text.contains(SECRET_KEY));
}
