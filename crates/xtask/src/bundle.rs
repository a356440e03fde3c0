//! `cargo xtask bundle`: what Trunk calls after each build of the widget, to make the
//! files that merchants' pages load.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use crate::place::Place;
use crate::process;

/// Bundles the script and lays out the files in the folder that Trunk is building in.
///
/// # Errors
/// When not called by Trunk, or when the bundler fails; names the command.
pub fn bundle(place: &Place) -> Result<()> {
    let staging = std::env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .context(
            "TRUNK_STAGING_DIR is not set: Trunk calls this command, run `trunk build --release`",
        )?;
    for program in ["esbuild", "wasm-opt"] {
        if !place.has_npm_program(program) {
            bail!("{program} is not in node_modules: run `cargo xtask setup` (or `npm ci`)");
        }
    }
    let profile = std::env::var("TRUNK_PROFILE").unwrap_or_else(|_| "release".to_owned());
    let settings = json!({
        "root": place.root,
        "staging": staging,
        "kept": place.target.join("widget-builds").join(&profile),
        "version": env!("CARGO_PKG_VERSION"),
        // A debug build is not for the wire: neither minified nor compressed.
        "release": profile == "release",
    });
    process::run(place.node_script("bundle.mjs").arg(settings.to_string()))
}
