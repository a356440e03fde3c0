//! The programs that build and check the project: where they are, and how to get them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cargo_program::{CargoProgram, cargo_install};
use crate::place::Place;
use crate::process;
use crate::report::{self, Report};
use crate::toolchain::Toolchain;

/// The Trunk that the project is built with.
const TRUNK: CargoProgram = CargoProgram {
    name: "trunk",
    version: "0.21.14",
    purpose: "builds and serves the widget; some minutes",
    features: &[],
    optimisation: "1",
};

/// What makes the documentation a book. Without its search, which needs scripts, and without
/// its server; it runs for a second, so that it is built unoptimised, in less than a minute.
const MDBOOK: CargoProgram = CargoProgram {
    name: "mdbook",
    version: "0.5.4",
    purpose: "makes the documentation a book",
    features: &["--no-default-features"],
    optimisation: "0",
};

/// What checks the dependencies; it runs for seconds, so that it is built unoptimised.
const CHECKERS: [CargoProgram; 2] = [
    CargoProgram {
        name: "cargo-deny",
        version: "0.20.2",
        purpose: "checks licences, sources and versions of what is built in",
        // What is left out asks for advisories over the network.
        features: &["--no-default-features"],
        optimisation: "0",
    },
    CargoProgram {
        name: "cargo-machete",
        version: "0.9.2",
        purpose: "finds dependencies that nothing uses",
        features: &[],
        optimisation: "0",
    },
];

/// Installs what building needs and is missing.
///
/// # Errors
/// When one cannot be built or copied; names it and the command.
pub fn install(place: &Place, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
    TRUNK.install(place, toolchain, report)?;
    MDBOOK.install(place, toolchain, report)?;
    install_wasm_bindgen(place, toolchain, report)
}

/// Installs what checks the dependencies and is missing.
///
/// # Errors
/// Fails if one cannot be built; names it and the command.
pub fn install_checkers(place: &Place, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
    let mut checkers = CHECKERS.iter();
    checkers.try_for_each(|checker| checker.install(place, toolchain, report))
}

/// Removes what the tools were built in: it is of no further use.
pub fn remove_leftovers(place: &Place) {
    let _ = fs::remove_dir_all(place.target.join("tools"));
}

fn install_wasm_bindgen(place: &Place, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
    let version = place.locked_version("wasm-bindgen")?;
    if let Ok(programs) = wasm_bindgen_programs(place) {
        report::there(
            "wasm-bindgen",
            &format!("{version} in {}", programs.display()),
        );
    } else {
        report.step(
            "wasm-bindgen",
            &format!(
                "makes the glue between Rust and JavaScript; exactly {version}, as in Cargo.lock"
            ),
            || {
                let mut install = cargo_install(place, toolchain, "1");
                install
                    .args([
                        "--force",
                        "wasm-bindgen-cli",
                        "--version",
                        &version,
                        "--root",
                    ])
                    .arg(own_wasm_bindgen(place, &version));
                process::run(&mut install).with_context(|| {
                    format!(
                        "wasm-bindgen {version} is needed; by hand: \
                         cargo install wasm-bindgen-cli --version {version}"
                    )
                })
            },
        )?;
    }
    if process::has_version("wasm-bindgen", &version) {
        return Ok(());
    }
    // Trunk would download it; found here, it does not.
    let from = wasm_bindgen_programs(place)?.join("wasm-bindgen");
    let folder = place.trunk_cache.join(format!("wasm-bindgen-{version}"));
    copy_program(&from, &folder.join("wasm-bindgen"))
}

fn own_wasm_bindgen(place: &Place, version: &str) -> PathBuf {
    place.cache.join(format!("wasm-bindgen-{version}"))
}

/// The folder with `wasm-bindgen` and `wasm-bindgen-test-runner` of the version of Cargo.lock.
///
/// # Errors
/// When neither the search path nor our own folder has them.
pub fn wasm_bindgen_programs(place: &Place) -> Result<PathBuf> {
    let version = place.locked_version("wasm-bindgen")?;
    let own = own_wasm_bindgen(place, &version).join("bin");
    let on_path =
        process::find("wasm-bindgen").and_then(|program| program.parent().map(Path::to_path_buf));
    on_path
        .into_iter()
        .chain([own])
        .find(|folder| {
            process::has_version(folder.join("wasm-bindgen"), &version)
                && process::has_version(folder.join("wasm-bindgen-test-runner"), &version)
        })
        .with_context(|| format!("wasm-bindgen {version} is not here: run `cargo xtask setup`"))
}

/// Copies by way of a new file, so that a half-made copy is never taken for the whole.
fn copy_program(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().context("a program stands in a folder")?;
    fs::create_dir_all(folder)?;
    let new = to.with_extension(format!("new-{}", std::process::id()));
    fs::copy(from, &new)
        .and_then(|_| fs::rename(&new, to))
        .with_context(|| format!("could not copy {} to {}", from.display(), to.display()))
}
