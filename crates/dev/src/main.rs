#![doc = include_str!("../README.md")]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program talks to its user"
)]

mod introduction;
mod keys;
mod options;
mod page;
mod running;
mod settings;
mod stored_card;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use oneclick_server::stop_signal::told_to_stop;
use tracing_subscriber::EnvFilter;

use crate::options::DevOptions;
use crate::running::RunningDemo;

#[tokio::main]
async fn main() -> ExitCode {
    let options = DevOptions::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .log_internal_errors(false)
        .init();
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &DevOptions) -> anyhow::Result<()> {
    // A signal is heard from the first moment on: the folder is removed then, too.
    let stop = told_to_stop()?;
    let demo = RunningDemo::start(options).await?;
    introduction::print(&demo, options)?;
    demo.run_until(stop).await
}
