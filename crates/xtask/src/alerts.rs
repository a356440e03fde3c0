//! The alerts of `deploy/prometheus`, tried with Prometheus' own program.

use anyhow::{Context as _, Result};

use crate::place::Place;
use crate::{packages, process};

/// Runs the rules on series of servers that are well and of ones that are not. Installs the
/// program where it is missing.
///
/// # Errors
/// Fails if an alert is told or not told otherwise than it should be, or `promtool` cannot be
/// had: says what to do by hand.
pub fn test(place: &Place) -> Result<()> {
    if process::find("promtool").is_none() {
        packages::install(&["prometheus"]).context(
            "the alerts were not tried: that takes promtool, which comes with Prometheus",
        )?;
    }
    let mut promtool = place.command("promtool");
    promtool.args(["test", "rules", "deploy/prometheus/alerts_test.yml"]);
    process::run(&mut promtool)
}
