//! `cargo xtask fuzz`: what breaks a reader of bytes from outside, looked for by coverage.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::place::Place;
use crate::process;
use crate::setup::Machine;

/// How `rustc` counts what runs, as libFuzzer wants it: on the stable toolchain too.
const COVERAGE: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];
/// How a file of seeds ends, in `crates/fuzz/corpus`.
const SEEDS: &str = ".txt";
/// What parts the seeds of a file.
const NEXT: &str = "\n====\n";
/// For how long one input may be read, seconds, and the memory that reading may take, MiB.
const LIMITS: [&str; 3] = ["-timeout=20", "-rss_limit_mb=2048", "-malloc_limit_mb=256"];

/// What is to be read, and for how long.
#[derive(Args, Clone, Debug)]
pub struct FuzzOptions {
    /// Only this reader, by the name of its file in crates/fuzz/corpus
    #[arg(long, value_name = "NAME")]
    pub reader: Option<String>,
    /// For how many seconds each reader reads
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
}

/// Builds the readers with coverage, and lets libFuzzer drive one after the other.
///
/// # Errors
/// Fails if there is no such reader, or at the first one that breaks a rule: libFuzzer has
/// printed by which input, and in which file it is.
pub fn run(place: &Place, machine: &Machine, options: &FuzzOptions) -> Result<()> {
    let corpus = place.root.join("crates/fuzz/corpus");
    let mut readers = names(&corpus)?;
    if let Some(wanted) = &options.reader {
        if !readers.contains(wanted) {
            bail!(
                "there is no reader {wanted}; there are {}",
                readers.join(", ")
            );
        }
        readers.retain(|name| name == wanted);
    }
    let program = build(place, machine)?;
    for name in readers {
        println!("--- {name}");
        let folder = place.target.join("fuzz/corpus").join(&name);
        let text = fs::read_to_string(corpus.join(format!("{name}{SEEDS}")))?;
        unfold(&text, &folder)?;
        let findings = place.target.join("fuzz/findings");
        fs::create_dir_all(&findings).context("could not make a folder for findings")?;
        let mut fuzz = Command::new(&program);
        fuzz.env("ONECLICK_READER", &name)
            .arg(&folder)
            .args(LIMITS)
            .arg(format!("-max_total_time={}", options.seconds))
            .arg(format!("-artifact_prefix={}/{name}-", findings.display()))
            .arg("-print_final_stats=1");
        process::run(&mut fuzz).with_context(|| format!("{name} broke a rule"))?;
    }
    Ok(())
}

/// Lists the readers by their files of seeds.
fn names(corpus: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(corpus).with_context(|| format!("no {}", corpus.display()))? {
        let file = entry?.file_name().into_string().unwrap_or_default();
        names.extend(file.strip_suffix(SEEDS).map(String::from));
    }
    names.sort();
    Ok(names)
}

/// Writes each seed into a file of its own, beside what earlier runs have found of interest.
fn unfold(text: &str, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    for (number, seed) in text.trim_end_matches('\n').split(NEXT).enumerate() {
        let file = folder.join(format!("seed-{number}"));
        fs::write(&file, seed).with_context(|| format!("could not write {}", file.display()))?;
    }
    Ok(())
}

/// Builds the program that libFuzzer drives, and returns its file.
fn build(place: &Place, machine: &Machine) -> Result<PathBuf> {
    let target = machine.toolchain.host(place)?;
    let folder = place.target.join("fuzz");
    let mut build = machine.toolchain.cargo(place);
    // With a target named, build scripts and macros are built without the counters.
    build
        .env("RUSTFLAGS", COVERAGE.join(" "))
        .args([
            "build",
            "--package",
            "oneclick-fuzz",
            "--features",
            "coverage",
        ])
        .args(["--bin", "fuzz", "--config", "profile.dev.opt-level=1"])
        .args(["--target", &target, "--target-dir"])
        .arg(&folder);
    process::run(&mut build).context("the readers need a C++ compiler to be built: `c++`")?;
    Ok(folder.join(target).join("debug/fuzz"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_gets_a_file() {
        let folder = crate::folder::TemporaryFolder::make("oneclick-fuzz").unwrap();
        let seeds = folder.path().join("seeds");
        unfold("one\n\nline\n====\nanother\n", &seeds).unwrap();
        let read = |name: &str| fs::read_to_string(seeds.join(name)).unwrap();
        assert_eq!(read("seed-0"), "one\n\nline");
        assert_eq!(read("seed-1"), "another");
        assert_eq!(fs::read_dir(&seeds).unwrap().count(), 2);
    }

    #[test]
    fn readers_are_known_by_their_seeds() {
        let place = Place::find().unwrap();
        let names = names(&place.root.join("crates/fuzz/corpus")).unwrap();
        assert!(names.contains(&String::from("request")));
    }
}
