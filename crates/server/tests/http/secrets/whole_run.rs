//! A whole run of the program at every provider, and what may stand nowhere afterwards: in
//! the database, its log and copies, in what the program says and logs at the finest level,
//! in its answers, webhooks and metrics.
//!
//! | secret | may stand in |
//! |---|---|
//! | security code, card number | nothing |
//! | token of a card at its provider | nothing; the store has it sealed |
//! | client token | the answer that gives it out, once; the store has its hash |
//! | page token | the answers that give it out, and the page itself |
//! | key of the merchant, a provider, webhooks, the vault | nothing but the configuration |
//! | return token | the store, which has to tell providers again |

use std::path::Path;

use crate::secrets::known::{check_private, stored, traces};
use crate::secrets::misplaced::misplace;
use crate::secrets::run::{Run, use_provider, with_long_code};
use crate::secrets::traces::TraceFinder;
use crate::stage::cluster::is_wanted;
use crate::stage::place::PLACES;
use crate::stage::receiver::Reply;

/// Fails where more than what may be is there. Names alone are printed.
fn check(finder: &TraceFinder, place: &Path, bytes: &[u8], allowed: &[&str]) {
    let mut found = finder.count_in(bytes);
    found.retain(|name, _| !allowed.contains(name));
    assert!(found.is_empty(), "{} has {found:?}", place.display());
}

#[tokio::test]
async fn no_secret_of_a_whole_run_stands_where_it_does_not_belong() {
    let mut run = Run::new().await;
    run.receiver.reply("payment.declined", Reply::Status(500));
    for place in PLACES {
        use_provider(&mut run, with_long_code(place)).await;
    }
    misplace(&mut run).await;
    run.command(&["review", "list"]);
    run.command(&["webhooks", "list"]);
    run.command(&["keys", "rotate"]);
    if !is_wanted() {
        let copy = run.world.folder.path().join("copy.sqlite");
        let copy = copy.to_str().unwrap().to_owned();
        run.command(&["backup", "--to", &copy]);
    }
    run.receiver.until(PLACES.len() * 5).await;

    let metrics = run.metrics().await;
    assert!(metrics.contains("oneclick_payments_total{"), "{metrics}");
    let finder = traces(&run).finder();
    assert!(metrics.contains("oneclick_store_up 1\n"), "{metrics}");
    check(&finder, Path::new("metrics"), metrics.as_bytes(), &[]);
    // While it runs, with what stands in the write-ahead log, and once it has ended.
    let mut all = stored(&run);
    let is_log = |path: &Path| path.ends_with("oneclick.sqlite-wal");
    assert!(is_wanted() || all.iter().any(|(path, _)| is_log(path)));
    check_private(run.world.folder.path());
    run.program.signal("TERM");
    assert!(run.program.ends_well().await);
    all.extend(stored(&run));
    for (path, bytes) in all {
        check(&finder, &path, &bytes, &["a return token"]);
    }
    for (path, least) in [
        (run.program.log(), 10_000),
        (run.program.folder.path().join("out"), 10),
    ] {
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.len() > least, "{} says something", path.display());
        check(&finder, &path, &bytes, &[]);
    }
    check(&finder, Path::new("a command's output"), &run.said, &[]);
    for came in run.receiver.came() {
        check(&finder, Path::new("a webhook"), came.body.as_bytes(), &[]);
        check(&finder, Path::new("a webhook"), came.head.as_bytes(), &[]);
    }
    let answers = run.answers.lock().unwrap().concat();
    assert!(answers.len() > 10_000, "it has answered");
    check(
        &finder,
        Path::new("an answer"),
        &answers,
        &["a client token", "a page token"],
    );
    assert!(finder.count_in(&answers)["a page token"] > run.page_tokens.len());
    assert_eq!(
        finder.count_in(&answers)["a client token"],
        run.client_tokens.len(),
        "each is given out once"
    );
}
