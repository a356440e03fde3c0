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
mod filled_store;
mod growth;
mod memory;
mod receiver;
mod server_process;
mod shoppers;
mod store;

#[path = "../../tests/http/stage/cluster.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "the tests use the rest")]
mod cluster;

use std::time::Duration;

use anyhow::Result;
use clap::{Parser, ValueEnum};
use oneclick_sandbox::{Sandbox, SandboxProvider, SandboxSettings};
use serde_json::{Map, Value};

use crate::figures::EngineFigures;
use crate::receiver::receive;
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
/// How many payments are in the two files whose times are compared.
const STORED: [usize; 2] = [1_000, 1_000_000];
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
    /// What alone to measure
    #[arg(long)]
    only: Option<Part>,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Payments on a file
    Sqlite,
    /// Payments on a database
    Postgres,
    /// Payments with few and with many of them in the file
    Growth,
    /// The server's memory
    Memory,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = BenchOptions::parse();
    let mut all = Map::new();
    let parts = Part::value_variants().iter().copied();
    for part in parts.filter(|part| options.only.is_none_or(|only| only == *part)) {
        let (name, figures) = match part {
            Part::Sqlite => ("sqlite", levels(BenchedStore::Sqlite, &options).await?),
            Part::Postgres => ("postgres", levels(BenchedStore::Postgres, &options).await?),
            Part::Growth => ("growth", growth::measure(STORED, options.payments).await?),
            Part::Memory => ("memory", memory::measure().await?),
        };
        if matches!(part, Part::Growth | Part::Memory) {
            println!("{name}\n{figures}");
        }
        all.insert(String::from(name), figures);
    }
    println!("{}", Value::Object(all));
    Ok(())
}

/// Measures each number of shoppers on a store, with a line for each.
async fn levels(store: BenchedStore, options: &BenchOptions) -> Result<Value> {
    let mut levels = Map::new();
    println!("{store:?}\n{}", EngineFigures::HEADING);
    for shoppers in SHOPPERS {
        let figures = measure(store, shoppers, options.payments).await?;
        println!("{}", figures.line(shoppers));
        levels.insert(shoppers.to_string(), figures.json());
    }
    Ok(Value::Object(levels))
}

/// Measures one number of shoppers on a store of its own.
async fn measure(store: BenchedStore, shoppers: usize, payments: usize) -> Result<EngineFigures> {
    let sandbox = Sandbox::start(SandboxSettings::default()).await?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let url = store.url(&format!("shop_{shoppers}"));
    let provider = sandbox.base_url(SandboxProvider::Smart2pay);
    let server = ServerProcess::start(&provider, folder.path(), url.as_deref(), "")?;
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
        let prepared = crowd.prepare(&format!("direct-{round}"), a_round).await?;
        figures.add_direct(crowd.charge_directly(prepared).await?);
    }
    figures.payments_counted = COUNTED;
    figures.bare_commits =
        count_commits(bare.count()?, async || bare.run(COUNTED).map(drop)).await?;
    figures.commits = commits_of(&crowd, &server, "counted").await?;
    let notifications = server.url("/notifications/smart2pay");
    sandbox.notify_at(&notifications);
    figures.commits_notified = commits_of(&crowd, &server, "notified").await?;
    drop(server);

    // The same store with a server that tells the merchant; the provider tells nobody.
    let silent = Sandbox::start(SandboxSettings::default()).await?;
    let provider = silent.base_url(SandboxProvider::Smart2pay);
    let webhooks = receive().await?;
    let server = ServerProcess::start(&provider, folder.path(), url.as_deref(), &webhooks)?;
    let crowd = Shoppers::new(shoppers, &server, silent.url())?;
    figures.commits_told = commits_of(&crowd, &server, "told").await?;
    Ok(figures)
}

/// Counts the durable commits of some payments.
async fn commits_of(crowd: &Shoppers, server: &ServerProcess, name: &str) -> Result<usize> {
    let prepared = crowd.prepare(name, COUNTED).await?;
    count_commits(server.count()?, async || {
        crowd.pay(prepared).await.map(drop)
    })
    .await
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
