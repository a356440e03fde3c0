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

mod books;
mod carrier;
mod configuration;
mod door;
mod exchange_fault;
mod fault_kinds;
mod hidden_bookings;
mod incarnation;
mod machine;
mod order;
mod process;
mod round;
mod sabotage;
mod shopper;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Parser;
use serde_json::Value;

use crate::books::BooksBalance;
use crate::fault_kinds::FaultCounts;
use crate::sabotage::Sabotage;

/// How many payments one world has at most.
const IN_A_WORLD: u64 = 1_000;

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
    /// What the test runner is asked for
    #[arg(hide = true)]
    filter: Vec<String>,
}

fn main() -> ExitCode {
    let options = StormArguments::parse();
    match storm(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn storm(options: &StormArguments) -> Result<bool> {
    let began = Instant::now();
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let (mut balance, mut faults, mut log) = (
        BooksBalance::default(),
        FaultCounts::default(),
        String::new(),
    );
    let mut left = options.payments;
    let mut number = 0;
    while left > 0 {
        let payments = left.min(IN_A_WORLD);
        let report = round::run(seed.wrapping_add(number), payments, options.sabotage)?;
        balance.add(&report.balance);
        faults.append(report.faults);
        if options.log.is_some() {
            log.push_str(&report.log);
        }
        if !report.balance.is_clean() {
            for line in report
                .log
                .lines()
                .filter(|line| line.contains("BOOKS:") || line.contains("WRONG:"))
            {
                println!("{line}");
            }
        }
        left -= payments;
        number += 1;
    }
    if let Some(file) = &options.log {
        std::fs::write(file, log)?;
    }
    let few = faults.too_few(options.payments);
    let mut line = balance.json();
    if let Some(members) = line.as_object_mut() {
        members.insert(String::from("faults"), faults.json());
        members.insert(
            String::from("seconds"),
            Value::from(began.elapsed().as_secs()),
        );
    }
    if !few.is_empty() {
        println!("too few faults of these kinds: {}", few.join(", "));
    }
    println!("{line}");
    Ok(balance.is_clean() && few.is_empty())
}
