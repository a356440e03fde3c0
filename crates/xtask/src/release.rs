//! `cargo xtask package --release`: what operators install, into `dist/release`. No path,
//! time or number by chance goes into it, so that two builds can be compared.

mod copies;
mod image;
mod materials;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::cargo_program::CargoProgram;
use crate::machine_paths::{folders_of_machine, without_folders};
use crate::place::Place;
use crate::release::copies::{archive, copy};
use crate::report::{self, Report};
use crate::toolchain::Toolchain;
use crate::{packages, process};

/// What the programs are built for: linked statically, they need nothing of a system but Linux.
const TARGET: &str = "x86_64-unknown-linux-musl";
/// The C compiler for it.
const C_COMPILER: &str = "musl-gcc";
/// The profile of Cargo.toml.
const PROFILE: &str = "ship";
/// The programs, with the packages that have them. Each is built by itself, with no feature
/// that another one asks for.
const PROGRAMS: [(&str, &str); 2] = [
    ("oneclick", "oneclick-server"),
    ("oneclick-dev", "oneclick-dev"),
];
/// What is copied from `deploy` as it stands.
const DEPLOYMENT: [&str; 6] = [
    "deploy/systemd/oneclick.service",
    "deploy/systemd/oneclick.sysusers",
    "deploy/kubernetes",
    "deploy/prometheus/alerts.yml",
    "deploy/grafana/dashboard.json",
    "deploy/image/Containerfile",
];

/// What lists the parts of a program for whoever looks for faults in them.
const CYCLONEDX: CargoProgram = CargoProgram {
    name: "cargo-cyclonedx",
    version: "0.5.9",
    purpose: "lists what is built into the server",
    features: &[],
    optimisation: "0",
};

/// Installs what a release needs and is missing.
///
/// # Errors
/// Fails if something cannot be had: says what to do by hand. Without buildah there is a
/// release all the same, but no image.
pub fn install(place: &Place, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
    if toolchain.has_std(place, TARGET) {
        report::there("Rust for musl", TARGET);
    } else {
        report.step("Rust for musl", "links the server statically", || {
            let mut add = place.command("rustup");
            process::run(add.args(["target", "add", TARGET])).with_context(|| {
                format!("the server is built for {TARGET}; by hand: rustup target add {TARGET}")
            })
        })?;
    }
    for (program, package) in [(C_COMPILER, "musl-tools"), ("buildah", "buildah")] {
        if let Some(found) = process::find(program) {
            report::there(program, &found.display().to_string());
        } else {
            let installed = report.step(program, "", || packages::install(&[package]));
            if program == C_COMPILER {
                installed?;
            }
        }
    }
    CYCLONEDX.install(place, toolchain, report)
}

/// Builds the programs and puts the release together; the widget's files and the demo's page
/// stand in `dist` already.
///
/// # Errors
/// Fails if something cannot be installed or built, or if the image is too large.
pub fn make(place: &Place, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
    install(place, toolchain, report)?;
    let release = place.root.join("dist/release");
    if release.exists() {
        fs::remove_dir_all(&release)?;
    }
    fs::create_dir_all(&release)?;
    for (program, package) in PROGRAMS {
        report.step(program, "static, stripped", || {
            let built = build(place, toolchain, program, package)?;
            copy(&built, &release.join(program))
        })?;
    }
    report.step("materials", "what is built in, and its licences", || {
        materials::write(place, toolchain, TARGET, &release)
    })?;
    for path in DEPLOYMENT {
        copy(&place.root.join(path), &release.join(path))?;
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&place.root.join(licence), &release.join(licence))?;
    }
    let widget = place.root.join("dist");
    archive(&widget, "widget", &release.join("oneclick-widget.tar"))?;
    if process::find("buildah").is_some() {
        report.step("image", "from nothing but the server", || {
            image::make(place, &release)
        })?;
    } else {
        println!("    there is no buildah here, so the release has no image");
    }
    write_sums(&release)?;
    println!("built: {}", release.display());
    Ok(())
}

/// Builds one program; returns its file.
fn build(place: &Place, toolchain: &Toolchain, program: &str, package: &str) -> Result<PathBuf> {
    let folders = folders_of_machine(place, toolchain)?;
    let c_flags: Vec<String> = folders
        .iter()
        .map(|folder| format!("-ffile-prefix-map={}=", folder.display()))
        .collect();
    let mut cargo = toolchain.cargo(place);
    cargo
        .args([
            "build",
            "--locked",
            "--profile",
            PROFILE,
            "--target",
            TARGET,
        ])
        .args(["--package", package, "--bin", program])
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            without_folders(&folders).join("\u{1f}"),
        )
        .env("CARGO_INCREMENTAL", "0")
        .env("CC_x86_64_unknown_linux_musl", C_COMPILER)
        .env("CFLAGS_x86_64_unknown_linux_musl", c_flags.join(" "))
        // The built page, which `oneclick-dev` has in it.
        .env("ONECLICK_DIST", place.root.join("dist"));
    process::run(&mut cargo)?;
    let built = place.target.join(TARGET).join(PROFILE).join(program);
    let said = process::output(Command::new(&built).arg("--version"))?;
    ensure!(
        said == format!("{program} {}", env!("CARGO_PKG_VERSION")),
        "{} says that it is `{said}`",
        built.display()
    );
    Ok(built)
}

/// Writes the SHA-256 of each file, as `sha256sum --check` reads it.
fn write_sums(release: &Path) -> Result<()> {
    let mut files = Vec::new();
    list(release, release, &mut files)?;
    files.sort();
    let mut sum = Command::new("sha256sum");
    let sums = process::output(sum.current_dir(release).args(&files))?;
    fs::write(release.join("SHA256SUMS"), sums + "\n")?;
    Ok(())
}

fn list(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else {
            files.push(path.strip_prefix(root)?.to_path_buf());
        }
    }
    Ok(())
}
