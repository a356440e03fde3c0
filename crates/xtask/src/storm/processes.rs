//! The storm of real processes: its program, its test, and the proof that it can fail.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::place::Place;
use crate::process;
use crate::setup::Machine;
use crate::storm::options::StormOptions;

/// With how many payments each store is tried.
const PAYMENTS: &str = "300";
/// And by three servers that are killed, in a full run.
const MANY_PAYMENTS: &str = "2000";
/// Each mistake with the member of the last line that tells of it; the first is tried at
/// each run.
const MISTAKES: [(&str, &str); 3] = [
    ("book-twice", "charged_twice"),
    ("forget-webhook", "webhooks_missing"),
    ("forget-payment", "charged_but_not_known"),
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

/// Runs it on each store, and with a mistake made on purpose, which it has to find; in a
/// `full` run with three servers that are killed too, and with each mistake.
///
/// # Errors
/// When something was found that must never happen, or a mistake was not.
pub fn test(place: &Place, machine: &Machine, full: bool) -> Result<()> {
    for store in ["sqlite", "postgres"] {
        let mut storm = command(place, machine, &[]);
        process::run(storm.args(["--payments", PAYMENTS, "--store", store]))?;
        if full {
            let mut storm = command(place, machine, &[]);
            storm.args(["--payments", MANY_PAYMENTS, "--store", store]);
            process::run(storm.args(["--servers", "3", "--kill"]))?;
        }
    }
    let tried = if full { MISTAKES.len() } else { 1 };
    for (mistake, member) in MISTAKES.iter().take(tried) {
        find(place, machine, mistake, member)?;
    }
    Ok(())
}

/// Makes a mistake, which the storm has to find and to name.
fn find(place: &Place, machine: &Machine, mistake: &str, member: &str) -> Result<()> {
    let mut storm = command(place, machine, &[]);
    storm.args(["--payments", FEW_PAYMENTS, "--sabotage", mistake]);
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
