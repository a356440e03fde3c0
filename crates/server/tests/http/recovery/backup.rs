//! `oneclick backup`: a copy that is made while payments run.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::stage::answer::until;
use crate::stage::cluster::is_wanted;
use crate::stage::copy::{put_back, recover, run};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};
use crate::webhooks::delivery::pay;

#[tokio::test]
async fn a_copy_is_made_while_payments_run_and_has_those_that_were_over() {
    if is_wanted() {
        // A PostgreSQL database has tools of its own.
        return;
    }
    let world = World::new().await;
    pay(&world, "G-0").await;
    let copy = world.folder.path().join("while.sqlite");
    let to = copy.to_str().unwrap().to_owned();
    let words = ["backup", "--to", &to];
    let paying = async {
        for number in 1..20 {
            pay(&world, &format!("G-{number}")).await;
        }
    };
    let ((told, done), ()) = tokio::join!(run(&world, &words), paying);
    assert!(done && told.contains("is a copy, closed since"), "{told}");
    let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let folder = std::fs::read_dir(world.folder.path()).unwrap();
    let names: Vec<_> = folder.map(|entry| entry.unwrap().file_name()).collect();
    let left = names.iter().filter(|name| {
        let name = name.to_str().unwrap();
        name.starts_with("while.sqlite") && name != "while.sqlite"
    });
    assert_eq!(left.count(), 0, "{names:?}");
    let world = put_back(world, &copy).await;
    recover(&world).await;
    for number in 0..20 {
        let order = format!("G-{number}");
        let session = world.ask_session(&order, "c-1", json!({})).await;
        // One that the copy does not know is found before it is charged.
        if session.body["payments"].as_array().unwrap().is_empty() {
            let card = world.card("c-1", VISA).await;
            let page = world.session(&order, "c-1").await;
            until("it is asked for", async || {
                let answer = page.pay("first", &payment_body(&card, None, "123")).await;
                (answer.text("state") == "succeeded").then_some(())
            })
            .await;
        }
        assert_eq!(world.booked(&order), (1, 1), "{order}");
    }
}

#[tokio::test]
async fn a_copy_replaces_nothing() {
    if is_wanted() {
        return;
    }
    let world = World::new().await;
    let database = world.folder.path().join("oneclick.sqlite");
    let taken = world.folder.path().join("taken");
    std::fs::write(&taken, "precious").unwrap();
    for file in [&database, &taken] {
        let (told, done) = run(&world, &["backup", "--to", file.to_str().unwrap()]).await;
        assert!(!done && told.contains("there is a file"), "{told}");
    }
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "precious");
    let nowhere = world.folder.path().join("none").join("copy");
    let (told, done) = run(&world, &["backup", "--to", nowhere.to_str().unwrap()]).await;
    assert!(!done && told.contains("cannot make"), "{told}");
    pay(&world, "H-1").await;
}
