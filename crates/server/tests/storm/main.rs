//! A storm of simulated worlds: shoppers, servers, store and providers in one process,
//! on virtual time, with faults that come from the seed alone.
//!
//! `cargo xtask storm --simulated --payments N --seed S`
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::wildcard_enum_match_arm,
    reason = "a command's output; a fault that is not named changes nothing"
)]

mod aftermath;
mod bodies;
mod books;
mod carrier;
mod configuration;
mod decisions;
mod doings;
mod door;
mod exchange_fault;
mod fault_kinds;
mod hidden_bookings;
#[expect(dead_code, reason = "only the storm of processes restores a store")]
mod inbox;
mod incarnation;
mod kept_cards;
mod machine;
mod merchant;
mod operation_answer;
mod order;
mod pages;
mod power;
mod process;
mod proofs;
mod reviewer;
mod round;
mod sabotage;
mod shopper;
mod shortest;
mod stores;
mod visits;
mod webhook_books;
mod world;
mod worlds;

#[path = "../http/stage/cluster.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests over HTTP use the rest, where it may panic"
)]
mod cluster;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::proofs::Proofs;
use crate::sabotage::Sabotage;
use crate::worlds::Worlds;

#[derive(Debug, Parser)]
struct StormArguments {
    /// How many payments in all
    #[arg(long, default_value_t = 1_000)]
    payments: u64,
    /// Where all chance comes from
    #[arg(long)]
    seed: Option<u64>,
    /// A mistake to make on purpose
    #[arg(long)]
    sabotage: Option<Sabotage>,
    /// Where to write the event log
    #[arg(long)]
    log: Option<PathBuf>,
    /// How many worlds live at the same time: as many as there are processors if left out
    #[arg(long)]
    at_once: Option<usize>,
    /// Prove instead that mistakes are caught and that a seed gives the same run twice
    #[arg(long)]
    prove: Option<Proofs>,
    /// What the test runner is asked for
    #[arg(hide = true)]
    filter: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = StormArguments::parse();
    let passed = match arguments.prove {
        Some(proofs) => proofs.run(arguments.seed),
        None => storm(&arguments),
    };
    match passed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn storm(arguments: &StormArguments) -> Result<bool> {
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let worlds = Worlds {
        seed,
        payments: arguments.payments,
        sabotage: arguments.sabotage,
        keeps_log: arguments.log.is_some(),
        at_once: arguments.at_once,
    };
    let came = worlds.run()?;
    if let Some(file) = &arguments.log {
        std::fs::write(file, &came.log)?;
    }
    for line in &came.findings {
        println!("{line}");
    }
    if let Some(failed) = came.failed.first() {
        let payments = shortest::prefix(failed)?;
        println!("the shortest prefix that shows it:");
        println!(
            "    cargo xtask storm --simulated --payments {payments} --seed {}",
            failed.seed
        );
    }
    let few = came.faults.too_few(arguments.payments);
    if !few.is_empty() {
        println!("too few faults of these kinds: {}", few.join(", "));
    }
    println!("{}", came.last_line());
    Ok(came.balance.is_clean() && few.is_empty())
}
