//! `cargo xtask demo`: builds `oneclick-dev`, which has all of the demo in it, and runs it.

use std::ffi::OsString;
use std::net::TcpListener;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;

use crate::children::Children;
use crate::package;
use crate::place::Place;
use crate::process;
use crate::report::Report;
use crate::setup;
use crate::toolchain::Toolchain;

/// The package of the demo's program, and the program.
const PROGRAM: &str = "oneclick-dev";

/// Starts what was built before, instead of building first.
const NO_BUILD: &str = "--no-build";
/// Trunk builds the page, and serves it.
const BACKEND_ONLY: &str = "--backend-only";

/// What the demo can be told.
#[derive(Args, Clone, Debug)]
pub struct DemoOptions {
    /// `--no-build` to start what was built before, and the options of `oneclick-dev`, which
    /// `crates/dev/README.md` lists
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "OPTIONS"
    )]
    options: Vec<OsString>,
}

impl DemoOptions {
    fn has(&self, option: &str) -> bool {
        self.options.iter().any(|one| one == option)
    }

    /// Lists those of the program.
    fn of_program(&self) -> impl Iterator<Item = &OsString> {
        self.options.iter().filter(|option| *option != NO_BUILD)
    }
}

/// Sets up, builds, and becomes the demo's program.
///
/// # Errors
/// When something cannot be set up, built or started, or the program fails.
pub fn run(place: &Place, options: &DemoOptions) -> Result<()> {
    if !options.has(NO_BUILD) {
        let mut report = Report::default();
        let machine = setup::set_up(place, &mut report)?;
        let backend_only = options.has(BACKEND_ONLY);
        build(place, &machine.toolchain, &mut report, backend_only)?;
        report.print_table();
    }
    let mut demo = program(place)?;
    demo.args(options.of_program());
    replace_by(&mut demo)
}

/// Builds the program, and the widget unless Trunk will serve it.
///
/// # Errors
/// When a build fails; names the command.
pub fn build(
    place: &Place,
    toolchain: &Toolchain,
    report: &mut Report,
    backend_only: bool,
) -> Result<()> {
    report.step("build programs", "sandbox, server, shop in one", || {
        let mut build = toolchain.cargo(place);
        process::run(build.args(["build", "--package", PROGRAM]))
    })?;
    if backend_only {
        return Ok(());
    }
    package::build(place, toolchain, report)
}

/// A demo beside figures: what was built before, on free ports, saying only what went wrong.
/// Ends when dropped.
#[derive(Debug)]
pub struct Demo {
    _program: Children,
    secret_key: String,
    /// The port of the shop's page.
    pub port: u16,
    /// The port of the checkout server.
    pub server_port: u16,
    /// The port of the sandbox.
    pub sandbox_port: u16,
}

impl Demo {
    /// Starts it; `options` are more of the program's.
    ///
    /// # Errors
    /// When it was not built or does not start.
    pub fn start(place: &Place, options: &[&str]) -> Result<Self> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).context("the system has no randomness")?;
        let secret_key = format!("sk_test_{}", URL_SAFE_NO_PAD.encode(random));
        // All are held until the last is found, so that they differ.
        let free = [free_port()?, free_port()?, free_port()?];
        let [port, server_port, sandbox_port] = free.each_ref().map(TcpListener::local_addr);
        let (port, server_port, sandbox_port) =
            (port?.port(), server_port?.port(), sandbox_port?.port());
        drop(free);
        let mut command = program(place)?;
        command
            .args(["--port", &port.to_string()])
            .args(["--server-port", &server_port.to_string()])
            .args(["--sandbox-port", &sandbox_port.to_string()])
            .arg("--quiet")
            .args(options)
            .env("ONECLICK_SECRET_KEY", &secret_key)
            .env("RUST_LOG", "warn");
        let mut children = Children::new()?;
        children.start("demo", "demo", &mut command)?;
        Ok(Self {
            _program: children,
            secret_key,
            port,
            server_port,
            sandbox_port,
        })
    }

    /// Returns the merchant's secret key.
    pub fn secret_key(&self) -> &str {
        &self.secret_key
    }
}

/// The program with the page that is built here.
fn program(place: &Place) -> Result<Command> {
    let file = place
        .target
        .join("debug")
        .join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX));
    if !process::is_program(&file) {
        bail!("{} is not built: leave {NO_BUILD} away", file.display());
    }
    let mut command = place.command(file);
    command.arg("--page").arg(place.root.join("dist"));
    Ok(command)
}

/// Becomes the program: signals reach it alone, and its end is ours.
#[cfg(unix)]
fn replace_by(command: &mut Command) -> Result<()> {
    let error = std::os::unix::process::CommandExt::exec(command);
    Err(error).with_context(|| format!("could not start `{}`", process::line(command)))
}

#[cfg(not(unix))]
fn replace_by(command: &mut Command) -> Result<()> {
    process::run(command)
}

fn free_port() -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", 0)).context("the system has no free port")
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

    #[test]
    fn hands_everything_on_but_its_own_wherever_that_stands() {
        let line = ["demo", "--port", "9000", NO_BUILD, "--origin", "http://a"];
        let options = DemoCommand::try_parse_from(line).unwrap().options;
        assert!(options.has(NO_BUILD) && !options.has(BACKEND_ONLY));
        let handed: Vec<_> = options.of_program().collect();
        assert_eq!(handed, ["--port", "9000", "--origin", "http://a"]);
    }
}
