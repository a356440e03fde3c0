//! What a person decides about webhooks, on the command line.

use std::process::Command;

use crate::stage::answer::until;
use crate::stage::configuration::QUICK;
use crate::stage::receiver::{Receiver, Reply};
use crate::stage::world::World;
use crate::webhooks::delivery::pay;

/// Runs `oneclick webhooks …` on the server's own store; what it prints, and whether it
/// succeeded.
fn webhooks(world: &World, words: &[&str]) -> (String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_oneclick"))
        .arg("webhooks")
        .args(words)
        .arg("--config")
        .arg(world.folder.path().join("oneclick.toml"))
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    (String::from_utf8(told).unwrap(), output.status.success())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_lists_redelivers_and_skips_on_the_command_line() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let none = webhooks(&world, &["list"]);
    assert_eq!(none, (String::from("no webhook is parked\n"), true));
    receiver.reply_always(Some(Reply::Status(503)));
    let (first, second) = (pay(&world, "L-1").await, pay(&world, "L-2").await);
    receiver.until(20).await;
    let failing = webhooks(&world, &["list"]);
    let told =
        "no webhook is parked; some are pending: --state pending says why they were not taken\n";
    assert_eq!(failing, (String::from(told), true));
    world.clock.advance(3 * 86_400_000);
    let list = until("both are parked", async || {
        let (list, _) = webhooks(&world, &["list"]);
        (list.lines().count() == 3).then_some(list)
    })
    .await;
    let ids = [format!("wh_{first}_1"), format!("wh_{second}_1")];
    assert!(ids.iter().all(|id| list.contains(id.as_str())), "{list}");
    assert!(list.contains("status 503"), "{list}");
    receiver.reply_always(None);
    let who = ["--by", "Ada", "--why", "the shop is back"];
    let again = webhooks(&world, &[&["redeliver", &ids[0]], &who[..]].concat());
    assert_eq!(
        again,
        (format!("{} is sent by the server now\n", ids[0]), true)
    );
    let skipped = webhooks(&world, &[&["skip", &ids[1]], &who[..]].concat());
    assert_eq!(skipped, (format!("{} is skipped\n", ids[1]), true));
    until("it is delivered", async || {
        let (list, _) = webhooks(&world, &["list", "--state", "delivered"]);
        list.contains(&ids[0]).then_some(())
    })
    .await;
    let all = webhooks(&world, &[&["redeliver", "--all-parked"], &who[..]].concat());
    assert_eq!(all, (String::from("0 are sent by the server now\n"), true));
    let since = ["redeliver", "--since", "2020-01-01T00:00:00Z"];
    let since = webhooks(&world, &[&since, &who[..]].concat());
    assert_eq!(
        since,
        (String::from("1 are sent by the server now\n"), true)
    );
    for (words, told) in [
        (
            ["redeliver", "--since", "yesterday"],
            "is not a time with its zone",
        ),
        (
            ["redeliver", &ids[0], "--all-parked"],
            "cannot be used with",
        ),
    ] {
        let (refused, well) = webhooks(&world, &[&words, &who[..]].concat());
        assert!(!well && refused.contains(told), "{refused}");
    }
    for (words, told) in [
        (["skip", &ids[1], "--by", "Ada", "--why", "x"], "is skipped"),
        (
            ["skip", "wh_1", "--by", "Ada", "--why", "x"],
            "there is no such webhook",
        ),
        (
            ["skip", &ids[1], "--by", " ", "--why", "x"],
            "`by` is empty",
        ),
    ] {
        let (refused, well) = webhooks(&world, &words);
        assert!(!well && refused.contains(told), "{refused}");
    }
    let (refused, well) = webhooks(&world, &["list", "--state", "lost"]);
    assert!(
        !well && refused.contains("is not one of pending, "),
        "{refused}"
    );
}
