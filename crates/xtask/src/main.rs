//! `cargo xtask`: the commands of this repository.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program talks to its user"
)]

mod alerts;
mod bench;
mod browser;
mod browser_tests;
mod cargo_program;
mod children;
mod database;
mod demo;
mod deployment;
mod description;
mod example_languages;
mod firefox;
#[cfg(test)]
mod folder;
mod fuzz;
mod guide;
mod linker;
mod machine_paths;
mod node_packages;
mod npm_package;
mod package;
mod packages;
mod place;
mod process;
mod python_package;
mod release;
mod report;
mod screen_reader;
mod screenshots;
mod setup;
mod size;
mod storm;
mod structure;
mod test_options;
mod test_steps;
mod toolchain;
mod tools;
mod web_toolchain;
mod webhook_libraries;
mod webkit;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::place::Place;
use crate::report::Report;

/// Builds, runs and tests oneclick.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    task: TaskCommand,
}

#[derive(Debug, Subcommand)]
enum TaskCommand {
    /// Get what building and testing need; skips what is there.
    Setup,
    /// Build the files that merchants' pages load, as they ship, into dist/widget, and the npm package, into dist/npm.
    Package(package::PackageOptions),
    /// Build the documentation as a book, into dist/guide; a link that leads nowhere fails.
    Guide,
    /// Run the demo shop, the checkout server and the sandbox until Ctrl-C.
    Demo(demo::DemoOptions),
    /// Check the source as a whole: circles of files, names, lengths.
    Check,
    /// Run every kind of test, and print the seconds of each.
    Test(test_options::TestOptions),
    /// Measure what a page loads for the widget; the last line is JSON.
    Size,
    /// Take a picture of every state of the element, by language, layout, theme and width.
    Screenshots(screenshots::ScreenshotOptions),
    /// Let shoppers pay under every fault, and compare the books; the last line is JSON.
    Storm(storm::StormOptions),
    /// Look for bytes that break a reader, by coverage.
    Fuzz(fuzz::FuzzOptions),
    /// Measure how long things take, and what they allocate.
    Bench(bench::BenchOptions),
}

fn main() -> ExitCode {
    match linker::link().unwrap_or_else(run) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let task = CommandLine::parse().task;
    let place = Place::find()?;
    let done = match task {
        TaskCommand::Package(options) => package::run(&place, &options),
        TaskCommand::Guide => guide::run(&place),
        TaskCommand::Demo(options) => demo::run(&place, &options),
        TaskCommand::Check => structure::check(&place),
        TaskCommand::Test(options) => test_steps::run(&place, &options),
        TaskCommand::Size => size::run(&place),
        TaskCommand::Screenshots(options) => screenshots::run(&place, &options),
        TaskCommand::Storm(options) => {
            let machine = setup::set_up(&place, &mut Report::default())?;
            storm::run(&place, &machine, &options)
        }
        TaskCommand::Fuzz(options) => {
            let machine = setup::set_up(&place, &mut Report::default())?;
            fuzz::run(&place, &machine, &options)
        }
        TaskCommand::Bench(options) => {
            let machine = setup::set_up(&place, &mut Report::default())?;
            bench::run(&place, &machine, &options)
        }
        TaskCommand::Setup => {
            let mut report = Report::default();
            let result = setup::set_up_all(&place, &mut report);
            report.print_table();
            result.map(|()| println!("set up: `trunk serve` and `cargo xtask test` work here"))
        }
    };
    done.map(|()| ExitCode::SUCCESS)
}
