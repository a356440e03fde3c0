//! `cargo xtask demo`: the shop, the checkout server and the sandbox, nothing to configure.

use std::io::Write as _;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use crate::children::Children;
use crate::demo_options::{DemoOptions, OwnShop};
use crate::demo_settings::{API_KEY, DemoKeys, SITE_ID, server_settings};
use crate::folder::{TemporaryFolder, write_privately};
use crate::health::check_health;
use crate::package;
use crate::place::Place;
use crate::process;
use crate::report::Report;
use crate::server_call::ServerCall;
use crate::setup;
use crate::toolchain::Toolchain;

/// The packages of the demo's programs.
const PACKAGES: [&str; 3] = [
    "oneclick-sandbox",
    "oneclick-server",
    "oneclick-example-shop",
];

/// The customer of a shop of one's own.
const CUSTOMER: &str = "c-77";
/// The sandbox's name of a card that it has from the start.
const CARD_TOKEN: &str = "5A9D0C3E7B1F42688E6A1D7C90B3F254";

/// Sets up, builds, starts everything and runs until Ctrl-C.
///
/// # Errors
/// When something cannot be set up, built or started, or one of the programs ends.
pub fn run(place: &Place, options: &DemoOptions) -> Result<()> {
    options.check_ports()?;
    if !options.no_build {
        let mut report = Report::default();
        let machine = setup::set_up(place, &mut report)?;
        build(place, &machine.toolchain, &mut report, options.backend_only)?;
        report.print_table();
    }
    let mut demo = Demo::start(place, options)?;
    if let Some(shop) = options.own_shop() {
        demo.introduce(shop);
    } else if options.backend_only {
        println!("backend ready; the page is Trunk's: run `trunk serve` in another shell");
    } else {
        println!("demo ready: http://localhost:{}/", options.port);
    }
    std::io::stdout().flush()?;
    demo.children.watch()
}

/// Builds the programs, and the widget unless Trunk will serve it.
///
/// # Errors
/// When a build fails; names the command.
pub fn build(
    place: &Place,
    toolchain: &Toolchain,
    report: &mut Report,
    backend_only: bool,
) -> Result<()> {
    report.step("build programs", "sandbox, server, shop", || {
        let mut build = toolchain.cargo(place);
        build.arg("build");
        for package in PACKAGES {
            build.args(["--package", package]);
        }
        process::run(&mut build)
    })?;
    if backend_only {
        return Ok(());
    }
    package::build(place, toolchain, report)
}

/// The running demo; ends when dropped.
#[derive(Debug)]
pub struct Demo {
    /// Its programs. Dropped before the folder that they write to.
    children: Children,
    keys: DemoKeys,
    server: String,
    _folder: TemporaryFolder,
}

impl Demo {
    /// Starts the sandbox, the server and the shop, each when the one before is ready.
    ///
    /// # Errors
    /// When a program was not built or does not start.
    pub fn start(place: &Place, options: &DemoOptions) -> Result<Self> {
        let folder = TemporaryFolder::make("oneclick-demo")?;
        let keys = match &options.database {
            Some(database) => DemoKeys::kept_beside(database)?,
            None => DemoKeys::make()?,
        };
        // Before Trunk's first build there is no such folder, and the server wants one.
        let dist = place.root.join("dist");
        let page = if dist.join("widget").is_dir() {
            dist
        } else if options.backend_only {
            std::fs::create_dir_all(folder.path().join("dist/widget"))?;
            folder.path().join("dist")
        } else {
            bail!("the widget is not built: run `cargo xtask package`, or leave --no-build away")
        };
        let settings = folder.path().join("oneclick.toml");
        write_privately(
            &settings,
            &server_settings(options, &keys, folder.path(), &page)?,
        )?;

        let sandbox = format!("http://localhost:{}", options.sandbox_port);
        let server = format!("http://localhost:{}", options.server_port);
        let mut children = Children::new()?;
        let mut command = program(place, options, "oneclick-sandbox")?;
        command
            .args(["--port", &options.sandbox_port.to_string()])
            .args(["--site-id", &SITE_ID.to_string(), "--api-key", API_KEY])
            .args([
                "--notification-url",
                &format!("{server}/notifications/smart2pay"),
            ]);
        children.start("sandbox", "sandbox", &mut command)?;

        let mut command = program(place, options, "oneclick")?;
        command.args(["serve", "--config"]).arg(&settings);
        children.start("server", "oneclick", &mut command)?;
        check_health(options.server_port)?;
        let demo = |children| Self {
            children,
            keys: keys.clone(),
            server: server.clone(),
            _folder: folder,
        };
        if options.own_shop().is_some() {
            import_card(options.server_port, &keys)?;
            return Ok(demo(children));
        }

        let mut command = program(place, options, "oneclick-example-shop")?;
        command
            .args(["--port", &options.shop_port().to_string()])
            .args(["--server", &server, "--sandbox", &sandbox, "--page"])
            .arg(&page)
            .args([
                "--public-url",
                &format!("http://localhost:{}", options.port),
            ])
            .env("ONECLICK_SECRET_KEY", &keys.secret)
            .env("ONECLICK_WEBHOOK_KEYS", &keys.webhooks);
        children.start("shop", "shop", &mut command)?;
        Ok(demo(children))
    }

    /// Prints what the backend of a shop of one's own needs. The keys may be shown: they open a
    /// sandbox on this machine, and nothing else.
    fn introduce(&self, shop: OwnShop<'_>) {
        let Self { keys, server, .. } = self;
        println!("the customer {CUSTOMER} has a stored card: Visa, 4242, security code 123");
        println!("export ONECLICK_SERVER={server}");
        println!("export ONECLICK_SECRET_KEY={}", keys.secret);
        println!("export ONECLICK_WEBHOOK_KEY={}", keys.webhooks);
        println!("demo ready: start the shop at {}/", shop.origin);
    }

    /// Returns the merchant's secret key.
    pub fn secret_key(&self) -> &str {
        &self.keys.secret
    }
}

/// Gives the customer of a shop of one's own the first of the sandbox's stored cards, as a merchant
/// brings cards along; again at each start, which renews it.
fn import_card(port: u16, keys: &DemoKeys) -> Result<()> {
    let given_at = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let card = json!({
        "provider": "smart2pay", "token": CARD_TOKEN, "brand": "visa", "last_four": "4242",
        "expiry": { "month": 12, "year": 2031 }, "uses": ["one_click"],
        "consent": { "text": "keep-card-2026-01", "language": "en", "given_at": given_at },
    });
    let call = ServerCall {
        port,
        route: &format!("POST /v1/customers/{CUSTOMER}/cards"),
        secret_key: Some(&keys.secret),
        body: &card.to_string(),
    };
    let answer = call.ask().context("the server does not answer")?;
    match answer.status() {
        Some(200 | 201) => Ok(()),
        _ => bail!(
            "the server does not take the customer's card: {}",
            answer.first_line()
        ),
    }
}

fn program(place: &Place, options: &DemoOptions, name: &str) -> Result<Command> {
    let file = place
        .target
        .join("debug")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !process::is_program(&file) {
        bail!("{} is not built: leave --no-build away", file.display());
    }
    let mut command = place.command(file);
    if options.quiet {
        say_only_what_went_wrong(&mut command);
    }
    Ok(command)
}

fn say_only_what_went_wrong(command: &mut Command) {
    command.env("RUST_LOG", "warn");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_beside_figures_log_only_what_went_wrong() {
        let mut command = Command::new("oneclick");
        say_only_what_went_wrong(&mut command);
        let level = command.get_envs().find(|(name, _)| *name == "RUST_LOG");
        assert_eq!(level.and_then(|(_, level)| level), Some("warn".as_ref()));
    }
}
