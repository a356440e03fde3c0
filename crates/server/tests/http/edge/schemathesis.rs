//! What Schemathesis makes of the description: requests of every form, each answer as described.

use std::process::Command;

use reqwest::Method;
use serde_json::json;

use crate::stage::configuration::{QUICK, SECRET_KEY};
use crate::stage::world::{VISA, World, many};

/// The order in which a run is made: the same at each.
const SEED: u32 = 20_261_128;
/// What it leaves out.
const HOOKS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/http/edge/schemathesis.py"
);
/// Compares the examples with their schemas, by a library that it brings.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/edge/examples.py");
const DESCRIPTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
/// Runs Python's package, wherever it is installed.
const PROGRAM: &str = "from schemathesis.cli import schemathesis; schemathesis()";

/// The settings of a run; which things there are to ask for.
fn settings(token: &str, [session, payment, card]: [&str; 3]) -> String {
    let examples = many(5);
    format!(
        r#"
seed = {SEED}
continue-on-failure = true
hooks = "{HOOKS}"
# The machine may be slow.
request-timeout = 60
suppress-health-check = ["all"]

[generation]
max-examples = {examples}
database = "none"
no-shrink = true

# What is of its form may still break a rule, or name what is not there.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 403, 404, 409, 422, 429, 502]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 409, 413, 415, 422, 429, 431]

[checks.missing_required_header]
expected-statuses = [400, 401, 404]

[auth.openapi.secret_key]
bearer = "{SECRET_KEY}"

[auth.openapi.client_token]
bearer = "{token}"

[[operations]]
include-operation-id = ["show_session", "change_session"]
parameters = {{ "path.id" = "{session}" }}

[[operations]]
include-path-regex = "^/v1/payments/"
parameters = {{ "path.id" = "{payment}" }}

[[operations]]
include-operation-id = ["list_cards", "import_card", "reset_limits"]
parameters = {{ "path.id" = "c-1" }}

# Not the customer whose session is used: it ends with them.
[[operations]]
include-operation-id = "erase_customer"
parameters = {{ "path.id" = "c-2" }}

[[operations]]
include-path-regex = "^/v1/customers/\\{{id\\}}/cards/"
parameters = {{ "path.id" = "c-1", "path.card" = "{card}" }}

[[operations]]
include-path-regex = "^/checkout/v1/cards/"
parameters = {{ "path.card" = "{card}" }}
"#
    )
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Schemathesis: `cargo xtask test --only description` installs it"]
async fn every_answer_to_whatever_request_is_one_that_is_described() {
    let world = World::with(QUICK).await;
    let card = world.card("c-1", VISA).await;
    let opened = world.ask_session("D-1", "c-1", json!({})).await;
    let body = json!({
        "card": card, "amount": 995, "currency": "EUR", "previous_payment": null, "cvc": "123",
    });
    let token = opened.text("client_token");
    let paid = world.page(&opened).pay("first", &body).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let session = world.ask_session("D-2", "c-1", json!({})).await;
    let file = world.folder.path().join("schemathesis.toml");
    let things = [session.text("id"), paid.text("id"), &card];
    std::fs::write(&file, settings(token, things)).unwrap();

    let base = world.base.clone();
    // It writes what it found where it runs.
    let folder = world.folder.path().to_path_buf();
    let run = tokio::task::spawn_blocking(move || {
        Command::new("python3")
            .args(["-c", PROGRAM, "--config-file"])
            .arg(file)
            .arg("run")
            .arg(format!("{base}/openapi.json"))
            .current_dir(folder)
            .output()
            .unwrap()
    });
    let run = run.await.unwrap();
    let (out, errors) = (
        String::from_utf8_lossy(&run.stdout).replace(token, "ct_…"),
        String::from_utf8_lossy(&run.stderr),
    );
    assert!(run.status.success(), "{out}\n{errors}");
    // It is still there, and nothing was charged twice.
    assert_eq!(world.charged("D-1"), 1);
    let answer = world.merchant(Method::GET, "/health/ready", None).await;
    assert_eq!(answer.status, 200);
}

#[test]
#[ignore = "needs Schemathesis: `cargo xtask test --only description` installs it"]
fn every_example_is_as_its_schema_says() {
    let mut comparing = Command::new("python3");
    let compared = comparing.args([EXAMPLES, DESCRIPTION]).output().unwrap();
    let errors = String::from_utf8_lossy(&compared.stderr);
    assert!(compared.status.success(), "{errors}");
    let count = String::from_utf8(compared.stdout).unwrap();
    assert!(count.trim().parse::<usize>().unwrap() > 200, "{count}");
}
