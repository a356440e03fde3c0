//! `cargo xtask bench widget`: how soon a shopper can pay, in a slow browser.

use anyhow::Result;
use serde_json::json;

use crate::demo::{self, Demo};
use crate::node_packages;
use crate::place::Place;
use crate::process;
use crate::report::Report;
use crate::setup::Machine;

/// The folder of the script, and of the package that has the drop-in.
const FOLDER: &str = "crates/xtask/node/bench";

/// How the widget is measured.
#[derive(Clone, Copy, Debug)]
pub struct WidgetBench {
    /// How often each page is loaded.
    pub rounds: u32,
    /// Whether what is shipped is built first.
    pub build: bool,
    /// Whether the drop-in to compare with is installed where it is not there.
    pub install: bool,
}

impl WidgetBench {
    /// Measures what is shipped, with the demo's server and sandbox behind it.
    ///
    /// # Errors
    /// When something cannot be installed, built, started or measured.
    pub fn run(self, place: &Place, machine: &Machine) -> Result<()> {
        if self.install {
            node_packages::install(place, FOLDER)?;
        }
        if self.build {
            demo::build(place, &machine.toolchain, &mut Report::default(), false)?;
        }
        // The pages are the script's own, where the demo's shop would be.
        let demo = Demo::start(place, &["--backend-only"])?;
        let settings = json!({
            "page": format!("http://localhost:{}", demo.port),
            "server": format!("http://localhost:{}", demo.server_port),
            "sandbox": format!("http://localhost:{}", demo.sandbox_port),
            "browser": machine.browser.program,
            "rounds": self.rounds,
        });
        let mut command = place.node_script("bench/widget.mjs");
        command
            .arg(settings.to_string())
            .env("ONECLICK_SECRET_KEY", demo.secret_key());
        process::run(&mut command)
    }
}
