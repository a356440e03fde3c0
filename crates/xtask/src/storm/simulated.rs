//! The simulated storm: its program and its test.

use std::process::Command;

use anyhow::Result;

use crate::place::Place;
use crate::process;
use crate::setup::Machine;
use crate::storm::options::StormOptions;

/// With how many payments a fixed and a fresh seed are tried each.
const PAYMENTS: &str = "1000";
/// And a fresh one in a full run.
const MANY_PAYMENTS: &str = "100000";
/// The seed that is tried each time.
const SEED: &str = "1";

/// Runs the storm that was asked for.
///
/// # Errors
/// When something was found that must never happen.
pub fn run(place: &Place, machine: &Machine, options: &StormOptions) -> Result<()> {
    let mut storm = command(place, machine);
    storm.args(["--payments", &options.payments.to_string()]);
    if let Some(seed) = options.seed {
        storm.args(["--seed", &seed.to_string()]);
    }
    process::run(&mut storm)
}

/// Lets simulated shoppers pay by a fixed and by a fresh seed, proves that mistakes are
/// caught, the quickest of them or all in a `full` run, and that every store comes to the
/// same.
///
/// # Errors
/// When something was found that must never happen, or a mistake was not.
pub fn test(place: &Place, machine: &Machine, full: bool) -> Result<()> {
    let run = |arguments: &[&str]| process::run(command(place, machine).args(arguments));
    let (fresh, proofs) = if full {
        (MANY_PAYMENTS, "all")
    } else {
        (PAYMENTS, "quick")
    };
    run(&["--payments", PAYMENTS, "--seed", SEED])?;
    run(&["--payments", fresh])?;
    run(&["--prove", proofs])?;
    run(&["--prove", "stores"])
}

/// The storm's program, which takes its arguments next. It is built in a profile of its
/// own: optimised, but not as long as what is shipped.
fn command(place: &Place, machine: &Machine) -> Command {
    let mut storm = machine.toolchain.cargo(place);
    storm
        .args(["test", "--profile", "storm", "--package", "oneclick-server"])
        .args(["--test", "storm", "--"]);
    storm
}
