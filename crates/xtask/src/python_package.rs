//! Installs Python packages that one kind of test alone needs, each in a folder of its own.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::packages;
use crate::place::Place;
use crate::process;

/// Installs a package of exactly this version, unless that was done before; returns the
/// folder, for `PYTHONPATH`.
///
/// # Errors
/// Fails if it cannot be installed; says what to do by hand.
pub fn install(place: &Place, package: &str, version: &str) -> Result<PathBuf> {
    let folder = place.cache.join(format!("python-{package}-{version}"));
    // Made last: what was interrupted is begun again.
    let mark = folder.join(".installed");
    if mark.is_file() {
        return Ok(folder);
    }
    let has_pip = || {
        let mut pip = place.command("python3");
        process::output(pip.args(["-m", "pip", "--version"])).is_ok()
    };
    if !has_pip() {
        packages::install(&["python3", "python3-pip"])?;
    }
    let required = format!("{package}=={version}");
    let mut pip = place.command("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--upgrade", "--target"])
        .arg(&folder)
        .arg(&required);
    process::run(&mut pip).with_context(|| {
        format!("{required} is needed; by hand: python3 -m pip install {required}")
    })?;
    std::fs::write(&mark, "")?;
    Ok(folder)
}
