//! Installs npm packages that one command alone needs, in a folder with a lock file of its own.

use std::fs;

use anyhow::{Context as _, Result};

use crate::place::Place;
use crate::process;

/// Installs what the lock file of `folder` has, unless that was done before.
///
/// # Errors
/// When the lock file cannot be read, or npm fails.
pub fn install(place: &Place, folder: &str) -> Result<()> {
    let folder = place.root.join(folder);
    let lock = fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", folder.display()))?;
    // A copy of the lock file that was installed.
    let mark = folder.join("node_modules/.installed-lock");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = place.command("npm");
    npm.current_dir(&folder).args(["ci", "--no-progress"]);
    process::run(&mut npm)?;
    fs::write(&mark, &lock)?;
    Ok(())
}
