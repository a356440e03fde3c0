//! `cargo xtask bench`: how long things take, printed, never judged.

mod widget;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::bench::widget::WidgetBench;
use crate::place::Place;
use crate::process;
use crate::setup::Machine;

/// What the benchmarks can be told.
#[derive(Args, Clone, Debug)]
pub struct BenchOptions {
    /// What alone to measure
    subject: Option<Subject>,
    /// How often each page of the widget's is loaded
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Measure the widget that was built before
    #[arg(long)]
    no_build: bool,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Subject {
    /// Building a charge's request and reading its answer, for each provider
    Providers,
    /// Payments through the whole server, beside a bare loop of commits; the last line is JSON
    Engine,
    /// Loading and paying in a slow browser, beside Adyen's drop-in; the last line is JSON
    Widget,
}

/// Measures one subject, or all.
///
/// # Errors
/// When a benchmark cannot be built or run.
pub fn run(place: &Place, machine: &Machine, options: &BenchOptions) -> Result<()> {
    let all = Subject::value_variants().iter().copied();
    let only = options.subject;
    for subject in all.filter(|one| only.is_none_or(|only| only == *one)) {
        match subject {
            Subject::Providers => native(place, machine, "oneclick-providers", "providers")?,
            Subject::Engine => native(place, machine, "oneclick-server", "engine")?,
            Subject::Widget => WidgetBench {
                rounds: options.rounds,
                build: !options.no_build,
                // Only who asks for this subject needs the network.
                install: only.is_some(),
            }
            .run(place, machine)?,
        }
    }
    Ok(())
}

/// Runs a package's own benchmark.
fn native(place: &Place, machine: &Machine, package: &str, name: &str) -> Result<()> {
    let mut bench = machine.toolchain.cargo(place);
    process::run(bench.args(["bench", "--package", package, "--bench", name]))
}
