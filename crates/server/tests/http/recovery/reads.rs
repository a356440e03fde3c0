//! What is read while the store is closed tells nobody that they may pay again.

use oneclick_sandbox::Behaviour;
use serde_json::json;

use crate::stage::cluster::is_wanted;
use crate::stage::copy::{backup, put_back, recover};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

#[tokio::test]
async fn what_the_copy_has_as_not_charged_is_under_way_until_it_is_known() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    world.session("J-2", "c-1").await;
    let page = world.session("J-1", "c-1").await;
    world.behave_times("J-1", Behaviour::Declined, 1);
    let first = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(first.text("state"), "declined", "{first:?}");
    let copy = backup(&world).await;
    let again = payment_body(&card, Some(first.text("id")), "123");
    let second = page.pay("second", &again).await;
    assert_eq!(second.text("state"), "succeeded", "{second:?}");
    let world = put_back(world, &copy).await;
    let page = world.session("J-1", "c-1").await;
    let shown = page.get("").await.body["payment"].clone();
    let replayed = page.pay("first", &payment_body(&card, None, "123")).await;
    let told = world.payment(first.text("id")).await;
    let session = world.ask_session("J-1", "c-1", json!({})).await;
    for seen in [
        shown,
        replayed.body,
        told,
        session.body["payments"][0].clone(),
    ] {
        assert_eq!(seen["id"], first.body["id"]);
        assert_eq!(seen["state"], "processing", "{seen}");
        for unsaid in ["charged", "decline", "failure"] {
            assert!(seen[unsaid].is_null(), "{seen}");
        }
    }
    let refused = page.pay("third", &again).await;
    assert_eq!(refused.problem(), (503, "server.recovering"));
    let untouched = world.session("J-2", "c-1").await.get("").await;
    assert_eq!(untouched.problem(), (503, "server.recovering"));
    recover(&world).await;
    let shown = page.get("").await.body["payment"].clone();
    assert_eq!(
        (&shown["state"], &shown["charged"]),
        (&json!("succeeded"), &json!(true))
    );
    let first = world.payment(first.text("id")).await;
    assert_eq!(first["state"], "declined");
    assert_eq!(world.session("J-2", "c-1").await.get("").await.status, 200);
    assert_eq!(world.charged("J-1"), 1);
}
