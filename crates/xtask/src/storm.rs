//! `cargo xtask storm`: shoppers, servers and providers under every fault.

use anyhow::{Result, bail};
use clap::Args;

use crate::place::Place;
use crate::process;
use crate::setup::Machine;

/// What a storm can be told.
#[derive(Args, Clone, Debug)]
pub struct StormOptions {
    /// All in one process, on virtual time
    #[arg(long)]
    simulated: bool,
    /// How many payments
    #[arg(long, default_value_t = 1_000)]
    payments: u64,
    /// Where all chance comes from; fresh and printed if left out
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs a storm; its last line is JSON.
///
/// # Errors
/// When something was found that must never happen.
pub fn run(place: &Place, machine: &Machine, options: &StormOptions) -> Result<()> {
    if !options.simulated {
        bail!("only simulated storms are built: add --simulated");
    }
    let mut storm = machine.toolchain.cargo(place);
    storm
        .args(["test", "--release", "--package", "oneclick-server"])
        .args(["--test", "storm", "--", "--payments"])
        .arg(options.payments.to_string());
    if let Some(seed) = options.seed {
        storm.args(["--seed", &seed.to_string()]);
    }
    process::run(&mut storm)
}
