//! `cargo xtask setup`: gets what building and testing need, once.

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::browser::Browser;
use crate::firefox::Firefox;
use crate::place::Place;
use crate::process;
use crate::report::{self, Report};
use crate::toolchain::{LINKED, Toolchain, WASM};
use crate::webkit::WebKit;
use crate::{
    alerts, database, deployment, description, example_languages, release, tools, web_toolchain,
};

/// How long rustup may take to fetch either. Where its server cannot be reached it
/// tries again and again; a slow line needs less than this for 20 MB.
const RUSTUP_LIMIT: Duration = Duration::from_secs(90);

/// What the other commands need to know of a machine that is set up.
#[derive(Clone, Debug)]
pub struct Machine {
    /// What builds.
    pub toolchain: Toolchain,
    /// What shows.
    pub browser: Browser,
}

/// Sets up what is missing.
///
/// # Errors
/// When something cannot be had: names it, the command that failed, and what to do by hand.
pub fn set_up(place: &Place, report: &mut Report) -> Result<Machine> {
    println!("Setting up {}", place.root.display());
    fs::create_dir_all(&place.cache)
        .with_context(|| format!("could not make {}", place.cache.display()))?;
    let toolchain = set_up_toolchain(place, report)?;
    set_up_npm(place, report)?;
    tools::install(place, &toolchain, report)?;
    tools::remove_leftovers(place);
    let browser = Browser::install(report)?;
    database::install(report)?;
    Ok(Machine { toolchain, browser })
}

/// Sets up what is missing, the other browsers, and what checks the dependencies.
///
/// # Errors
/// Fails like [`set_up`].
pub fn set_up_all(place: &Place, report: &mut Report) -> Result<()> {
    let machine = set_up(place, report)?;
    tools::install_checkers(place, &machine.toolchain, report)?;
    example_languages::install(report);
    report.step(
        "Schemathesis",
        "compares answers with their description",
        || description::install(place).map(drop),
    )?;
    machine.browser.install_shell(report);
    install_of_tests(place, report);
    if let Err(error) = release::install(place, &machine.toolchain, report) {
        println!("    {error:#}");
        println!("    so `cargo xtask package --release` will fail here");
    }
    tools::remove_leftovers(place);
    Ok(())
}

/// Installs Firefox, `WebKit` and what tries the alerts and the deployment where that can be done. Their tests
/// fail without them; nothing else needs them.
fn install_of_tests(place: &Place, report: &mut Report) {
    let firefox = Firefox::install(report).map(|_| ());
    let webkit = WebKit::install(report).map(|_| ());
    let promtool = alerts::install(report);
    let deployment = deployment::install(place, report).map(drop);
    for (step, installed) in [
        ("firefox", firefox),
        ("webkit", webkit),
        ("alerts", promtool),
        ("deployment", deployment),
    ] {
        if let Err(error) = installed {
            println!("    {error:#}");
            println!("    so `cargo xtask test --only {step}` will fail here");
        }
    }
}

fn set_up_toolchain(place: &Place, report: &mut Report) -> Result<Toolchain> {
    let toolchain = match Toolchain::find(place) {
        Some(toolchain) => {
            report::there("Rust for wasm32", &format!("{toolchain:?}"));
            toolchain
        }
        None => get_toolchain(place, report)?,
    };
    if toolchain == Toolchain::Linked {
        select_linked(place, report)?;
    }
    Ok(toolchain)
}

fn get_toolchain(place: &Place, report: &mut Report) -> Result<Toolchain> {
    let added = report.step(
        "rustup target and rust-src",
        "the widget is WebAssembly, and ships with a std of its own; asking rustup first",
        || {
            let added = [["target", "add", WASM], ["component", "add", "rust-src"]]
                .iter()
                .try_for_each(|arguments| {
                    let mut add = place.command("rustup");
                    process::run_within(add.args(arguments), RUSTUP_LIMIT)
                });
            if let Err(error) = &added {
                println!("    {error:#}");
                println!("    so a toolchain is put together from Debian's packages instead");
            }
            Ok(added.is_ok())
        },
    )?;
    if added {
        return Toolchain::require(place);
    }
    web_toolchain::install(place, report).with_context(|| {
        format!(
            "Rust for wasm32 is needed and neither way worked; by hand, with a connection to \
             rustup's server: rustup target add {WASM} && rustup component add rust-src"
        )
    })?;
    Toolchain::require(place)
}

/// Makes a plain `cargo` or `trunk` in this checkout use the linked toolchain.
fn select_linked(place: &Place, report: &mut Report) -> Result<()> {
    let listed = process::output(place.command("rustup").args(["override", "list"]))?;
    let root = place.root.display().to_string();
    let selected = listed.lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some(root.as_str()) && words.next() == Some(LINKED)
    });
    if selected {
        report::there("rustup override", LINKED);
        return Ok(());
    }
    report.step(
        "rustup override",
        "a plain `trunk serve` or `cargo test` in this checkout uses it from now on",
        || {
            process::run(place.command("rustup").args(["override", "set", LINKED]))
                .with_context(|| format!("by hand, in {root}: rustup override set {LINKED}"))
        },
    )
}

/// Installs the npm packages of the lock file, unless these were installed before.
fn set_up_npm(place: &Place, report: &mut Report) -> Result<()> {
    let lock = fs::read(place.root.join("package-lock.json"))
        .context("package-lock.json cannot be read")?;
    // A copy of the lock file that was installed.
    let mark = place.root.join("node_modules/.installed-lock");
    let there = fs::read(&mark).is_ok_and(|installed| installed == lock)
        && place.has_npm_program("esbuild")
        && place.has_npm_program("playwright");
    if there {
        report::there("npm packages", "node_modules");
        return Ok(());
    }
    report.step("npm packages", "bundler, optimiser and browser driver", || {
        if process::output(Command::new("node").arg("--version")).is_err() {
            bail!("Node.js is not here: install version 20 or newer (Debian: apt-get install nodejs npm)");
        }
        let mut install = place.command("npm");
        install
            .args(["ci", "--no-progress"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        process::run(&mut install).context("the packages of package-lock.json are needed; by hand: npm ci")?;
        fs::write(&mark, &lock)?;
        Ok(())
    })
}
