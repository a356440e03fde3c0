//! The demo shop as a program.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use oneclick_example_shop::ShopSettings;
use tokio::net::TcpListener;

/// The demo shop of oneclick: a product page and the merchant's backend behind it.
/// The environment's `ONECLICK_SECRET_KEY` is the merchant's secret key, its
/// `ONECLICK_WEBHOOK_KEYS` those that webhooks are signed by.
#[derive(Parser)]
struct ShopOptions {
    /// Port of the shop on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the checkout server is, for this shop and for the shoppers' browsers.
    #[arg(long, default_value = "http://localhost:8787")]
    server: String,
    /// Where the sandbox is that plays the payment provider.
    #[arg(long, default_value = "http://localhost:8789")]
    sandbox: String,
    /// Folder with the built page.
    #[arg(long, default_value = "dist")]
    page: PathBuf,
    /// The shop's own address as browsers know it, to which the bank sends
    /// shoppers back; http://localhost:PORT unless a proxy stands before it.
    #[arg(long)]
    public_url: Option<String>,
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
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .init();
    let options = ShopOptions::parse();
    // From the environment alone: everybody on a machine can read the
    // arguments of its programs.
    let secret_key = std::env::var("ONECLICK_SECRET_KEY")
        .ok()
        .filter(|key| !key.is_empty())
        .context("ONECLICK_SECRET_KEY is not set: the shop needs the merchant's secret key")?;

    let webhook_keys = std::env::var("ONECLICK_WEBHOOK_KEYS").unwrap_or_default();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .with_context(|| format!("cannot listen on 127.0.0.1:{}", options.port))?;
    let own_url = format!("http://localhost:{}", listener.local_addr()?.port());

    let router = ShopSettings {
        public_url: options.public_url.unwrap_or_else(|| own_url.clone()),
        server: options.server,
        sandbox: options.sandbox,
        page: options.page,
        secret_key,
        webhook_keys,
    }
    .router()?;

    writeln!(std::io::stdout(), "shop ready: {own_url}/")?;
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            // Without a signal handler the shop runs until it is killed.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .await?;
    Ok(())
}
