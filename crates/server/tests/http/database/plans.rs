//! Every statement of PostgreSQL's finds its rows by an index, the operator's lists too.

use oneclick_sandbox::{Sandbox, SandboxSettings};
use serde_json::json;

use crate::stage::answer::until;
use crate::stage::cluster::{Cluster, PORT, is_wanted};
use crate::stage::configuration::QUICK;
use crate::stage::operation::operate;
use crate::stage::operator::SECTION;
use crate::stage::page::payment_body;
use crate::stage::world::{MASTERCARD, VISA, World};

/// What has one row, or one for each server or recovery.
const SMALL: [&str; 5] = [
    "deployment",
    "fingerprint_key",
    "schema_version",
    "lease_owners",
    "lost_times",
];

/// The index that has nothing but what is listed from it: read from end to end.
const LISTED: &str = "duplicates_for_review";

/// Has the server log the plan of each statement that it runs.
const EXPLAINED: &str = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 \
    -c auto_explain.log_level=log -c auto_explain.log_nested_statements=on";

/// The lines of a log that read all of a table or of an index, with the statement's.
fn wide(log: &str) -> Vec<String> {
    let lines: Vec<&str> = log.lines().collect();
    let mut wide = Vec::new();
    let mut statement = "";
    for (index, line) in lines.iter().enumerate() {
        if line.contains("Query Text:") {
            statement = line;
        }
        let is_small =
            |line: &str| SMALL.iter().any(|table| line.contains(table)) || line.contains(LISTED);
        let is_by_index = ["Index Scan using ", "Index Only Scan using "]
            .iter()
            .any(|scan| line.contains(scan));
        let has_condition = lines
            .get(index + 1)
            .is_some_and(|next| next.contains("Index Cond:"));
        let is_wide = line.contains("Seq Scan on ") || (is_by_index && !has_condition);
        if is_wide && !is_small(line) {
            wide.push(format!("{}: {}", statement.trim(), line.trim()));
        }
    }
    wide.sort();
    wide.dedup();
    wide
}

#[tokio::test]
async fn every_statement_of_a_payment_and_of_the_operator_finds_its_rows_by_an_index() {
    if !is_wanted() {
        return;
    }
    let cluster = Cluster::start_with("", EXPLAINED, PORT);
    let url = cluster.database("shop");
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let provider = sandbox.url().to_owned();
    let world = World::before_with(sandbox, &provider, QUICK, |text| {
        let (before, rest) = text.split_once("database.url = \"").unwrap();
        let (_, after) = rest.split_once('"').unwrap();
        format!("{before}database.url = \"{url}\"{after}{SECTION}")
    })
    .await;
    let file = format!("{}/log", cluster.folder);
    // What brings the tables up to date may read all of them.
    let made = std::fs::read_to_string(&file).unwrap().len();
    let card = world.card("c-1", VISA).await;
    world.card("c-1", MASTERCARD).await;
    let page = world.session("P-1", "c-1").await;
    page.get("").await;
    let paid = page.pay("one", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    page.pay("one", &payment_body(&card, None, "123")).await;
    let refund = json!({ "amount": 100 });
    let refunded = operate(&world, paid.text("id"), "refund", "refund", refund).await;
    assert!(refunded.status < 300, "{refunded:?}");
    page.remove(&card).await;
    let operator = world.operator("Ada").await;
    let id = paid.text("id");
    for path in [
        "review",
        "payments?state=captured",
        "payments?state=processing",
        &format!("payments?name={id}"),
        "payments?name=P-1",
        "orders/P-1",
        &format!("payments/{id}"),
        "webhooks",
        "providers",
    ] {
        let shown = operator.get(&format!("/operator/{path}")).await;
        assert_eq!(shown.status, 200, "{path}");
    }
    world.server.stop().await;
    let log = until("the plans are logged", async || {
        let log = std::fs::read_to_string(&file).ok()?;
        log.contains("INSERT INTO operations").then_some(log)
    });
    let log = log.await;
    assert!(log[made..].contains("Index Cond: "), "no plan is logged");
    assert_eq!(wide(&log[made..]), Vec::<String>::new());
}
