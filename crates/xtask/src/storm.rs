//! `cargo xtask storm`: shoppers, servers and providers under every fault.

mod options;
pub mod processes;
pub mod simulated;

use anyhow::Result;

use crate::place::Place;
use crate::setup::Machine;
pub use crate::storm::options::StormOptions;

/// Runs a storm; its last line is JSON.
///
/// # Errors
/// When something was found that must never happen.
pub fn run(place: &Place, machine: &Machine, options: &StormOptions) -> Result<()> {
    if options.simulated {
        simulated::run(place, machine, options)
    } else {
        processes::run(place, machine, options)
    }
}
