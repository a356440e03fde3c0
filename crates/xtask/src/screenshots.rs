//! `cargo xtask screenshots`: a picture of every state of the element, from the gallery.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::json;

use crate::package;
use crate::place::Place;
use crate::process;
use crate::report::Report;
use crate::setup;

/// What the screenshots can be told.
#[derive(Args, Clone, Debug)]
pub struct ScreenshotOptions {
    /// Write the pictures below this folder instead of target/screenshots
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Take them of what was built before
    #[arg(long)]
    no_build: bool,
}

/// Sets up what is missing, builds the element as it ships, and takes the pictures.
///
/// # Errors
/// Fails if something cannot be set up or built, or a state does not show its screen.
pub fn run(place: &Place, options: &ScreenshotOptions) -> Result<()> {
    let mut report = Report::default();
    let machine = setup::set_up(place, &mut report)?;
    if !options.no_build {
        package::build(place, &machine.toolchain, &mut report)?;
    }
    let out = match &options.out {
        Some(folder) => std::path::absolute(folder)
            .with_context(|| format!("--out {} is no folder", folder.display()))?,
        None => place.target.join("screenshots"),
    };
    let settings = json!({
        "browser": machine.browser.program,
        "built": place.root.join("dist"),
        "out": out,
    });
    report.step(
        "screenshots",
        "each state by language, layout, theme and width",
        || {
            process::run(
                place
                    .node_script("screenshots.mjs")
                    .arg(settings.to_string()),
            )
        },
    )?;
    report.print_table();
    Ok(())
}
