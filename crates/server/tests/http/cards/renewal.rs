//! Known tokens that are imported again: their cards are renewed.

use serde_json::{Value, json};

use crate::stage::card::{cards, import, import_unseen};
use crate::stage::configuration::QUICK;
use crate::stage::page::payment_body;
use crate::stage::place::{CERTITRADE, COSTPLUS, everywhere};
use crate::stage::world::{MASTERCARD, VISA, World};

#[tokio::test]
async fn a_known_token_imported_again_renews_its_card() {
    let world = World::new().await;
    let old = json!({ "expiry": { "month": 3, "year": 2024 } });
    let first = import(&world, "c-1", old).await;
    let other = import(
        &world,
        "c-1",
        json!({ "token": MASTERCARD, "default": true }),
    )
    .await;
    let id = first.text("id").to_owned();
    let page = world.session("I-1", "c-1").await;
    let refused = page.pay("first", &payment_body(&id, None, "123")).await;
    assert_eq!(refused.problem(), (422, "card.expired"));
    let renewal = json!({
        "brand": "mastercard", "last_four": "1881", "expiry": { "month": 3, "year": 2031 }, "default": true,
        "uses": ["merchant_scheduled"], "initial_transaction": "4711",
        "consent": { "text": "keep-2", "language": "de", "given_at": 1_750_000_000 },
    });
    let again = import(&world, "c-1", renewal.clone()).await;
    let expected = json!({
        "id": id, "provider": "smart2pay", "brand": "mastercard", "last_four": "1881",
        "expiry": { "month": 3, "year": 2031 }, "default": true,
        "uses": ["one_click", "merchant_scheduled"],
        "consent": { "text": "keep-2", "language": "de", "given_at": 1_750_000_000 },
        "consents": [
            {
                "text": "keep-1", "language": "sv", "given_at": 1_700_000_000,
                "uses": ["one_click"], "session": null, "payment": null,
            },
            {
                "text": "keep-2", "language": "de", "given_at": 1_750_000_000,
                "uses": ["merchant_scheduled"], "session": null, "payment": null,
            },
        ],
        "initial_transaction": "4711", "locked": false,
        "cvc_attempts": { "counted": 0, "limit": 3, "blocked_until": null },
    });
    assert_eq!((again.status, &again.body), (200, &expected));
    assert_eq!(import(&world, "c-1", renewal).await.body, expected);
    let listed = cards(&world, "c-1").await;
    assert_eq!(
        (&listed[0], &listed[1]["default"]),
        (&expected, &json!(false))
    );
    assert_eq!(listed[1]["id"], other.body["id"]);
    let paid = page.pay("again", &payment_body(&id, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    // What is not told stays, unless it has ended; an older consent is recorded
    // and not shown.
    let half = json!({ "brand": "unknown", "last_four": "1881", "expiry": null });
    let half = import(&world, "c-1", half).await;
    assert_eq!((half.status, &half.body), (200, &expected));
    let consents: Vec<String> = world.column(&format!(
        "SELECT consent_text || ' ' || uses FROM consents WHERE card_id = '{id}' ORDER BY consent_at"
    ));
    assert_eq!(consents, ["keep-1 one_click", "keep-2 merchant_scheduled"]);
    for statement in ["DELETE FROM consents", "UPDATE consents SET uses = ''"] {
        let changed = world.try_execute(statement).await;
        assert!(changed.unwrap_err().contains("append-only"));
    }
}

#[tokio::test]
async fn a_date_that_has_ended_goes_when_nobody_tells_another() {
    let world = World::new().await;
    let old = json!({ "expiry": { "month": 3, "year": 2024 } });
    let first = import(&world, "c-1", old).await;
    let again = import(&world, "c-1", json!({ "expiry": null })).await;
    assert_eq!(
        (again.status, &again.body["id"], &again.body["expiry"]),
        (200, &first.body["id"], &Value::Null)
    );
    let asked = import_unseen(&world, VISA).await;
    assert_eq!((asked.status, &asked.body["id"]), (200, &first.body["id"]));
    assert!(
        asked.body["expiry"]["year"].as_u64().unwrap() > 2026,
        "{asked:?}"
    );
}

#[tokio::test]
async fn one_token_is_not_imported_for_uses_that_its_provider_keeps_apart() {
    let world = everywhere(QUICK).await;
    for place in [CERTITRADE, COSTPLUS] {
        let given = |uses: &[&str], first: Option<&str>| {
            json!({
                "provider": place.name, "token": place.token, "uses": uses,
                "initial_transaction": first,
            })
        };
        let both = given(&["one_click", "merchant_scheduled"], Some("4711"));
        let both = import(&world, "c-1", both).await;
        assert_eq!(both.problem(), (422, "card.use"), "{both:?}");
        let one = import(&world, "c-1", given(&["one_click"], None)).await;
        assert_eq!(one.status, 201, "{one:?}");
        let other = import(&world, "c-1", given(&["merchant_scheduled"], Some("4711"))).await;
        assert_eq!(other.problem(), (422, "card.use"), "{other:?}");
        let again = import(&world, "c-1", given(&["one_click"], None)).await;
        assert_eq!(
            (again.status, &again.body["uses"]),
            (200, &json!(["one_click"]))
        );
    }
}
