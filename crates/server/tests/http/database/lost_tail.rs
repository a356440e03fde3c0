//! A standby that had not received the last commits of a primary that is gone: what it lacks
//! is asked for at the providers before anybody is charged.

use reqwest::Method;
use serde_json::json;

use crate::database::failover::one_server;
use crate::stage::answer::{Answer, plain_client, send, until};
use crate::stage::cluster::{Cluster, alone, is_wanted};
use crate::stage::copy::run;
use crate::stage::page::{Page, payment_body};
use crate::stage::world::VISA;

/// Counts on a database what a statement counts; a standby answers too.
fn count(cluster: &Cluster, sql: &'static str) -> i64 {
    alone(&cluster.url("shop"), move |client| {
        client.query_one(sql, &[]).unwrap().get(0)
    })
}

/// Has a standby receive nothing more of its primary, and forget where that was.
async fn stop_receiving(standby: &Cluster) {
    standby.configure("ALTER SYSTEM SET primary_conninfo = ''");
    until("it receives nothing", async || {
        let receiving = "SELECT COUNT(*) FROM pg_stat_wal_receiver";
        (count(standby, receiving) == 0).then_some(())
    })
    .await;
}

/// Tells how two servers answer a call, once that is not for want of a database.
async fn answers(
    servers: &[String; 2],
    call: impl Fn(&str) -> reqwest::RequestBuilder,
) -> Vec<Answer> {
    let mut answers = Vec::new();
    for server in servers {
        let answer = until("the database is back", async || {
            let answer = send(call(server)).await;
            let is_gone = answer.status == 500
                || (answer.status == 503 && answer.problem().1 == "server.unavailable");
            (!is_gone).then_some(answer)
        });
        answers.push(answer.await);
    }
    answers
}

async fn pay(page: &Page<'_>, card: &str, key: &str) -> Answer {
    page.pay(key, &payment_body(card, None, "123")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_without_the_last_commits_is_closed_until_the_providers_were_asked() {
    if !is_wanted() {
        return;
    }
    let primary = Cluster::start();
    primary.database("shop");
    let standby = primary.asynchronous_standby();
    let world = one_server(&primary, &standby, "closed").await;
    let other = world.replica().await;
    let servers = [
        world.base.clone(),
        format!("http://localhost:{}", other.address().port()),
    ];
    let card = world.card("c-1", VISA).await;
    let known = world.session("L-known", "c-1").await;
    assert_eq!(pay(&known, &card, "known").await.text("state"), "succeeded");
    let paid_later = world.session("L-later", "c-1").await;
    until("the standby has what was before", async || {
        let had = "SELECT COUNT(*) FROM sessions WHERE order_reference = 'L-later'";
        (count(&standby, had) == 1).then_some(())
    })
    .await;
    let since = jiff::Timestamp::from_second(world.clock.seconds()).unwrap();
    stop_receiving(&standby).await;
    assert_eq!(
        pay(&paid_later, &card, "later").await.text("state"),
        "succeeded"
    );
    let unknown = world.session("L-unknown", "c-1").await;
    assert_eq!(
        pay(&unknown, &card, "unknown").await.text("state"),
        "succeeded"
    );

    primary.kill();
    standby.promote();
    let token = &paid_later.token;
    let again = |server: &str| {
        let request = plain_client().post(format!("{server}/checkout/v1"));
        let request = request
            .bearer_auth(token)
            .header("Origin", crate::stage::configuration::ORIGIN);
        let key = "Idempotency-Key";
        request
            .header(key, "again-0123456789")
            .json(&payment_body(&card, None, "123"))
    };
    for answer in answers(&servers, again).await {
        assert_eq!(answer.problem(), (503, "server.recovering"));
    }
    let ready = |server: &str| plain_client().get(format!("{server}/health/ready"));
    for answer in answers(&servers, ready).await {
        assert_eq!(answer.problem(), (503, "server.recovering"));
    }
    let (told, done) = run(&world, &["recover", "--since", &since.to_string()]).await;
    assert!(
        done && told.contains("1 lost attempts were found"),
        "{told}"
    );
    for answer in answers(&servers, ready).await {
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    for order in ["L-known", "L-later", "L-unknown"] {
        // The one that the standby does not know at all is asked for before its charge.
        let page = world.session(order, "c-1").await;
        let paid = pay(&page, &card, "paid-again").await;
        assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
        let session = world.ask_session(order, "c-1", json!({})).await;
        assert_eq!(
            session.body["payments"][0]["state"], "succeeded",
            "{session:?}"
        );
        assert_eq!(world.booked(order), (1, 1), "{order}");
    }
    // A new one is charged as ever.
    let page = world.session("L-new", "c-1").await;
    assert_eq!(pay(&page, &card, "new").await.text("state"), "succeeded");
    let events = world.request(Method::GET, "/health/ready");
    assert_eq!(send(events).await.status, 200);
    other.stop().await;
    world.server.stop().await;
}
