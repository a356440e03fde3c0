//! Programs that `cargo install` builds.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::place::Place;
use crate::process;
use crate::report::{self, Report};
use crate::toolchain::Toolchain;

/// A program that Cargo can install, by its package of the same name.
#[derive(Clone, Copy, Debug)]
pub struct CargoProgram {
    /// Its name.
    pub name: &'static str,
    /// The version that the project is built with.
    pub version: &'static str,
    /// What it does here.
    pub purpose: &'static str,
    /// Options of `cargo install` that choose its features.
    pub features: &'static [&'static str],
    /// The level of optimisation: what runs for seconds is not worth minutes of building.
    pub optimisation: &'static str,
}

impl CargoProgram {
    /// Tells whether it is there. Some answer only where Cargo starts them.
    fn is_there(&self, place: &Place, toolchain: &Toolchain) -> bool {
        let as_command = || {
            let mut cargo = toolchain.cargo(place);
            let said = cargo
                .arg(self.name.strip_prefix("cargo-")?)
                .arg("--version");
            let said = process::output(said).ok()?;
            Some(said.split_whitespace().any(|word| word == self.version))
        };
        process::has_version(self.name, self.version) || as_command() == Some(true)
    }

    /// Installs the program, unless it is there.
    ///
    /// # Errors
    /// Fails if it cannot be built or is not on the search path; says what to do by hand.
    pub fn install(&self, place: &Place, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
        let Self { name, version, .. } = *self;
        if self.is_there(place, toolchain) {
            report::there(name, version);
            return Ok(());
        }
        report.step(name, self.purpose, || {
            let mut install = cargo_install(place, toolchain, self.optimisation);
            install
                .args(["--locked", "--force", name, "--version", version])
                .args(self.features);
            process::run(&mut install).with_context(|| {
                format!(
                    "{name} {version} is needed; by hand: \
                     cargo install --locked {name} --version {version}"
                )
            })?;
            if self.is_there(place, toolchain) {
                return Ok(());
            }
            bail!(
                "{name} {version} was installed into Cargo's folder of programs, but another or \
                 none answers on PATH: put ~/.cargo/bin first on PATH"
            )
        })
    }
}

/// `cargo install` in an environment that makes tools build fast rather than run fast.
pub fn cargo_install(place: &Place, toolchain: &Toolchain, optimisation: &str) -> Command {
    // Not in the checkout: its .cargo/config.toml and lock file are not for these.
    let mut command = Command::new("cargo");
    toolchain.apply(&mut command);
    command
        .current_dir(&place.cache)
        .arg("install")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", optimisation)
        .env("CARGO_TARGET_DIR", place.target.join("tools"));
    command
}
