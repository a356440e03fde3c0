//! The binary `oneclick`.

mod options;

use std::alloc::System;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use oneclick_server::cards::sealing::CardTokens;
use oneclick_server::config::{Config, EXAMPLE, new_keys};
use oneclick_server::environment::Environment;
use oneclick_server::http::openapi_json;
use oneclick_server::panic_report;
use oneclick_server::payments::review::{Resolution, Ruling};
use oneclick_server::recovery::run::{RecoveryRequest, recover};
use oneclick_server::reload::{Hangups, reload_at_hangups};
use oneclick_server::server::{self, Server, deployment};
use oneclick_server::stop_signal::told_to_stop;
use oneclick_server::store::Migrated;
use oneclick_server::store::webhooks::Person;
use oneclick_server::store::{PostgresTarget, postgres};
use oneclick_server::webhooks::command_line as webhooks;
use oneclick_server::webhooks::list::WebhookDecision;
use oneclick_server::webhooks::redeliver::ManyWebhooks;
use oneclick_server::{backup, log, providers, review};
use tokio::net::TcpListener;
use zeroizing_alloc::ZeroAlloc;

use crate::options::{Command, Keys, Options, Providers, Review, WebhookCommand};

/// Wipes what is freed: secrets pass through buffers of libraries that do not.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

#[tokio::main]
async fn main() -> ExitCode {
    panic_report::install();
    let command = Options::parse().command;
    // What failed before anything was checked is no finding.
    let failure = if matches!(command, Command::Conformance(_)) {
        ExitCode::from(2)
    } else {
        ExitCode::FAILURE
    };
    match run(command).await {
        Ok(code) => code,
        Err(error) => {
            // The causes alone, without a backtrace.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            failure
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    let done = match command {
        Command::Conformance(options) => return options.check(&mut say).await,
        Command::Serve { config } => serve(&config).await,
        Command::Check { config, strict } => return check(&config, strict),
        Command::Migrate { config } => migrate(&config).await,
        Command::Backup { config, to } => {
            let since = backup::backup(&read(&config)?, &Environment::real(), &to).await?;
            say(&format!("{} is a copy, closed since {since}", to.display()))
        }
        Command::Recover { config, options } => {
            log::begin("warn")?;
            let deployment = deployment(&read(&config)?, Environment::real()).await?;
            recover(&deployment, &RecoveryRequest::from(options), &mut say).await
        }
        Command::CheckDatabase {
            url,
            root_certificates,
        } => check_database(&url, root_certificates.as_deref()).await,
        Command::ExampleConfig => say(EXAMPLE.trim_end()),
        Command::Openapi => say(openapi_json().trim_end()),
        Command::Providers {
            command: Some(Providers::Check { config }),
            ..
        } => check_providers(&config).await,
        Command::Providers {
            config: Some(file), ..
        } => say(providers::table(&read(&file)?).trim_end()),
        Command::Providers { config: None, .. } => say(providers::whole_table().trim_end()),
        Command::Keys {
            command: Keys::Make { mode, admin },
        } => say(new_keys(mode, admin, Environment::real().random())?.trim_end()),
        Command::Keys {
            command: Keys::Rotate { config },
        } => rotate(&config).await,
        Command::Review { command } => decide(command).await,
        Command::Webhooks { command } => tell(command).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}

fn read(file: &Path) -> anyhow::Result<Config> {
    Ok(Config::read(file, &|name| std::env::var_os(name))?)
}

fn check(file: &Path, strict: bool) -> anyhow::Result<ExitCode> {
    let variables: Vec<_> = std::env::vars_os().collect();
    let inspection = Config::inspect(file, &variables);
    for wrong in inspection.wrong() {
        say(&format!("wrong: {wrong}"))?;
    }
    for odd in inspection.odd() {
        say(&format!("odd: {odd}"))?;
    }
    let (wrong, odd) = (inspection.wrong().count(), inspection.odd().count());
    let shown = file.display();
    say(&match (wrong, odd) {
        (0, 0) => format!("{shown} can be served"),
        (0, odd) => format!("{shown} can be served; odd: {odd}"),
        (wrong, odd) => format!("{shown} is refused; wrong: {wrong}, odd: {odd}"),
    })?;
    if wrong > 0 || (strict && odd > 0) {
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

async fn migrate(file: &Path) -> anyhow::Result<()> {
    let config = read(file)?;
    let name = config.database.to_string();
    let Migrated { from, to } = server::migrate(&config, Environment::real()).await?;
    say(&match from {
        0 => format!("made the database {name}, of version {to}"),
        from if from == to => format!("the database {name} is of version {to} already"),
        from => format!("brought the database {name} from version {from} to version {to}"),
    })
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

/// Tells what a database does of what the store asks, and fails if anything is missing.
async fn check_database(url: &str, authority: Option<&Path>) -> anyhow::Result<()> {
    let target = PostgresTarget::parse(url, authority)
        .map_err(|reason| anyhow::anyhow!("the database's address {reason}"))?;
    let tried = postgres::check(&target).await?;
    for (point, done) in &tried {
        match done {
            Ok(()) => say(&format!("yes  {point}"))?,
            Err(error) => say(&format!("no   {point}: {error:#}"))?,
        }
    }
    let missing = tried.iter().filter(|(_, done)| done.is_err()).count();
    anyhow::ensure!(
        missing == 0,
        "the store cannot be kept there: {missing} of {} are missing",
        tried.len()
    );
    say("the store can be kept there")
}

async fn serve(file: &Path) -> anyhow::Result<()> {
    log::begin("info")?;
    // A reload of a service that is only just starting ends it no more.
    let hangups = Hangups::listen()?;
    let file = file.to_owned();
    let reading = move || Config::read_given(&file, &|name| std::env::var_os(name));
    let (config, given) = reading()?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}, by `listen`", config.listen))?;
    let public_url = config.public_url.clone();
    // From here on a signal is heard, however early it comes.
    let stop = told_to_stop()?;
    let environment = server::environment(&config)?;
    let server = Server::start(config, listener, environment.clone()).await?;
    say(&format!("oneclick ready: {public_url}"))?;
    tokio::select! {
        () = stop => {}
        () = reload_at_hangups(server.deployment(), hangups, given, reading) => {}
    }
    tracing::info!("stopping; a second signal does not wait for charges");
    let again = told_to_stop()?;
    let stopping = async {
        server.stop().await;
        environment.flush_traces().await;
    };
    tokio::select! {
        () = stopping => tracing::info!("stopped"),
        () = again => tracing::warn!("stopped at once; what was under way goes on at the next start"),
    }
    Ok(())
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

/// Reads a time with its zone; Unix milliseconds.
fn instant(text: &str) -> anyhow::Result<i64> {
    let read = text.parse::<jiff::Timestamp>().with_context(|| {
        format!("--since `{text}` is not a time with its zone, such as 2026-11-01T12:00:00Z")
    })?;
    Ok(read.as_millisecond())
}

async fn tell(command: WebhookCommand) -> anyhow::Result<()> {
    let (WebhookCommand::List { config, .. }
    | WebhookCommand::Redeliver { config, .. }
    | WebhookCommand::Skip { config, .. }) = &command;
    let deployment = deployment(&read(config)?, Environment::real()).await?;
    let told = match command {
        WebhookCommand::List { state, after, .. } => {
            webhooks::list(&deployment, &state, after.as_deref()).await
        }
        WebhookCommand::Redeliver {
            webhook: Some(webhook),
            by,
            why,
            ..
        } => {
            let person = Person { by, why };
            webhooks::decide(&deployment, &webhook, WebhookDecision::Redeliver, &person).await
        }
        WebhookCommand::Redeliver { since, by, why, .. } => {
            let which = match since {
                Some(since) => ManyWebhooks::Since(instant(&since)?),
                None => ManyWebhooks::AllParked,
            };
            webhooks::redeliver_many(&deployment, which, &Person { by, why }).await
        }
        WebhookCommand::Skip {
            webhook, by, why, ..
        } => {
            let person = Person { by, why };
            webhooks::decide(&deployment, &webhook, WebhookDecision::Skip, &person).await
        }
    };
    say(&told?)
}
