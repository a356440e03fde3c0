//! The runbooks of docs/operations.md: each command as it stands there, on a service that is
//! set up as they say.

use oneclick_sandbox::{Sandbox, SandboxSettings};
use rusqlite::Connection;

use crate::stage::answer::until;
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::QUICK;
use crate::stage::receiver::{Came, Receiver};
use crate::stage::service::Service;

const DOCUMENT: &str = include_str!("../../../../../docs/operations.md");

/// The commands of a section of the document, block by block; those of the sections within
/// it as well.
fn commands(heading: &str) -> Vec<String> {
    let level = heading.split(' ').next().unwrap();
    let mut lines = DOCUMENT.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "{heading}");
    let ends = |line: &&str| {
        let hashes = line.len() - line.trim_start_matches('#').len();
        (1..=level.len()).contains(&hashes)
    };
    let mut blocks: Vec<String> = Vec::new();
    let mut is_within = false;
    for line in lines.take_while(|line| !ends(line)) {
        match line.trim() {
            "```sh" => {
                is_within = true;
                blocks.push(String::new());
            }
            "```" => is_within = false,
            _ if is_within => {
                let block = blocks.last_mut().unwrap();
                block.push_str(line);
                block.push('\n');
            }
            _ => {}
        }
    }
    blocks
}

/// The commands of a section with so many blocks.
fn blocks<const N: usize>(heading: &str) -> [String; N] {
    commands(heading).try_into().unwrap()
}

async fn run(service: &Service, block: &str) {
    let (told, done) = service.run(block).await;
    assert!(done, "{block}\n{told}\n{}", service.log());
}

async fn paid(service: &Service, order: &str) {
    let answer = service.pay(order).await;
    assert_eq!(answer.text("state"), "succeeded", "{answer:?}");
}

/// A service that runs, with keys in files, before a provider and a shop's backend.
async fn started(sandbox: &Sandbox, receiver: &Receiver) -> Service {
    let more = format!("{QUICK}{}", receiver.section_with(&[], ""));
    let service = Service::install(sandbox.url(), &more);
    let [make] = blocks("### Keys in files");
    run(&service, &make).await;
    run(&service, "systemctl start oneclick").await;
    service
}

#[test]
fn every_block_of_the_runbooks_is_run_here() {
    let all: usize = [
        "## Upgrade",
        "## Rollback",
        "## Backup",
        "## Restore",
        "## Key rotation",
    ]
    .map(|heading| commands(heading).len())
    .iter()
    .sum();
    assert_eq!(all, 1 + 1 + 1 + 1 + (1 + 2 + 2 + 3));
}

#[tokio::test]
async fn upgrade_rollback_backup_and_restore_lose_no_payment() {
    if is_wanted() {
        // A PostgreSQL database has tools of its own.
        return;
    }
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let service = started(&sandbox, &Receiver::start().await).await;
    let [backup] = blocks("## Backup");
    let [upgrade] = blocks("## Upgrade");
    let [rollback] = blocks("## Rollback");
    let [restore] = blocks("## Restore");
    let is_release = |release: &str| {
        let program = service.read("/usr/local/bin/oneclick");
        program.contains(&format!("# {release}\n"))
    };
    paid(&service, "R-1").await;
    run(&service, &backup).await;
    service.unpack("/usr/local/src/oneclick/oneclick", "second");
    run(&service, &upgrade).await;
    assert!(is_release("second"));
    // After the newest copy.
    paid(&service, "R-2").await;
    run(&service, &rollback).await;
    assert!(is_release("first"));
    paid(&service, "R-3").await;
    // As if the second release had changed the tables.
    run(&service, "systemctl stop oneclick").await;
    let file = service.path("/var/lib/oneclick/oneclick.sqlite");
    let connection = Connection::open(file).unwrap();
    connection
        .pragma_update(None, "user_version", 9_999)
        .unwrap();
    connection.close().unwrap();
    run(&service, &rollback).await;
    let told = service.log();
    assert!(told.contains("it is of version 9999, newer than"), "{told}");
    run(&service, &restore).await;
    for order in ["R-1", "R-2", "R-3"] {
        // What the copy does not know is found before it is charged.
        until("it is known as paid", async || {
            let answer = service.pay(order).await;
            (answer.text("state") == "succeeded").then_some(())
        })
        .await;
        assert_eq!(sandbox.ledger(Some(order)).len(), 1, "{order}");
        assert_eq!(sandbox.requests(Some(order)).charges, 1, "{order}");
    }
}

#[tokio::test]
async fn keys_are_changed_as_it_is_written_and_nothing_stops_meanwhile() {
    if is_wanted() {
        return;
    }
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let receiver = Receiver::start().await;
    let service = started(&sandbox, &receiver).await;
    let [make] = blocks("### Keys in files");
    let id = service.read("/run/pid");
    let former = service.secret_key();
    // What is there is not made anew.
    assert!(!service.run(&make).await.1);
    assert_eq!(service.secret_key(), former);

    let [both, alone] = blocks("### The secret key");
    run(&service, &both).await;
    let new = service.secret_key();
    assert_ne!(new, former);
    // A third one has to wait until the change is over.
    assert!(!service.run(&both).await.1);
    assert_eq!(service.secret_key(), new);
    until("both are taken", async || {
        (service.status_by(&new).await == 200).then_some(())
    })
    .await;
    assert_eq!(service.status_by(&former).await, 200);
    run(&service, &alone).await;
    until("the former one is refused", async || {
        (service.status_by(&former).await == 401).then_some(())
    })
    .await;
    assert_eq!(service.status_by(&new).await, 200);

    let webhook_keys = || service.read("/etc/oneclick/webhook_keys").trim().to_owned();
    let former = webhook_keys();
    let [both, alone] = blocks("### The webhook key");
    run(&service, &both).await;
    let new = webhook_keys().split(',').next().unwrap().to_owned();
    let is_signed = async |order: &str, by: [bool; 2]| {
        let signed = |came: &Came| [came.is_signed_by(&new), came.is_signed_by(&former)];
        let mut number = 0;
        until("it is signed so", async || {
            // The signal may still be under way when the order before is paid.
            number += 1;
            paid(&service, &format!("{order}-{number}")).await;
            let came = receiver.came();
            came.last().filter(|came| signed(came) == by).map(|_| ())
        })
        .await;
    };
    is_signed("K-1", [true, true]).await;
    run(&service, &alone).await;
    is_signed("K-2", [true, false]).await;
    // None of it was a new start.
    assert_eq!(service.read("/run/pid"), id);

    let [know, seal, take_away] = blocks("### The vault's key");
    let former = service.read("/etc/oneclick/vault_key");
    for block in [&know, &seal, &take_away] {
        run(&service, block).await;
    }
    assert_ne!(service.read("/etc/oneclick/vault_key"), former);
    let variables = service.read("/etc/oneclick/oneclick.env");
    assert!(!variables.contains("OLDER"), "{variables}");
    // The card that was sealed by the former key pays.
    paid(&service, "K-3").await;
    run(&service, "systemctl stop oneclick").await;
}
