//! `cargo xtask package`: builds the widget's files as merchants' pages load them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::guide;
use crate::linker;
use crate::npm_package;
use crate::place::Place;
use crate::process;
use crate::report::Report;
use crate::setup;
use crate::toolchain::Toolchain;

/// Panics end in an instruction, without text or place: 7 kB less to load.
const PANIC: [&str; 2] = ["-Zunstable-options", "-Cpanic=immediate-abort"];

/// Sets up what is missing and builds into `dist`.
///
/// # Errors
/// Fails if something cannot be set up or built; names the command.
pub fn run(place: &Place) -> Result<()> {
    let mut report = Report::default();
    let machine = setup::set_up(place, &mut report)?;
    build(place, &machine.toolchain, &mut report)?;
    report.step("npm package", "oneclick-checkout, proved", || {
        npm_package::prove(place)
    })?;
    report.print_table();
    for built in ["dist/widget", "dist/npm"] {
        println!("built: {}", place.root.join(built).display());
    }
    Ok(())
}

/// Builds the widget and the demo's page, the standard library included, the npm package and
/// the guide.
///
/// # Errors
/// Fails if Trunk fails, what makes the package, or a link of the guide.
pub fn build(place: &Place, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
    report.step("package", "the widget as it ships, and the page", || {
        let mut trunk = place.command("trunk");
        toolchain.apply(&mut trunk);
        linker::stand_in(place, &mut trunk);
        trunk
            .args(["build", "--release"])
            .env("CARGO_ENCODED_RUSTFLAGS", flags(place, toolchain)?)
            // Cargo lets a stable compiler rebuild std only with this.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
            .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
        process::run(&mut trunk)?;
        npm_package::make(place)
    })?;
    report.step("guide", "the documentation as a book", || {
        guide::build(place)
    })
}

/// Returns the compiler's flags, in the form in which a path may have spaces.
fn flags(place: &Place, toolchain: &Toolchain) -> Result<String> {
    let home = std::env::home_dir().context("no home folder: set HOME")?;
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let mut folders = vec![home, cargo.clone()];
    let registries = cargo.join("registry/src");
    if registries.is_dir() {
        for registry in std::fs::read_dir(&registries)? {
            folders.push(registry?.path());
        }
    }
    folders.push(toolchain.sources(place)?);
    folders.push(place.root.clone());
    let mut flags = PANIC.map(str::to_owned).to_vec();
    flags.extend(without_folders(&folders));
    Ok(flags.join("\u{1f}"))
}

/// Returns flags that keep the paths of this machine out of what shoppers load: a
/// source file's path may stand in the code. Of two that fit, rustc takes the later.
fn without_folders(folders: &[PathBuf]) -> Vec<String> {
    let mut named: Vec<PathBuf> = Vec::new();
    for folder in folders {
        named.push(folder.clone());
        named.extend(real(folder).filter(|real| real != folder));
    }
    named
        .iter()
        .map(|folder| format!("--remap-path-prefix={}=", folder.display()))
        .collect()
}

/// Returns the folder that a path with links in it stands for.
fn real(folder: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(folder).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_folder_out_of_the_paths_whatever_is_in_its_name() {
        let flags = without_folders(&[PathBuf::from("/home/a b"), PathBuf::from("/src=1")]);
        assert_eq!(
            flags,
            [
                "--remap-path-prefix=/home/a b=",
                "--remap-path-prefix=/src=1=",
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn takes_out_a_folder_by_both_of_its_names() {
        let place = std::env::temp_dir().join(format!("oneclick-link-{}", std::process::id()));
        std::fs::create_dir_all(place.join("real")).unwrap();
        let real = std::fs::canonicalize(place.join("real")).unwrap();
        std::os::unix::fs::symlink(&real, place.join("link")).unwrap();
        let flags = without_folders(&[place.join("link")]);
        std::fs::remove_dir_all(&place).unwrap();
        assert_eq!(flags.len(), 2, "{flags:?}");
        assert!(flags[1].contains(&real.display().to_string()));
    }
}
