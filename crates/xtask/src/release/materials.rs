//! What is built into the server: the list for programs that look for known faults, and the
//! licences.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::place::Place;
use crate::process;
use crate::toolchain::Toolchain;

/// The name under which the list is written beside each Cargo.toml.
const FILE: &str = "release-materials";

/// Writes `oneclick.cdx.json` (`CycloneDX` 1.5) and `LICENCES.txt`.
///
/// # Errors
/// Fails if a list cannot be made.
pub fn write(place: &Place, toolchain: &Toolchain, target: &str, release: &Path) -> Result<()> {
    let listed = list(place, toolchain, target);
    let text = listed.and_then(|()| {
        let file = place.root.join("crates/server").join(file_name());
        fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))
    });
    // It is written beside every package.
    for folder in packages(place)? {
        let _ = fs::remove_file(folder.join(file_name()));
    }
    // Without the folder of this machine.
    let root = format!("path+file://{}", place.root.display());
    let text = text?.replace(&root, "path+file://");
    fs::write(release.join("oneclick.cdx.json"), text)?;
    fs::write(
        release.join("LICENCES.txt"),
        licences(place, toolchain, target)?,
    )?;
    Ok(())
}

fn file_name() -> String {
    format!("{FILE}.json")
}

fn list(place: &Place, toolchain: &Toolchain, target: &str) -> Result<()> {
    let mut list = toolchain.cargo(place);
    list.args(["cyclonedx", "--quiet", "--format", "json"])
        .args(["--spec-version", "1.5", "--no-build-deps"])
        .args(["--target", target, "--override-filename", FILE])
        .args(["--manifest-path", "crates/server/Cargo.toml"])
        // Without the time, and without a number by chance.
        .env("SOURCE_DATE_EPOCH", "0");
    process::run(&mut list)
}

fn packages(place: &Place) -> Result<Vec<PathBuf>> {
    let mut folders = vec![place.root.clone()];
    for parent in ["crates", "examples"] {
        for entry in fs::read_dir(place.root.join(parent))? {
            folders.push(entry?.path());
        }
    }
    Ok(folders)
}

/// Lists each package that is built in, with its licence.
fn licences(place: &Place, toolchain: &Toolchain, target: &str) -> Result<String> {
    let mut tree = toolchain.cargo(place);
    tree.args(["tree", "--locked", "--package", "oneclick-server"])
        .args(["--edges", "normal", "--target", target])
        .args(["--prefix", "none", "--format", "{p}: {l}"]);
    let tree = process::output(&mut tree)?;
    let root = place.root.display().to_string();
    // Those of this repository have the project's own licences.
    let foreign = tree.lines().filter(|line| !line.contains(&root));
    let lines: BTreeSet<&str> = foreign.map(|line| line.trim_end_matches(" (*)")).collect();
    let mut text = String::from(
        "oneclick: MIT OR Apache-2.0\n\nBuilt into it, from crates.io, each under the licence named:\n\n",
    );
    for line in lines {
        text.push_str(&line.replace(" (proc-macro)", ""));
        text.push('\n');
    }
    Ok(text)
}
