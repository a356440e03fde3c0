//! Servers of one database tell each other of changes.

use std::time::Duration;

use crate::stage::database::{new_database, open};

#[tokio::test]
async fn a_change_is_told_to_other_servers_and_not_to_its_own() {
    let url = new_database();
    let (one, other) = (open(&url).await.unwrap(), open(&url).await.unwrap());
    let (mut own, mut told) = (one.changes().unwrap(), other.changes().unwrap());
    // Each counts its own connection as the first that it hears.
    for heard in [&mut own, &mut told] {
        heard.wait_for(|count| *count == 1).await.unwrap();
    }
    one.announce();
    let waking = told.wait_for(|count| *count == 2);
    let woken = tokio::time::timeout(Duration::from_secs(30), waking).await;
    woken.unwrap().unwrap();
    other.announce();
    let waking = own.wait_for(|count| *count == 2);
    let woken = tokio::time::timeout(Duration::from_secs(30), waking).await;
    woken.unwrap().unwrap();
    // Its own news would have come before the other's answer.
    assert_eq!(*told.borrow(), 2);
}
