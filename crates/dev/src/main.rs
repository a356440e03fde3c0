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

use std::process::ExitCode;

use clap::Parser as _;
use oneclick_server::log;
use oneclick_server::stop_signal::told_to_stop;

use crate::options::DevOptions;
use crate::running::RunningDemo;

#[tokio::main]
async fn main() -> ExitCode {
    let options = DevOptions::parse();
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &DevOptions) -> anyhow::Result<()> {
    log::begin("info")?;
    // A signal is heard from the first moment on: the folder is removed then, too.
    let stop = told_to_stop()?;
    let demo = RunningDemo::start(options).await?;
    introduction::print(&demo, options)?;
    demo.run_until(stop).await
}
