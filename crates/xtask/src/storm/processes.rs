//! The storm of real processes: its program, its test, and the proof that it can fail.

use std::process::{Command, Stdio};
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde_json::Value;

use crate::place::Place;
use crate::process;
use crate::setup::Machine;
use crate::storm::options::StormOptions;

/// With how many payments each store is tried.
const PAYMENTS: &str = "300";
/// And by three servers that are killed, in a full run.
const MANY_PAYMENTS: &str = "2000";
/// What is drawn each time, so that no kind of fault is left out by chance; a full run
/// takes fresh seeds.
const SEED: &str = "1";
/// Each mistake with the member of the last line that tells of it, and what it needs; the
/// first is tried at each run.
const MISTAKES: [(&str, &str, &[&str]); 4] = [
    ("book-twice", "charged_twice", &[]),
    ("forget-webhook", "webhooks_missing", &[]),
    ("forget-payment", "charged_but_not_known", &[]),
    // A single server would be killed before it comes to anything.
    (
        "skip-recover",
        "charged_twice",
        &["--kill", "--servers", "3"],
    ),
];
/// With how many payments a mistake is tried.
const FEW_PAYMENTS: &str = "60";

/// Runs the storm that was asked for, its programs as they are shipped.
///
/// # Errors
/// When something was found that must never happen.
pub fn run(place: &Place, machine: &Machine, options: &StormOptions) -> Result<()> {
    let mut storm = command(place, machine, &["--release"]);
    storm
        .args(["--payments", &options.payments.to_string()])
        .args(["--servers", &options.servers.to_string()])
        .args(["--at-once", &options.at_once.to_string()])
        .args(["--store", &options.store]);
    if let Some(seed) = options.seed {
        storm.args(["--seed", &seed.to_string()]);
    }
    if options.kill {
        storm.arg("--kill");
    }
    if let Some(mistake) = &options.sabotage {
        storm.args(["--sabotage", mistake]);
    }
    process::run(&mut storm)
}

/// Runs it on both stores, and with a mistake made on purpose, which it has to find, all
/// at the same time: they mostly wait. In a `full` run then with three servers that are
/// killed too, and with each mistake.
///
/// # Errors
/// When something was found that must never happen, or a mistake was not.
pub fn test(place: &Place, machine: &Machine, full: bool) -> Result<()> {
    let storm = |arguments: &[&str]| {
        let mut storm = command(place, machine, &[]);
        storm.args(arguments);
        storm
    };
    let of_store = |store| ["--payments", PAYMENTS, "--store", store, "--seed", SEED];
    let (sqlite, postgres) = (storm(&of_store("sqlite")), storm(&of_store("postgres")));
    // Built once, before they begin.
    let mut build = machine.toolchain.cargo(place);
    build.args(["test", "--no-run", "--package", "oneclick-server"]);
    process::run(build.args(["--test", "process_storm"]))?;
    let [first, others @ ..] = &MISTAKES;
    let find = |(mistake, member, needs): &(&str, &str, &[&str])| {
        let mut storm = storm(&["--payments", FEW_PAYMENTS, "--sabotage", mistake]);
        find(storm.args(*needs), mistake, member)
    };
    thread::scope(|scope| {
        let mistake = scope.spawn(|| find(first));
        let stores = [sqlite, postgres].map(|storm| scope.spawn(|| show(storm)));
        let stores = stores.map(ended);
        stores
            .into_iter()
            .chain([ended(mistake)])
            .collect::<Result<()>>()
    })?;
    if !full {
        return Ok(());
    }
    for store in ["sqlite", "postgres"] {
        let mut storm = storm(&["--payments", MANY_PAYMENTS, "--store", store]);
        process::run(storm.args(["--servers", "3", "--kill"]))?;
    }
    others.iter().try_for_each(find)
}

fn ended(running: ScopedJoinHandle<'_, Result<()>>) -> Result<()> {
    let ended = running.join();
    ended.unwrap_or_else(|_| Err(anyhow!("a storm could not be started")))
}

/// Runs a storm beside others: what it prints is shown once it has ended.
fn show(mut storm: Command) -> Result<()> {
    let output = storm.stderr(Stdio::inherit()).output()?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    let line = process::line(&storm);
    ensure!(
        output.status.success(),
        "`{line}` failed ({})",
        output.status
    );
    Ok(())
}

/// Runs a storm with a mistake, which it has to find and to name.
fn find(storm: &mut Command, mistake: &str, member: &str) -> Result<()> {
    let output = storm.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().unwrap_or_default();
    println!("{mistake}: {last}");
    let counts: Value = serde_json::from_str(last).context("the last line is not JSON")?;
    let count = counts.get(member).and_then(Value::as_u64).unwrap_or(0);
    ensure!(count > 0, "{mistake} was not found: {member} is 0");
    if output.status.success() {
        bail!("{mistake} was found, and the storm succeeded");
    }
    Ok(())
}

/// The storm's program, which takes its arguments next.
fn command(place: &Place, machine: &Machine, profile: &[&str]) -> Command {
    let mut storm = machine.toolchain.cargo(place);
    storm
        .args(["test", "--package", "oneclick-server"])
        .args(profile)
        .args(["--test", "process_storm", "--"]);
    storm
}
