//! What a payment costs the whole server: payments per second, CPU and durable
//! commits, beside a bare loop of two commits a payment on the same disk. The
//! shoppers and the sandbox run in this process, the server in its own.
//!
//! `cargo xtask bench engine`
#![expect(clippy::print_stdout, reason = "figures are printed")]

mod bare_loop;
mod bare_postgres;
mod commit_count;
mod figures;
mod server_process;
mod shoppers;
mod store;

#[path = "../../tests/http/stage/cluster.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "the tests use the rest")]
mod cluster;

use std::time::Duration;

use anyhow::Result;
use clap::Parser;
use oneclick_sandbox::{Sandbox, SandboxProvider, SandboxSettings};
use serde_json::{Map, Value, json};

use crate::figures::EngineFigures;
use crate::server_process::ServerProcess;
use crate::shoppers::Shoppers;
use crate::store::{BareStore, BenchedStore, Commits};

/// How many shoppers pay at the same time.
const SHOPPERS: [usize; 3] = [1, 8, 64];
/// Payments and bare loop take turns, so that both meet the same disk.
const ROUNDS: usize = 10;
/// How many payments each makes before: a log that grows is slower than one that
/// is written over, which begins at 1,000 pages.
const WARM_UP: usize = 600;
/// How many payments the commits are counted of: apart, because counting keeps
/// the log from being emptied.
const COUNTED: usize = 64;
/// What follows a payment, as its notification and the look-up for it, has ended
/// when nothing was committed for so long.
const QUIET: Duration = Duration::from_secs(2);

#[derive(Debug, Parser)]
struct BenchOptions {
    /// How many payments are timed for each number of shoppers
    #[arg(long, default_value_t = 2000)]
    payments: usize,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = BenchOptions::parse();
    let mut stores = Map::new();
    for (name, store) in BenchedStore::ALL {
        let mut levels = Map::new();
        println!("{name}\n{}", EngineFigures::HEADING);
        for shoppers in SHOPPERS {
            let figures = measure(store, shoppers, options.payments).await?;
            println!("{}", figures.line(shoppers));
            levels.insert(shoppers.to_string(), figures.json());
        }
        stores.insert(String::from(name), Value::Object(levels));
    }
    println!("{}", json!(stores));
    Ok(())
}

/// Measures one number of shoppers on a store of its own.
async fn measure(store: BenchedStore, shoppers: usize, payments: usize) -> Result<EngineFigures> {
    let sandbox = Sandbox::start(SandboxSettings::default()).await?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let url = store.url(&format!("shop_{shoppers}"));
    let server = ServerProcess::start(
        &sandbox.base_url(SandboxProvider::Smart2pay),
        folder.path(),
        url.as_deref(),
    )?;
    let crowd = Shoppers::new(shoppers, &server, sandbox.url())?;
    let bare = BareStore::new(store, shoppers, folder.path())?;

    let a_round = payments.div_ceil(ROUNDS).max(1);
    bare.run(WARM_UP)?;
    crowd.pay(crowd.prepare("warm-up", WARM_UP).await?).await?;
    let mut figures = EngineFigures::default();
    for round in 0..ROUNDS {
        let prepared = crowd.prepare(&format!("round-{round}"), a_round).await?;
        figures.add_bare(a_round, bare.run(a_round)?);
        let before = server.cpu()?;
        let (taken, latencies) = crowd.pay(prepared).await?;
        figures.add_payments(taken, latencies, server.cpu()?.saturating_sub(before));
    }
    figures.payments_counted = COUNTED;
    figures.bare_commits =
        count_commits(bare.count()?, async || bare.run(COUNTED).map(drop)).await?;
    let pay = async |name: &str| {
        let prepared = crowd.prepare(name, COUNTED).await?;
        count_commits(server.count()?, async || {
            crowd.pay(prepared).await.map(drop)
        })
        .await
    };
    figures.commits = pay("counted").await?;
    sandbox.notify_at(&server.url("/notifications/smart2pay"));
    figures.commits_notified = pay("notified").await?;
    Ok(figures)
}

/// Counts the durable commits of some work up to the end of what follows it.
async fn count_commits(count: Commits, work: impl AsyncFnOnce() -> Result<()>) -> Result<usize> {
    let before = until_quiet(&count).await?;
    work().await?;
    Ok(until_quiet(&count).await?.saturating_sub(before))
}

/// Waits until nothing more is committed, and counts what was.
async fn until_quiet(count: &Commits) -> Result<usize> {
    let mut commits = count.so_far()?;
    loop {
        tokio::time::sleep(QUIET).await;
        let now = count.so_far()?;
        if now == commits {
            return Ok(commits);
        }
        commits = now;
    }
}
