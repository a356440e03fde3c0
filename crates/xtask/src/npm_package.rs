//! The npm package `oneclick-checkout`, made of the element's built files.

use anyhow::Result;

use crate::node_packages;
use crate::place::Place;
use crate::process;

/// The folder of the scripts, and of the packages that prove it.
const FOLDER: &str = "crates/xtask/node/npm";

/// Makes the package in `dist/npm`, of the files that stand in `dist/widget`.
///
/// # Errors
/// When docs/element.md, from which editors are told of the element, lacks a table, or a
/// file cannot be read or written.
pub fn make(place: &Place) -> Result<()> {
    let mut make = place.node_script("npm/make.mjs");
    process::run(make.arg(&place.root).arg(place.root.join("dist/npm")))
}

/// Proves the package as those have it who install it.
///
/// # Errors
/// When what proves it cannot be installed, or finds a fault; all faults are printed.
pub fn prove(place: &Place) -> Result<()> {
    node_packages::install(place, FOLDER)?;
    let mut prove = place.node_script("npm/prove.mjs");
    process::run(prove.arg(&place.root).arg(place.root.join("dist/npm")))
}
