//! A storm of real processes: shoppers over HTTP, servers that are killed and stopped,
//! their database, the simulated providers and the merchant's receiver of webhooks behind
//! real sockets.
//!
//! `cargo xtask storm --payments N --seed S [--store postgres] [--servers K] [--kill]`
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::wildcard_enum_match_arm,
    reason = "a command's output; a fault that is not named changes nothing"
)]

mod arguments;
mod audit;
mod bank_page;
mod broken_body;
mod calls;
mod configuration;
mod disk_limit;
mod merchant_deed;
mod others;
mod process_fault;
mod process_sabotage;
mod process_shopper;
mod process_storm;
mod provider_gate;
mod public_address;
mod purchase;
mod restoring;
mod round;
mod sent_press;
mod signal;
mod storm_progress;
mod storm_server;
mod storm_store;
mod upheaval;
mod webhook_receiver;

#[path = "../storm/bodies.rs"]
mod bodies;
#[path = "../storm/books.rs"]
#[expect(dead_code, reason = "the simulated storm adds worlds up")]
mod books;
#[path = "../http/stage/cluster.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "the tests use the rest")]
mod cluster;
#[path = "../storm/decisions.rs"]
mod decisions;
#[path = "../storm/hidden_bookings.rs"]
mod hidden_bookings;
#[path = "../storm/inbox.rs"]
#[expect(dead_code, reason = "here the merchant has an address of its own")]
mod inbox;
#[path = "../storm/operation_answer.rs"]
mod operation_answer;
#[path = "../storm/webhook_books.rs"]
mod webhook_books;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Parser;
use serde_json::Value;

use crate::arguments::ProcessStormArguments;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = ProcessStormArguments::parse();
    let done = match &arguments.serve {
        Some(file) => storm_server::serve(file, arguments.clock_ahead)
            .await
            .map(|()| true),
        None => storm(&arguments).await,
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn storm(arguments: &ProcessStormArguments) -> Result<bool> {
    let began = Instant::now();
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let folder = tempfile::tempdir()?;
    let ran = round::run(arguments, seed, folder.path()).await;
    let few = match &ran {
        Ok(report) => report.faults.too_few(arguments.payments, &report.upsets),
        Err(_) => Vec::new(),
    };
    let good = few.is_empty() && ran.as_ref().is_ok_and(|report| report.balance.is_clean());
    if !good {
        println!("what the servers said is in {}", folder.keep().display());
        println!("a storm like it: {}", arguments.command(seed));
    }
    let report = ran?;
    for line in &report.lines {
        println!("{line}");
    }
    if !few.is_empty() {
        println!("too few faults of these kinds: {}", few.join(", "));
    }
    let mut line = report.balance.json();
    if let Some(members) = line.as_object_mut() {
        members.insert(String::from("faults"), report.faults.json());
        let shopping = Value::from(report.shopping.as_secs());
        members.insert(String::from("seconds_shopping"), shopping);
        let seconds = Value::from(began.elapsed().as_secs());
        members.insert(String::from("seconds"), seconds);
    }
    println!("{line}");
    Ok(good)
}
