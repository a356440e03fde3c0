//! Cards for the merchant's use at CertiTrade: an account is made before the
//! payment that fills it.

use oneclick_server::cards::sealing::CardTokens;
use oneclick_server::environment::Environment;
use oneclick_server::server::deployment;
use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::between::{Fault, replica_between};
use crate::stage::card::{cards, until_saved};
use crate::stage::configuration::{QUICK, read_config};
use crate::stage::place::{CERTITRADE, everywhere};
use crate::stage::vault_keys::{NEW, NEW_AND_OLD, OLD};
use crate::stage::world::World;

const ACCOUNTS: &str = "POST /certitrade/ctpsp/ws/2.0/payment_account";

async fn session(world: &World, order: &str, uses: &[&str]) -> Answer {
    let differs = json!({
        "amount": CERTITRADE.amount, "currency": CERTITRADE.currency, "provider": "certitrade",
        "save_uses": uses,
    });
    world.ask_session(order, "c-1", differs).await
}

#[tokio::test]
async fn a_card_for_the_merchants_use_alone_is_prepared_and_saved() {
    let world = everywhere(QUICK).await;
    let page = world.page(&session(&world, "E-6", &["merchant_scheduled"]).await);
    let payment = CERTITRADE.begin(&page, true).await;
    CERTITRADE
        .go_through(&world, &payment, CERTITRADE.numbers()[0], "approve")
        .await;
    let kept = until_saved(&world, &payment).await;
    assert_eq!(kept["save"]["uses"], json!(["merchant_scheduled"]));
    let card = &cards(&world, "c-1").await[0];
    assert_eq!(card["uses"], json!(["merchant_scheduled"]));
    // It is not for one click, and this provider keeps no card for both.
    let page = CERTITRADE.session(&world, "E-7", "c-1").await;
    let shown = page.get("").await;
    assert_eq!(shown.body["cards"][0]["unusable"], "card.use");
    let refused = session(&world, "E-8", &["one_click", "merchant_scheduled"]).await;
    assert_eq!(refused.problem(), (422, "card.use"));
}

#[tokio::test]
async fn without_the_account_no_payment_is_sent() {
    let world = everywhere(QUICK).await;
    let (replica, between) = replica_between(&world).await;
    for (number, fault) in [Fault::Error500Dropped, Fault::Error500]
        .into_iter()
        .enumerate()
    {
        let order = format!("E-12-{number}");
        between.spoil_all(ACCOUNTS, fault);
        let mut page = world.page(&session(&world, &order, &["merchant_scheduled"]).await);
        page.base = format!("http://localhost:{}", replica.address().port());
        let mut request = CERTITRADE.seen(None);
        request["new_card"] = json!({ "save": { "text": "keep-1", "language": "sv" } });
        let answer = page.pay("first", &request).await;
        assert_eq!(answer.text("state"), "failed", "{answer:?}");
        assert_eq!(answer.text("failure"), "rejected");
        assert_eq!(world.booked(&order), (0, 0));
        between.heal();
    }
    assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_was_prepared_outlives_a_change_of_the_vaults_key() {
    let world = everywhere(QUICK).await;
    let page = world.page(&session(&world, "E-13", &["merchant_unscheduled"]).await);
    let payment = CERTITRADE.begin(&page, true).await;
    let file = world.folder.path().join("oneclick.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let both = read_config(&text.replace(OLD, NEW_AND_OLD), &world.folder);
    let between = deployment(&both, Environment::real()).await.unwrap();
    assert_eq!(CardTokens::of(&between).rotate_keys().await.unwrap(), 1);
    read_config(&text.replace(OLD, NEW), &world.folder);
    let _alone = world.replica().await;
    let number = CERTITRADE.numbers()[0];
    CERTITRADE
        .go_through(&world, &payment, number, "approve")
        .await;
    until_saved(&world, &payment).await;
}
