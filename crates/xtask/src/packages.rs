//! Installs packages of the operating system.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process;

/// Installs Debian packages, by apt-get, through sudo where we are not root.
///
/// # Errors
/// Where there is no apt-get, or it fails; says what to do by hand.
pub fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if process::find("apt-get").is_none() {
        bail!(
            "this machine has no apt-get: install by hand what these Debian packages hold: {names}"
        );
    }
    let by_hand = || {
        format!(
            "could not install {names}; by hand, as root: apt-get install --no-install-recommends {names}"
        )
    };
    let install = || {
        let mut install = apt_get()?;
        install
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages);
        process::run(&mut install)
    };
    if install().is_ok() {
        return Ok(());
    }
    // The lists of packages may be missing or too old.
    process::run(apt_get()?.arg("update")).with_context(by_hand)?;
    install().with_context(by_hand)
}

fn apt_get() -> Result<Command> {
    let root = process::output(Command::new("id").arg("-u"))? == "0";
    let mut command = if root {
        Command::new("apt-get")
    } else {
        let mut command = Command::new("sudo");
        command.arg("apt-get");
        command
    };
    command.arg("-q").env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}
