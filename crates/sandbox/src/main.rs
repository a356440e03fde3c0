//! The sandbox as a program.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use oneclick_sandbox::SandboxProvider::{Certitrade, Costplus, Finpay, Smart2pay};
use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};
use tracing_subscriber::EnvFilter;

/// The four payment providers simulated: their HTTP dialects, faults on demand,
/// a ledger of what was really charged. Never in production.
#[derive(Parser)]
#[command(name = "oneclick-sandbox", version, after_help = credentials())]
struct Arguments {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8789)]
    port: u16,
    /// The merchant's site id at Smart2Pay.
    #[arg(long, default_value = "1010")]
    site_id: String,
    /// The merchant's key at Smart2Pay.
    #[arg(long, env = "ONECLICK_SANDBOX_API_KEY", hide_env_values = true)]
    api_key: Option<String>,
    /// Where Smart2Pay's notifications go.
    #[arg(long, value_name = "URL")]
    notification_url: Option<String>,
    /// What to do with every charge or look-up that has no rule of its own,
    /// for example `answer_lost`. May be given twice: one for charges, one for
    /// look-ups.
    #[arg(long = "do", value_name = "BEHAVIOUR")]
    behaviours: Vec<Behaviour>,
    /// How often, counted for each `--do`; always if absent.
    #[arg(long)]
    times: Option<u32>,
    /// How long `slow` and `pending` take.
    #[arg(long)]
    milliseconds: Option<u64>,
}

/// Lists what a merchant is configured with: base URLs, ids and keys.
fn credentials() -> String {
    let settings = SandboxSettings::default();
    let lines = [
        ("CertiTrade", Certitrade, &settings.certitrade),
        ("Finpay", Finpay, &settings.finpay),
        ("CostPlus", Costplus, &settings.costplus),
        ("Smart2Pay", Smart2pay, &settings.smart2pay),
    ];
    let mut text = String::from("Base URLs, ids and keys, as long as no option says otherwise:");
    for (name, provider, merchant) in lines {
        let (path, api, key) = (provider.path(), provider.api_path(), &merchant.key);
        let id = Some(merchant.id.as_str()).filter(|id| !id.is_empty());
        let id = id.unwrap_or("no id");
        let line = format!("\n  {name:<12}http://localhost:8789{path}{api}  {id}  {key}");
        text.push_str(&line);
    }
    text
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The causes; where in the code they were met is nobody's concern here.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let options = Arguments::parse();
    let rule = |behaviour| Rule {
        times: options.times,
        milliseconds: options.milliseconds,
        ..Rule::always(None, behaviour)
    };
    let mut settings = SandboxSettings {
        port: options.port,
        notification_url: options.notification_url,
        rules: options.behaviours.into_iter().map(rule).collect(),
        ..SandboxSettings::default()
    };
    settings.smart2pay.id = options.site_id;
    if let Some(key) = options.api_key {
        settings.smart2pay.key = key;
    }
    let sandbox = Sandbox::start(settings).await.with_context(|| {
        format!(
            "cannot listen on 127.0.0.1:{}; choose another port with --port",
            options.port
        )
    })?;
    #[expect(
        clippy::print_stdout,
        reason = "whoever started the program waits for this line"
    )]
    {
        println!("sandbox ready: {}", sandbox.url());
    }
    tokio::select! {
        served = sandbox.serve() => served.context("the listener failed"),
        stop = tokio::signal::ctrl_c() => stop.context("cannot listen for Ctrl-C"),
    }
}
