//! The libraries of Standard Webhooks in two languages believe what the server signs.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::stage::configuration::QUICK;
use crate::stage::receiver::{Came, KEY, OLD_KEY, Receiver};
use crate::stage::world::World;
use crate::webhooks::delivery::pay;

/// What verifies, and the file that it runs.
const LIBRARIES: [(&str, &str); 2] = [("node", "verify.mjs"), ("python3", "verify.py")];

/// What the library says that the webhook is; `None` if it does not believe it.
fn verified((program, file): (&str, &str), key: &str, came: &Came) -> Option<String> {
    let file = format!("{}/tests/http/webhooks/{file}", env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new(program)
        .arg(file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let headers = json!({
        "webhook-id": came.id, "webhook-timestamp": came.timestamp, "webhook-signature": came.signature,
    });
    let given = json!({ "key": key, "headers": headers, "body": came.body }).to_string();
    let mut input = child.stdin.take().unwrap();
    input.write_all(given.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let why = String::from_utf8(output.stderr).unwrap();
    // Else a library that is missing would refuse everything.
    assert!(
        output.status.success() || why.contains("WebhookVerificationError"),
        "{program}: {why}"
    );
    output.status.success().then_some(told)
}

#[tokio::test]
#[ignore = "needs the libraries: `cargo xtask test --only webhook-libraries` installs them"]
async fn the_libraries_of_two_languages_believe_what_is_signed_and_nothing_else() {
    let receiver = Receiver::start().await;
    let section = receiver.section_with(&[KEY, OLD_KEY], "");
    let world = World::with(&format!("{QUICK}{section}")).await;
    pay(&world, "V-1").await;
    let came = receiver.until(1).await.remove(0);
    for library in LIBRARIES {
        for key in [KEY, OLD_KEY] {
            let told = verified(library, key, &came);
            assert_eq!(told.as_deref(), Some("payment.succeeded"), "{library:?}");
        }
        let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let changed = |change: &dyn Fn(&mut Came)| {
            let mut changed = came.clone();
            change(&mut changed);
            changed
        };
        for (key, spoiled) in [
            (other, came.clone()),
            (
                KEY,
                changed(&|came| came.body = came.body.replace("995", "996")),
            ),
            (KEY, changed(&|came| came.id.push('0'))),
            (
                KEY,
                changed(&|came| came.timestamp = String::from("1793577601")),
            ),
        ] {
            assert_eq!(verified(library, key, &spoiled), None, "{library:?}");
        }
    }
}
