//! The options of the program.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Parser;

/// Where `trunk serve` shows the page, by Trunk.toml.
const TRUNK: u16 = 8080;

/// The ports at which development servers show a page unless they are told otherwise.
const DEVELOPMENT: [u16; 6] = [3000, 4200, 4242, 4321, 5173, 8000];

/// The checkout server, the payment providers' sandbox and the demo shop, nothing to configure;
/// never in production.
#[derive(Clone, Debug, Parser)]
#[command(name = "oneclick-dev", version)]
pub struct DevOptions {
    /// Port of the shop's page
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Port of the checkout server
    #[arg(long, default_value_t = 8787)]
    pub server_port: u16,
    /// Port of the providers' sandbox
    #[arg(long, default_value_t = 8789)]
    pub sandbox_port: u16,
    /// Let a page of your own at this origin use the server, such as `http://localhost:4242`;
    /// several times for several. Without it those at the usual ports of development servers may
    #[arg(long = "origin", value_name = "URL", value_parser = parse_origin)]
    pub origins: Vec<String>,
    /// Where your own backend takes webhooks, such as `http://localhost:4242/webhooks`; the demo
    /// shop is not started then
    #[arg(long, value_name = "URL", conflicts_with_all = ["port", "backend_only"])]
    pub webhook: Option<String>,
    /// Keep the server's database in this file (its keys in a file beside it) instead of a
    /// temporary folder
    #[arg(long, value_name = "FILE")]
    pub database: Option<PathBuf>,
    /// Serve the page and the element's files from this folder, as `cargo xtask package` builds it
    #[arg(long, value_name = "FOLDER")]
    pub page: Option<PathBuf>,
    /// How long a removed card can be brought back, in milliseconds
    #[arg(long, default_value_t = 600_000, value_name = "MILLISECONDS")]
    pub delete_after: u32,
    /// Show the operator's page at this port; its token is printed
    #[arg(long, value_name = "PORT")]
    pub admin_port: Option<u16>,
    /// Leave the page to `trunk serve`: the shop's backend listens one port above `--port`
    #[arg(long)]
    pub backend_only: bool,
    /// Print nothing but the last line, and no keys
    #[arg(long)]
    pub quiet: bool,
}

impl DevOptions {
    /// Returns where the demo shop listens.
    ///
    /// # Errors
    /// Fails if that is not the port which Trunk knows.
    pub fn shop_port(&self) -> Result<u16> {
        if !self.backend_only {
            return Ok(self.port);
        }
        let next = self.port.checked_add(1);
        next.context("--port has no port above it, where the shop's backend would listen")
    }

    /// Fails if Trunk would show the page elsewhere: a shopper would look in vain. What only
    /// measures has a page of its own, and says so by [`quiet`](Self::quiet).
    ///
    /// # Errors
    /// Fails with the port that would be right.
    pub fn check(&self) -> Result<()> {
        if self.backend_only && self.port != TRUNK && !self.quiet {
            bail!(
                "with --backend-only the page's port is {TRUNK}: Trunk.toml has it, and the shop's beside it"
            );
        }
        Ok(())
    }

    /// Returns the origins of the pages that may use the server, besides the demo shop's.
    pub fn own_origins(&self) -> Vec<String> {
        if !self.origins.is_empty() {
            return self.origins.clone();
        }
        let origin = |port| format!("http://localhost:{port}");
        DEVELOPMENT.into_iter().map(origin).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<DevOptions, String> {
        let words = line.split(' ').filter(|word| !word.is_empty());
        DevOptions::try_parse_from(std::iter::once("oneclick-dev").chain(words))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn takes_several_origins_and_one_place_for_webhooks() {
        let line = "--origin http://localhost:4242/ --origin https://shop.example.com --webhook http://localhost:4242/webhooks";
        let options = parse(line).unwrap();
        let expected = ["http://localhost:4242", "https://shop.example.com"];
        assert_eq!(options.own_origins(), expected);
        for with in [" --backend-only", " --port 8081"] {
            let refused = parse(&format!("{line}{with}")).unwrap_err();
            assert!(refused.contains("cannot be used with"), "{refused}");
        }
    }

    #[test]
    fn lets_development_servers_in_unless_told_whom() {
        let origins = parse("").unwrap().own_origins();
        assert!(origins.contains(&"http://localhost:5173".to_owned()));
        assert!(
            origins
                .iter()
                .all(|origin| origin.starts_with("http://localhost:"))
        );
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

    #[test]
    fn leaves_the_page_to_trunk_at_its_port_alone() {
        assert!(parse("--backend-only").unwrap().check().is_ok());
        assert_eq!(parse("--backend-only").unwrap().shop_port().unwrap(), 8081);
        let elsewhere = parse("--backend-only --port 9000").unwrap();
        assert!(elsewhere.check().unwrap_err().to_string().contains("8080"));
        let last = parse("--backend-only --port 65535").unwrap();
        assert!(last.shop_port().is_err());
    }
}
