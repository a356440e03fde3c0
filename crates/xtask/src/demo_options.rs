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
    /// Serve a shop of your own in the place of the demo shop, with its page at this origin, such as
    /// `http://localhost:4242`; prints what its backend needs, the keys too
    #[arg(long, value_name = "URL", value_parser = parse_origin, requires = "webhook")]
    #[arg(conflicts_with_all = ["port", "backend_only"])]
    pub origin: Option<String>,
    /// Where the backend of that shop takes webhooks, such as `http://localhost:4242/webhooks`
    #[arg(long, value_name = "URL", requires = "origin")]
    pub webhook: Option<String>,
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

/// A shop that is started by its developer.
#[derive(Clone, Copy, Debug)]
pub struct OwnShop<'options> {
    /// The origin of its page.
    pub origin: &'options str,
    /// Where its backend takes webhooks.
    pub webhook: &'options str,
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
            origin: None,
            webhook: None,
            no_build: true,
            delete_after: 600_000,
            quiet: true,
        })
    }

    /// Returns the shop that is served in the place of the demo's, if there is one.
    pub fn own_shop(&self) -> Option<OwnShop<'_>> {
        let (origin, webhook) = (self.origin.as_deref()?, self.webhook.as_deref()?);
        Some(OwnShop { origin, webhook })
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
        let shop = match self.own_shop() {
            // It listens there itself, maybe already.
            Some(_) => None,
            None => Some(("--port", self.shop_port())),
        };
        let programs = [
            ("--server-port", self.server_port),
            ("--sandbox-port", self.sandbox_port),
        ];
        for (option, port) in shop.into_iter().chain(programs) {
            if port != 0 && TcpListener::bind(("127.0.0.1", port)).is_err() {
                bail!("port {port} is in use; choose another with {option}");
            }
        }
        Ok(())
    }
}

/// Reads an origin: scheme, host and port. A slash at its end is forgiven.
fn parse_origin(text: &str) -> Result<String, String> {
    let origin = text.strip_suffix('/').unwrap_or(text);
    let host = ["http://", "https://"]
        .iter()
        .find_map(|scheme| origin.strip_prefix(scheme));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(origin.to_owned())
        }
        _ => Err("an origin is a scheme, a host and a port, such as http://localhost:4242".into()),
    }
}

fn free_port() -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", 0)).context("the system has no free port")
}

fn number(listener: &TcpListener) -> Result<u16> {
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct DemoCommand {
        #[command(flatten)]
        options: DemoOptions,
    }

    fn parse(line: &str) -> Result<DemoOptions, String> {
        DemoCommand::try_parse_from(std::iter::once("demo").chain(line.split(' ')))
            .map(|command| command.options)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_shop_of_ones_own_has_an_origin_and_a_place_for_webhooks() {
        let line = "--origin http://localhost:4242/ --webhook http://localhost:4242/webhooks";
        let options = parse(line).unwrap();
        let shop = options.own_shop().unwrap();
        assert_eq!(shop.origin, "http://localhost:4242");
        assert_eq!(shop.webhook, "http://localhost:4242/webhooks");
        assert!(parse("--no-build").unwrap().own_shop().is_none());
        for (half, other) in [
            ("--origin http://localhost:4242", "--webhook"),
            ("--webhook http://localhost:4242/webhooks", "--origin"),
        ] {
            assert!(parse(half).unwrap_err().contains(other), "{half}");
        }
        for with in [" --backend-only", " --port 8081"] {
            let refused = parse(&format!("{line}{with}")).unwrap_err();
            assert!(refused.contains("cannot be used with"), "{refused}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        for wrong in [
            "localhost:4242",
            "http://",
            "http://localhost:4242/shop",
            "http://a@b",
            "",
        ] {
            assert!(
                parse_origin(wrong)
                    .unwrap_err()
                    .contains("http://localhost:4242"),
                "{wrong}"
            );
        }
    }
}
