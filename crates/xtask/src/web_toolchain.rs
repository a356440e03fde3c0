//! The second way to a Rust toolchain for wasm32, where rustup's server cannot be
//! reached: Debian's packages, and a standard library built from their sources.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::packages;
use crate::place::Place;
use crate::process;
use crate::report::{self, Report};
use crate::toolchain::{BUILT_WITH, LINKED, WASM};

/// Where Debian's packages put their programs.
const PROGRAMS: &str = "/usr/bin";
/// Where Debian's rustc looks for the libraries of wasm32.
const LIBRARY: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";
/// Where they put the sources of the standard library.
const SOURCES: &str = "/usr/lib/rustlib/src/rust/library";
/// rustc-web and cargo-web build, rust-web-src has the sources of the standard
/// library, rust-web-llvm holds `rust-lld`, which is a link into lld-22.
const PACKAGES: [&str; 6] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "rust-web-clippy",
    "lld-22",
];

/// Installs, builds and links what is missing of the toolchain.
///
/// # Errors
/// When a package cannot be had or a build fails; names the command.
pub fn install(place: &Place, report: &mut Report) -> Result<()> {
    if complete() {
        report::there("Debian's Rust", "rustc, cargo, clippy, rust-lld, sources");
    } else {
        report.step(
            "Debian's Rust",
            "a compiler for wasm32 that comes with its sources",
            || {
                packages::install(&PACKAGES)?;
                if complete() {
                    return Ok(());
                }
                bail!(
                    "the packages {} are installed, but not all of rustc, cargo, clippy-driver \
                     and rust-lld are in {PROGRAMS}, or no sources in {SOURCES} (rust-lld links to an lld package of the \
                     version that rust-web-llvm was made with: install that one)",
                    PACKAGES.join(" ")
                )
            },
        )?;
    }
    let compiler = process::output(Command::new(program("rustc")).arg("-vV"))?;
    let stamp = Path::new(LIBRARY).join(BUILT_WITH);
    if fs::read_to_string(&stamp).is_ok_and(|built_with| built_with == compiler) {
        report::there("wasm32 standard library", LIBRARY);
    } else {
        report.step(
            "wasm32 standard library",
            "Debian does not package it; built once, about a minute",
            || build_library(place, &compiler),
        )?;
    }
    link(place, report)
}

fn program(name: &str) -> PathBuf {
    Path::new(PROGRAMS).join(name)
}

fn complete() -> bool {
    [
        "rustc",
        "cargo",
        "cargo-clippy",
        "clippy-driver",
        "rust-lld",
    ]
    .iter()
    .all(|name| process::is_program(&program(name)))
        && Path::new(SOURCES).is_dir()
}

/// Builds std, and what test programs need, for wasm32 by way of an empty crate, and
/// puts it where rustc looks.
fn build_library(place: &Place, compiler: &str) -> Result<()> {
    let scratch = place.cache.join("wasm-std");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(scratch.join("src"))
        .with_context(|| format!("could not make {}", scratch.display()))?;
    fs::write(
        scratch.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )?;
    fs::write(scratch.join("src/lib.rs"), "#![no_std]\n")?;

    let mut build = Command::new(program("cargo"));
    build
        .current_dir(&scratch)
        .args(["build", "--release", "--target", WASM])
        .arg("-Zbuild-std=std,panic_abort,test")
        // The switch above is for nightly compilers unless this is set.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without it, link-time optimisation cannot read the libraries.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .env("PATH", search_path()?)
        .env_remove("RUSTC")
        .env_remove("RUSTUP_TOOLCHAIN");
    process::run(&mut build)?;

    let libraries = scratch.join("target").join(WASM).join("release/deps");
    // Put together beside its place, so that half of it is never taken for the whole.
    let library = Path::new(LIBRARY);
    let new = library.with_extension("new");
    let _ = fs::remove_dir_all(&new);
    fs::create_dir_all(&new).with_context(|| {
        format!(
            "could not make {}: run `cargo xtask setup` once as root",
            new.display()
        )
    })?;
    for file in fs::read_dir(&libraries)?.flatten() {
        let name = file.file_name();
        let name = name.to_string_lossy();
        if Path::new(&*name)
            .extension()
            .is_some_and(|extension| extension == "rlib")
            && !name.starts_with("libempty-")
        {
            fs::copy(file.path(), new.join(&*name))?;
        }
    }
    fs::write(new.join(BUILT_WITH), compiler)?;
    let _ = fs::remove_dir_all(library);
    fs::rename(&new, library)?;
    fs::remove_dir_all(&scratch)?;
    Ok(())
}

/// The search path with Debian's programs first, so that its cargo finds its own rustc.
fn search_path() -> Result<std::ffi::OsString> {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(PathBuf::from(PROGRAMS)).chain(std::env::split_paths(&rest));
    std::env::join_paths(folders).context("PATH has a folder that cannot stand in it")
}

/// Links the programs into one folder and tells rustup of it. rustfmt is not in
/// Debian's packages: the one of rustup's own toolchain stands in, for it only
/// reads source text.
fn link(place: &Place, report: &mut Report) -> Result<()> {
    let folder = place.cache.join("toolchain");
    let programs = folder.join("bin");
    // rustup insists on this folder; empty, rustc still finds its own libraries.
    fs::create_dir_all(folder.join("lib"))?;
    fs::create_dir_all(&programs)?;
    for name in ["rustc", "rustdoc", "cargo", "cargo-clippy", "clippy-driver"] {
        put_link(&program(name), &programs.join(name))?;
    }
    for name in ["rustfmt", "cargo-fmt"] {
        let found = process::output(Command::new("rustup").args(["which", name]));
        match found {
            Ok(file) => {
                let file = fs::canonicalize(file)?;
                if !file.starts_with(PROGRAMS) {
                    put_link(&file, &programs.join(name))?;
                }
            }
            Err(_) => println!("    {name}: not installed, `cargo fmt` will not work here"),
        }
    }
    report.step("toolchain link", "lets rustup select it", || {
        process::run(
            Command::new("rustup")
                .args(["toolchain", "link", LINKED])
                .arg(&folder),
        )
    })
}

#[cfg(unix)]
fn put_link(to: &Path, at: &Path) -> Result<()> {
    let _ = fs::remove_file(at);
    std::os::unix::fs::symlink(to, at)
        .with_context(|| format!("could not link {} to {}", at.display(), to.display()))
}

#[cfg(not(unix))]
fn put_link(_: &Path, at: &Path) -> Result<()> {
    bail!("{}: links are made on Debian only", at.display())
}
