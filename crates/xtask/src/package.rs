//! `cargo xtask package`: builds the widget's files as merchants' pages load them.

use anyhow::Result;
use clap::Args;

use crate::guide;
use crate::linker;
use crate::machine_paths::{folders_of_machine, without_folders};
use crate::npm_package;
use crate::place::Place;
use crate::process;
use crate::release;
use crate::report::Report;
use crate::setup;
use crate::toolchain::Toolchain;

/// Panics end in an instruction, without text or place: 7 kB less to load.
const PANIC: [&str; 2] = ["-Zunstable-options", "-Cpanic=immediate-abort"];

/// What the command can be told.
#[derive(Args, Clone, Debug)]
pub struct PackageOptions {
    /// Build what operators install as well, into dist/release (minutes more)
    #[arg(long)]
    release: bool,
}

/// Sets up what is missing and builds into `dist`.
///
/// # Errors
/// Fails if something cannot be set up or built; names the command.
pub fn run(place: &Place, options: &PackageOptions) -> Result<()> {
    let mut report = Report::default();
    let machine = setup::set_up(place, &mut report)?;
    build(place, &machine.toolchain, &mut report)?;
    report.step("npm package", "oneclick-checkout, proved", || {
        npm_package::prove(place)
    })?;
    if options.release {
        release::make(place, &machine.toolchain, &mut report)?;
    }
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
    let mut flags = PANIC.map(str::to_owned).to_vec();
    flags.extend(without_folders(&folders_of_machine(place, toolchain)?));
    Ok(flags.join("\u{1f}"))
}
