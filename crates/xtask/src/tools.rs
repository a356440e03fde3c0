//! Trunk and wasm-bindgen: where they are, and how to get them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::place::Place;
use crate::process;
use crate::report::{self, Report};
use crate::toolchain::Toolchain;

/// The Trunk that the project is built with.
const TRUNK: &str = "0.21.14";

/// Installs what is missing of the two.
///
/// # Errors
/// When one cannot be built or copied; names it and the command.
pub fn install(place: &Place, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
    install_trunk(place, toolchain, report)?;
    install_wasm_bindgen(place, toolchain, report)
}

fn install_trunk(place: &Place, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
    if process::has_version("trunk", TRUNK) {
        report::there("trunk", TRUNK);
        return Ok(());
    }
    report.step("trunk", "builds and serves the widget; some minutes", || {
        let mut install = cargo_install(place, toolchain);
        install.args(["--locked", "--force", "trunk", "--version", TRUNK]);
        process::run(&mut install).with_context(|| {
            format!("Trunk {TRUNK} is needed; by hand: cargo install --locked trunk --version {TRUNK}")
        })?;
        if process::has_version("trunk", TRUNK) {
            return Ok(());
        }
        bail!(
            "Trunk {TRUNK} was installed into Cargo's folder of programs, but another or none \
             answers on PATH: put ~/.cargo/bin first on PATH"
        )
    })
}

/// `cargo install` in an environment that makes tools build fast rather than run fast.
fn cargo_install(place: &Place, toolchain: &Toolchain) -> Command {
    // Not in the checkout: its .cargo/config.toml and lock file are not for these.
    let mut command = Command::new("cargo");
    toolchain.apply(&mut command);
    command
        .current_dir(&place.cache)
        .arg("install")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_TARGET_DIR", place.cache.join("building"));
    command
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
                let mut install = cargo_install(place, toolchain);
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
