//! Servers that share a store send in order, each webhook by one of them.

use std::collections::HashMap;

use oneclick_server::server::Server;
use serde_json::json;
use tokio::net::TcpListener;

use crate::stage::answer::until;
use crate::stage::configuration::{QUICK, read_config};
use crate::stage::operation::operate;
use crate::stage::page::payment_body;
use crate::stage::receiver::{Came, Receiver, Reply};
use crate::stage::world::{VISA, World};
use crate::webhooks::delivery::pay;

/// Refunds of one payment.
const REFUNDS: usize = 6;

#[tokio::test]
async fn two_servers_send_each_webhook_once_and_each_payment_s_in_order() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let replica = world.replica().await;
    let base = format!("http://localhost:{}", replica.address().port());
    // Some are not taken at first: the ones behind them wait.
    for order in ["T-0", "T-2"] {
        receiver.reply(order, Reply::Status(500));
        receiver.reply("refund.succeeded", Reply::Status(502));
    }
    let paying = (0..4).map(|number| {
        let (world, base) = (&world, base.clone());
        async move {
            let order = format!("T-{number}");
            let card = world.card("c-1", VISA).await;
            let mut page = world.session(&order, "c-1").await;
            if number % 2 == 1 {
                page.base = base;
            }
            let paid = page.pay("first", &payment_body(&card, None, "123")).await;
            let id = paid.text("id").to_owned();
            for part in 0..REFUNDS {
                let key = format!("part-{part}-{order}");
                let amount = json!({ "amount": 10 + part });
                let refunded = operate(world, &id, "refund", &key, amount).await;
                assert_eq!(refunded.text("state"), "succeeded", "{refunded:?}");
            }
            id
        }
    });
    let mut ids = Vec::new();
    for one in paying {
        ids.push(one.await);
    }
    until("all are delivered", async || {
        let waiting = "SELECT COUNT(*) FROM webhooks WHERE state <> 'delivered'";
        (world.number(waiting) == Some(0)).then_some(())
    })
    .await;
    for id in ids {
        let came = receiver.came_of(&id);
        let mut sequences: Vec<i64> = came.iter().map(Came::sequence).collect();
        assert!(sequences.is_sorted(), "{sequences:?}");
        sequences.dedup();
        let all: Vec<i64> = (1..=1 + i64::try_from(REFUNDS).unwrap()).collect();
        assert_eq!(sequences, all);
    }
    // But for those that were not taken, each came once.
    let mut times: HashMap<String, usize> = HashMap::new();
    for came in receiver.came() {
        *times.entry(came.id).or_default() += 1;
    }
    assert_eq!(times.values().sum::<usize>(), times.len() + 4);
    replica.stop().await;
}

#[tokio::test]
async fn a_server_that_does_not_say_so_stops_webhooks_for_no_other() {
    let receiver = Receiver::start().await;
    let section = receiver.section("");
    let world = World::with(&format!("{QUICK}{section}")).await;
    let file = world.folder.path().join("oneclick.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let start = async |changed: String| {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let config = read_config(&changed, &world.folder);
        Server::start(config, listener, world.environment.clone()).await
    };
    let refused = start(text.replace(&section, "")).await.unwrap_err();
    let refused = format!("{refused:#}");
    assert!(refused.contains("has no `[webhooks]` section"), "{refused}");
    let id = pay(&world, "T-8").await;
    receiver.until_type(&id, "payment.succeeded").await;
    // One that says that none are sent any more is believed.
    let stopping = text.replace(&section, "[webhooks]\nsend = false\n");
    let stopped = start(stopping).await.unwrap();
    pay(&world, "T-9").await;
    assert_eq!(world.number("SELECT COUNT(*) FROM webhooks"), Some(1));
    stopped.stop().await;
    let restarted = start(text.clone()).await.unwrap();
    pay(&world, "T-10").await;
    receiver.until(2).await;
    restarted.stop().await;
}
