//! The simulated storm: its program and its test.

use std::process::Command;

use anyhow::Result;

use crate::place::Place;
use crate::process;
use crate::setup::Machine;
use crate::storm::options::StormOptions;

/// With how many payments each fixed seed is tried.
const PAYMENTS: &str = "1000";
/// The seeds that are tried each time: what passed before must pass again. So many
/// payments are four worlds, whose seeds follow each other.
const SEEDS: [&str; 2] = ["1", "5"];
/// With how many payments a full run tries a fresh seed as well.
const MANY_PAYMENTS: &str = "100000";

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

/// Lets simulated shoppers pay by fixed seeds, proves that the quickest mistakes are
/// caught, and that every store comes to the same. A `full` run also takes fresh
/// seeds, one of them with many payments, and proves every mistake.
///
/// # Errors
/// When something was found that must never happen, or a mistake was not.
pub fn test(place: &Place, machine: &Machine, full: bool) -> Result<()> {
    let run = |arguments: &[&str]| process::run(command(place, machine).args(arguments));
    for seed in SEEDS {
        run(&["--payments", PAYMENTS, "--seed", seed])?;
    }
    if full {
        run(&["--payments", MANY_PAYMENTS])?;
    }
    run(&["--prove", if full { "all" } else { "quick" }])?;
    let stores = ["--prove", "stores", "--seed", SEEDS[0]];
    run(if full { &stores[..2] } else { &stores })
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
