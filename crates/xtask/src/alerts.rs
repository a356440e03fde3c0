//! The alerts of `deploy/prometheus`, tried with Prometheus' own program.

use anyhow::{Context as _, Result};

use crate::place::Place;
use crate::report::{self, Report};
use crate::{packages, process};

/// The program that tries them.
const PROGRAM: &str = "promtool";

/// Finds the program that tries the alerts, or installs Debian's.
///
/// # Errors
/// Fails if there is none and none can be installed: says what to do by hand.
pub fn install(report: &mut Report) -> Result<()> {
    if let Some(program) = process::find(PROGRAM) {
        report::there(PROGRAM, &program.display().to_string());
        return Ok(());
    }
    report.step(
        PROGRAM,
        "tries the alerts; it comes with Prometheus",
        || {
            packages::install(&["prometheus"])
                .context("the alerts cannot be tried without promtool, which comes with Prometheus")
        },
    )
}

/// Runs the rules on series of servers that are well and of ones that are not.
///
/// # Errors
/// Fails if an alert is told or not told otherwise than it should be, or like [`install`].
pub fn test(place: &Place) -> Result<()> {
    install(&mut Report::default())?;
    let mut promtool = place.command(PROGRAM);
    promtool.args(["test", "rules", "deploy/prometheus/alerts_test.yml"]);
    process::run(&mut promtool)
}
