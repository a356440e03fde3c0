//! The binary `oneclick`.

use std::alloc::System;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use oneclick_server::cards::sealing::CardTokens;
use oneclick_server::config::{Config, EXAMPLE};
use oneclick_server::environment::Environment;
use oneclick_server::payments::review::{Resolution, Ruling};
use oneclick_server::server::{Server, deployment};
use oneclick_server::{providers, review};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed: secrets pass through buffers of libraries that do not.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// The checkout server of oneclick: returning shoppers pay with a stored card
/// in one click.
#[derive(Parser)]
#[command(
    version,
    after_help = "To begin:
  oneclick example-config > oneclick.toml
  oneclick serve --config oneclick.toml

Secrets may also stand in the environment, which goes before the file:
  ONECLICK_SECRET_KEY, ONECLICK_VAULT_KEY, ONECLICK_DATABASE_URL, ONECLICK_CERTITRADE_API_KEY,
  ONECLICK_COSTPLUS_API_KEY, ONECLICK_FINPAY_MERCHANT_KEY, ONECLICK_SMART2PAY_API_KEY
What is logged, on standard error: RUST_LOG, such as RUST_LOG=oneclick_server=debug"
)]
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
    /// Shows what each configured provider can do; without a configuration, what
    /// every provider can.
    #[command(args_conflicts_with_subcommands = true)]
    Providers {
        #[command(subcommand)]
        command: Option<Providers>,
        /// The configuration file.
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// The keys that seal the providers' tokens in the store.
    Keys {
        #[command(subcommand)]
        command: Keys,
    },
    /// Payments whose outcome a person has to decide.
    Review {
        #[command(subcommand)]
        command: Review,
    },
}

#[derive(Subcommand)]
enum Keys {
    /// Seals every token with `keys.vault`. Before it, all servers have to know
    /// that key and the old one, which stands in `keys.older_vaults` then;
    /// after it the old one can go.
    Rotate {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
}

#[derive(Subcommand)]
enum Providers {
    /// Calls each configured provider harmlessly and says whether its
    /// credentials work.
    Check {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
}

#[derive(Subcommand)]
enum Review {
    /// Lists the payments that wait.
    List {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Shows a payment with its history.
    Show {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The payment's id.
        payment: String,
    },
    /// Records what was found out: of the payment, of an operation or of a duplicate.
    #[command(group = clap::ArgGroup::new("decision").required(true).args(["charged", "succeeded", "reversed"]))]
    Resolve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The payment's id.
        payment: String,
        /// Whether the payment's money moved.
        #[arg(long, action = clap::ArgAction::Set)]
        charged: Option<bool>,
        /// Whether a capture, cancel or refund was done.
        #[arg(long, action = clap::ArgAction::Set)]
        succeeded: Option<bool>,
        /// Which one, where several wait.
        #[arg(long, requires = "succeeded")]
        operation: Option<String>,
        /// Whether a duplicate was given back; if not, it is kept.
        #[arg(long, action = clap::ArgAction::Set)]
        reversed: Option<bool>,
        /// Which one, where several wait: the provider's id of it.
        #[arg(long, requires = "reversed")]
        duplicate: Option<String>,
        /// Who decided.
        #[arg(long)]
        by: String,
        /// Why, for whoever reads the history.
        #[arg(long)]
        why: String,
        /// The provider's id of what was decided about.
        #[arg(long)]
        provider_payment_id: Option<String>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The causes alone, without a backtrace.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    match Options::parse().command {
        Command::Serve { config } => serve(&config).await,
        Command::CheckConfig { config } => {
            read(&config)?;
            say(&format!("{} can be served", config.display()))
        }
        Command::ExampleConfig => say(EXAMPLE.trim_end()),
        Command::Providers {
            command: Some(Providers::Check { config }),
            ..
        } => check_providers(&config).await,
        Command::Providers {
            config: Some(file), ..
        } => say(providers::table(&read(&file)?).trim_end()),
        Command::Providers { config: None, .. } => say(providers::whole_table().trim_end()),
        Command::Keys {
            command: Keys::Rotate { config },
        } => rotate(&config).await,
        Command::Review { command } => decide(command).await,
    }
}

fn read(file: &Path) -> anyhow::Result<Config> {
    Ok(Config::read(file, &|name| std::env::var(name).ok())?)
}

async fn check_providers(file: &Path) -> anyhow::Result<()> {
    let (text, all) = providers::check(&read(file)?, &Environment::real()).await?;
    say(text.trim_end())?;
    anyhow::ensure!(all, "not every provider can be used");
    Ok(())
}

async fn rotate(file: &Path) -> anyhow::Result<()> {
    let deployment = deployment(&read(file)?, Environment::real()).await?;
    let done = CardTokens::of(&deployment).rotate_keys().await?;
    let key = deployment.vault().newest();
    say(&format!("{done} sealed anew with the vault key \"{key}\""))
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

async fn serve(file: &Path) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(filter)
        .init();
    let config = read(file)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}, by `listen`", config.listen))?;
    let public_url = config.public_url.clone();
    // From here on a signal is heard, however early it comes.
    let stop = told_to_stop()?;
    let server = Server::start(config, listener, Environment::real()).await?;
    say(&format!("oneclick ready: {public_url}"))?;
    stop.await;
    tracing::info!("stopping; a second signal does not wait for charges");
    let again = told_to_stop()?;
    tokio::select! {
        () = server.stop() => tracing::info!("stopped"),
        () = again => tracing::warn!("stopped at once; what was under way goes on at the next start"),
    }
    Ok(())
}

#[cfg(unix)]
fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

async fn decide(command: Review) -> anyhow::Result<()> {
    let (Review::List { config } | Review::Show { config, .. } | Review::Resolve { config, .. }) =
        &command;
    let deployment = deployment(&read(config)?, Environment::real()).await?;
    say(&match command {
        Review::List { .. } => review::list(&deployment).await?,
        Review::Show { payment, .. } => review::show(&deployment, &payment).await?,
        Review::Resolve {
            payment,
            charged,
            succeeded,
            operation,
            reversed,
            duplicate,
            by,
            why,
            provider_payment_id,
            ..
        } => {
            let resolution = Resolution {
                ruling: match (charged, succeeded, reversed) {
                    (Some(charged), ..) => Ruling::Charged(charged),
                    (_, Some(succeeded), _) => Ruling::Succeeded {
                        operation,
                        succeeded,
                    },
                    (.., Some(reversed)) => Ruling::Reversed {
                        duplicate,
                        reversed,
                    },
                    (None, None, None) => anyhow::bail!("what was decided is missing"),
                },
                by,
                why,
                provider_payment_id,
            };
            review::resolve(&deployment, &payment, &resolution).await?
        }
    })
}
