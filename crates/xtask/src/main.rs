//! `cargo xtask`: the commands of this repository.
#![expect(
    clippy::print_stdout,
    reason = "a command line program talks on its standard output"
)]

mod browser;
mod bundle;
mod packages;
mod place;
mod process;
mod report;
mod setup;
mod toolchain;
mod tools;
mod web_toolchain;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::place::Place;
use crate::report::Report;

/// Builds, runs and tests oneclick.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Get what building and testing need; skips what is there.
    Setup,
    /// Make the files that pages load; called by Trunk after each build.
    Bundle,
}

fn main() -> Result<()> {
    let task = CommandLine::parse().task;
    let place = Place::find()?;
    match task {
        Task::Bundle => bundle::bundle(&place),
        Task::Setup => {
            let mut report = Report::default();
            let result = setup::set_up(&place, &mut report);
            report.print_table();
            result.map(|_| println!("set up: `trunk serve` and `cargo xtask test` work here"))
        }
    }
}
