//! The binary `oneclick`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use oneclick_server::config::{Config, EXAMPLE};
use tokio::net::TcpListener;

/// The checkout server of oneclick: returning shoppers pay with a stored card
/// in one click.
#[derive(Parser)]
#[command(after_help = "To begin:
  oneclick example-config > oneclick.toml
  oneclick serve --config oneclick.toml

Secrets may also stand in the environment, which goes before the file:
  ONECLICK_SECRET_KEY, ONECLICK_VAULT_KEY, ONECLICK_SMART2PAY_API_KEY
What is logged: RUST_LOG, such as RUST_LOG=oneclick_server=debug")]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server until it is told to stop (Ctrl-C, SIGTERM), then lets
    /// the charges that are under way end.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Checks a configuration and says what is wrong with it.
    CheckConfig {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Prints a configuration that works on one machine, with comments.
    ExampleConfig,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Options::parse().command {
        Command::Serve { config } => serve(&config).await,
        Command::CheckConfig { config } => {
            read(&config)?;
            say(&format!("{} can be served", config.display()))
        }
        Command::ExampleConfig => say(EXAMPLE.trim_end()),
    }
}

fn read(file: &Path) -> anyhow::Result<Config> {
    Ok(Config::read(file, &|name| std::env::var(name).ok())?)
}

fn say(line: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

async fn serve(file: &Path) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .init();
    let config = read(file)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let public_url = config.public_url.clone();
    let app = oneclick_server::http::App::new(oneclick_server::http::Parts { config });
    say(&format!("oneclick ready: {public_url}"))?;
    axum::serve(listener, oneclick_server::http::router(app))
        .with_graceful_shutdown(told_to_stop())
        .await?;
    Ok(())
}

async fn told_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}
