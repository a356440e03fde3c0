//! Stands in the linker's place while the shipped widget is linked, and leaves out what nobody
//! calls: only the linker knows what a function that goes takes along.
//!
//! Leptos brings `wasm-streams` for server functions. The functions that its classes are called
//! by from JavaScript are exported whether anything uses them or not, and with them text and
//! code that come to 1.4 kB on the wire.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::place::Place;

/// How the compiler begins the linker's arguments, and no person ours.
const FIRST: &str = "-flavor";
/// The linker, which the compiler has put into the search path.
const LINKER: &str = "rust-lld";
/// What is in the name of each export of `wasm-streams`.
const UNUSED: &str = "intounderlying";

/// Makes a build for wasm32 link by this program. shrink.mjs fails if that left nothing out.
pub fn stand_in(place: &Place, build: &mut Command) {
    build.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
        &place.own_program,
    );
}

/// Links if the compiler has started this program; else returns `None`.
pub fn link() -> Option<Result<ExitCode>> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let is_asked = arguments.first().is_some_and(|first| first == FIRST);
    is_asked.then(|| link_without_unused(arguments))
}

fn link_without_unused(arguments: Vec<OsString>) -> Result<ExitCode> {
    for argument in &arguments {
        // Too many for a command line stand in a file, one in a line.
        if let Some(file) = argument.to_str().and_then(|text| text.strip_prefix('@')) {
            leave_out_of_file(Path::new(file))?;
        }
    }
    let mut linker = Command::new(LINKER);
    let status = linker.args(without_unused(&arguments)).status();
    let status = status.with_context(|| format!("could not start `{LINKER}`"))?;
    if status.success() {
        return Ok(ExitCode::SUCCESS);
    }
    bail!("`{LINKER}` failed ({status})")
}

/// Leaves the exports out of a file of arguments.
fn leave_out_of_file(file: &Path) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| {
        format!(
            "could not read the linker's arguments in {}",
            file.display()
        )
    })?;
    let lines: Vec<&str> = text.lines().collect();
    fs::write(file, without_unused(&lines).join("\n"))
        .with_context(|| format!("could not write {}", file.display()))
}

/// Returns the arguments without `--export NAME` for the names that nobody calls.
fn without_unused<T: AsRef<OsStr> + Clone>(arguments: &[T]) -> Vec<T> {
    let mut wanted: Vec<T> = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let is_export = wanted
            .last()
            .is_some_and(|before| before.as_ref() == "--export");
        if is_export && argument.as_ref().to_string_lossy().contains(UNUSED) {
            wanted.pop();
        } else {
            wanted.push(argument.clone());
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_the_exports_that_nobody_calls_and_nothing_else() {
        let arguments = [
            "-flavor",
            "wasm",
            "--export",
            "attach",
            "--export",
            "intounderlyingsink_abort",
            "-o",
            "intounderlying.wasm",
        ];
        assert_eq!(
            without_unused(&arguments),
            [
                "-flavor",
                "wasm",
                "--export",
                "attach",
                "-o",
                "intounderlying.wasm"
            ]
        );
    }
}
