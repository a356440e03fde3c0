//! Tries whether a database does what the store asks of it: for one that only speaks
//! PostgreSQL's protocol, or stands behind a pooler.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use postgres::Client;
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;

use crate::store::postgres::connection::PostgresConnection;
use crate::store::postgres::durable::TIMELINE;
use crate::store::postgres::target::PostgresTarget;

/// How long news may take.
const NEWS: Duration = Duration::from_secs(5);
const TABLE: &str = "oneclick_check";

/// What was tried, and why it failed if it did.
pub type Tried = (&'static str, Result<()>);

/// Tries one thing.
type Point = fn(&mut Pair) -> Result<()>;

/// Two connections to the database.
struct Pair {
    one: Client,
    other: Client,
}

/// Tries every point. Makes a table of its own, `oneclick_check`, and drops it.
pub(in crate::store) fn check(target: &PostgresTarget) -> Vec<Tried> {
    let points: [(&'static str, Point); 8] = [
        (
            "keeps a connection and its settings to one client",
            settings,
        ),
        ("runs transactions as if one after the other", serialisable),
        (
            "goes on from a savepoint after a statement that was refused",
            savepoint,
        ),
        ("tells what became of a transaction, by its number", status),
        ("tells its timeline, which a fail-over changes", timeline),
        ("has a lock that ends with its transaction", lock),
        ("tells one connection what another one notifies", news),
        (
            "keeps numbers to 64 bits and texts in the order of their bytes",
            values,
        ),
    ];
    let opened = PostgresConnection::open(target).map(drop);
    let durable = opened.map_err(anyhow::Error::from);
    let mut tried = vec![("connects, and syncs its commits", durable)];
    for (point, check) in points {
        tried.push((point, pair(target).and_then(|mut pair| check(&mut pair))));
    }
    if let Ok(mut pair) = pair(target) {
        let _ = pair
            .one
            .batch_execute(&format!("DROP TABLE IF EXISTS {TABLE}"));
    }
    tried
}

fn pair(target: &PostgresTarget) -> Result<Pair> {
    let (mut one, other) = (target.connect_plainly()??, target.connect_plainly()??);
    one.batch_execute(&format!(
        "DROP TABLE IF EXISTS {TABLE}; CREATE TABLE {TABLE} (id BIGINT PRIMARY KEY, text TEXT COLLATE \"C\")"
    ))?;
    Ok(Pair { one, other })
}

fn settings(pair: &mut Pair) -> Result<()> {
    let process = |client: &mut Client| -> Result<i32> {
        Ok(client
            .query_one("SELECT pg_backend_pid()", &[])?
            .try_get(0)?)
    };
    pair.one.batch_execute("SET enable_seqscan = off")?;
    let first = process(&mut pair.one)?;
    ensure!(
        first != process(&mut pair.other)?,
        "two connections are one"
    );
    ensure!(
        first == process(&mut pair.one)?,
        "a connection goes to several processes"
    );
    let kept: String = pair.one.query_one("SHOW enable_seqscan", &[])?.try_get(0)?;
    ensure!(kept == "off", "a setting is lost between transactions");
    Ok(())
}

fn serialisable(pair: &mut Pair) -> Result<()> {
    let mut refused = 0;
    for client in [&mut pair.one, &mut pair.other] {
        client.batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE")?;
        client.query(&format!("SELECT COUNT(*) FROM {TABLE} WHERE id >= 0"), &[])?;
    }
    for (client, id) in [(&mut pair.one, 1), (&mut pair.other, 2)] {
        let written = client.batch_execute(&format!("INSERT INTO {TABLE} (id) VALUES ({id})"));
        match written.and_then(|()| client.batch_execute("COMMIT")) {
            Ok(()) => {}
            Err(error) if error.code() == Some(&SqlState::T_R_SERIALIZATION_FAILURE) => {
                refused += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    ensure!(
        refused == 1,
        "each of two has counted without the row of the other"
    );
    Ok(())
}

fn savepoint(pair: &mut Pair) -> Result<()> {
    let insert = format!("INSERT INTO {TABLE} (id) VALUES (1)");
    pair.one
        .batch_execute(&format!("BEGIN; {insert}; SAVEPOINT one"))?;
    let twice = pair.one.batch_execute(&insert);
    let code = twice.err().and_then(|error| error.code().cloned());
    ensure!(
        code == Some(SqlState::UNIQUE_VIOLATION),
        "it took the same key twice"
    );
    pair.one
        .batch_execute("ROLLBACK TO one; RELEASE one; COMMIT")?;
    let kept = pair.other.query(&format!("SELECT id FROM {TABLE}"), &[])?;
    ensure!(kept.len() == 1, "the row before the savepoint is gone");
    Ok(())
}

fn status(pair: &mut Pair) -> Result<()> {
    for (end, status) in [("COMMIT", "committed"), ("ROLLBACK", "aborted")] {
        pair.one.batch_execute("BEGIN")?;
        let number = "SELECT pg_current_xact_id()::text";
        let number: String = pair.one.query_one(number, &[])?.try_get(0)?;
        pair.one.batch_execute(end)?;
        let ask = "SELECT pg_xact_status($1::text::xid8)";
        let told: Option<String> = pair.other.query_one(ask, &[&number])?.try_get(0)?;
        ensure!(
            told.as_deref() == Some(status),
            "after {end} it tells {told:?}"
        );
    }
    let started = "SELECT pg_postmaster_start_time()::text, checkpoint_lsn::text
        FROM pg_control_checkpoint()";
    let row = pair.one.query_one(started, &[]);
    let row = row.context("when it was started, and where its last checkpoint is")?;
    row.try_get::<_, String>(1)
        .map(drop)
        .context("where its last checkpoint is")
}

fn timeline(pair: &mut Pair) -> Result<()> {
    let row = pair.one.query_one(&format!("SELECT {TIMELINE}"), &[])?;
    let timeline: Option<String> = row.try_get(0)?;
    ensure!(timeline.is_some(), "it tells none");
    Ok(())
}

fn lock(pair: &mut Pair) -> Result<()> {
    pair.one
        .batch_execute("BEGIN; SELECT pg_advisory_xact_lock(7)")?;
    let mut taken = || -> Result<bool> {
        let row = pair
            .other
            .query_one("SELECT pg_try_advisory_xact_lock(7)", &[])?;
        Ok(row.try_get(0)?)
    };
    ensure!(!taken()?, "two have the lock");
    pair.one.batch_execute("COMMIT")?;
    ensure!(taken()?, "the lock outlives its transaction");
    Ok(())
}

fn news(pair: &mut Pair) -> Result<()> {
    pair.one.batch_execute("LISTEN oneclick_check")?;
    pair.other.batch_execute("NOTIFY oneclick_check")?;
    let heard = pair.one.notifications().timeout_iter(NEWS).next()?;
    ensure!(heard.is_some(), "nothing came within five seconds");
    Ok(())
}

fn values(pair: &mut Pair) -> Result<()> {
    let insert = format!("INSERT INTO {TABLE} VALUES ($1, 'a'), (1, 'B')");
    pair.one.execute(&insert, &[&i64::MAX])?;
    let rows = pair
        .one
        .query(&format!("SELECT id FROM {TABLE} ORDER BY text DESC"), &[])?;
    let first: Option<i64> = rows.first().map(|row| row.try_get(0)).transpose()?;
    ensure!(
        first == Some(i64::MAX),
        "another number, or another order, came back"
    );
    Ok(())
}
