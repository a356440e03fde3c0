//! The options of `cargo xtask demo`.

use std::net::TcpListener;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;

/// Where `trunk serve` shows the page, by Trunk.toml.
const TRUNK: u16 = 8080;

/// What the demo can be told.
#[derive(Args, Clone, Debug)]
pub struct DemoOptions {
    /// Port of the shop's page
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Port of the checkout server
    #[arg(long, default_value_t = 8787)]
    pub server_port: u16,
    /// Port of the provider's sandbox
    #[arg(long, default_value_t = 8789)]
    pub sandbox_port: u16,
    /// Keep the server's database in this file (its keys in a file beside it) instead of a
    /// temporary folder
    #[arg(long, value_name = "FILE")]
    pub database: Option<PathBuf>,
    /// Leave the page to `trunk serve`: the shop's backend listens one port above `--port`
    #[arg(long)]
    pub backend_only: bool,
    /// Start what was built before
    #[arg(long)]
    pub no_build: bool,
    /// How long a removed card can be brought back, in milliseconds
    #[arg(long, default_value_t = 600_000)]
    pub delete_after: u32,
    /// Whether the programs say only what went wrong: figures are to be read
    #[arg(skip)]
    pub quiet: bool,
}

impl DemoOptions {
    /// Returns options for figures to be read: what was built before, quiet, on free ports.
    ///
    /// # Errors
    /// Fails if the system gives no ports.
    pub fn measured() -> Result<Self> {
        // All are held until the last is found, so that they differ.
        let [port, server_port, sandbox_port] = [free_port()?, free_port()?, free_port()?];
        Ok(Self {
            port: number(&port)?,
            server_port: number(&server_port)?,
            sandbox_port: number(&sandbox_port)?,
            database: None,
            backend_only: false,
            no_build: true,
            delete_after: 600_000,
            quiet: true,
        })
    }

    /// Where the shop's own program listens.
    pub fn shop_port(&self) -> u16 {
        if self.backend_only {
            self.port.saturating_add(1)
        } else {
            self.port
        }
    }

    /// Fails if a port is in use, or not the one that Trunk knows: sooner told than after
    /// minutes of building.
    ///
    /// # Errors
    /// Fails with the port, and what would be right.
    pub fn check_ports(&self) -> Result<()> {
        if self.backend_only && self.port != TRUNK {
            bail!(
                "with --backend-only the page's port is {TRUNK}: Trunk.toml has it, and the shop's beside it"
            );
        }
        let ports = [
            ("--port", self.shop_port()),
            ("--server-port", self.server_port),
            ("--sandbox-port", self.sandbox_port),
        ];
        for (option, port) in ports {
            if port != 0 && TcpListener::bind(("127.0.0.1", port)).is_err() {
                bail!("port {port} is in use; choose another with {option}");
            }
        }
        Ok(())
    }
}

fn free_port() -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", 0)).context("the system has no free port")
}

fn number(listener: &TcpListener) -> Result<u16> {
    Ok(listener.local_addr()?.port())
}
