//! `cargo xtask size`: the bytes that a page loads for the widget, as a browser sees them.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::demo::{self, Demo};
use crate::place::Place;
use crate::process;
use crate::report::Report;
use crate::setup;

/// The most bytes that the widget may weigh on the wire.
pub const BUDGET: u64 = 72_000;

/// What was measured.
#[derive(Clone, Debug)]
pub struct Size {
    /// The encoded bytes of every widget file until the shopper has paid.
    total: u64,
}

impl Size {
    /// Ends well if the widget is small enough.
    ///
    /// # Errors
    /// When it is too large; names both figures.
    pub fn within_budget(&self) -> Result<()> {
        if self.total <= BUDGET {
            return Ok(());
        }
        bail!(
            "the widget weighs {} bytes, at most are allowed {BUDGET}",
            self.total
        )
    }
}

/// Sets up, builds what is shipped, and measures it; the last line is JSON.
///
/// # Errors
/// When something cannot be set up, built, started or measured.
pub fn run(place: &Place) -> Result<()> {
    let mut report = Report::default();
    let machine = setup::set_up(place, &mut report)?;
    demo::build(place, &machine.toolchain, &mut report, false)?;
    report.print_table();
    println!();
    measure_built(place, &machine.browser)?;
    Ok(())
}

/// Measures what was built before, in the demo on ports of its own.
///
/// # Errors
/// When the demo does not start or the browser does not come to the paid screen.
pub fn measure_built(place: &Place, browser: &Browser) -> Result<Size> {
    let demo = Demo::start(place, &[])?;
    let settings = json!({
        "page": format!("http://localhost:{}/", demo.port),
        "browser": browser.program,
    });
    let mut command = place.node_script("size.mjs");
    command.arg(settings.to_string()).stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("could not start `{}`", process::line(&command)))?;
    let mut last = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let before = std::mem::replace(&mut last, line?);
            if !before.is_empty() {
                println!("{before}");
            }
        }
    }
    let status = child.wait()?;
    // The figures are the last that is said, after the programs' last words.
    drop(demo);
    println!("{last}");
    if !status.success() {
        bail!("the widget could not be measured ({status}); the reason stands above");
    }
    let measured: Value =
        serde_json::from_str(&last).context("the last line of size.mjs is not JSON")?;
    let total = measured
        .get("total_brotli")
        .and_then(Value::as_u64)
        .context("size.mjs gave no total_brotli")?;
    Ok(Size { total })
}
