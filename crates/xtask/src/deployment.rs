//! The service of systemd and the manifests of Kubernetes, checked without either.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::place::Place;
use crate::report::{self, Report};
use crate::{packages, process, python_package};

/// What checks the service; it comes with systemd.
const ANALYZE: &str = "systemd-analyze";
/// The most that the service may be exposed, in tenths: 20 is 2.0 of 10.
const MOST_EXPOSED: &str = "--threshold=20";
/// What checks the manifests, exactly, and the Kubernetes that they are for.
const VALIDATE: [&str; 2] = ["kubernetes-validate", "1.36.0"];

/// Finds what checks them, or installs it.
///
/// # Errors
/// Fails if it cannot be installed: says what to do by hand.
pub fn install(place: &Place, report: &mut Report) -> Result<PathBuf> {
    if let Some(program) = process::find(ANALYZE) {
        report::there(ANALYZE, &program.display().to_string());
    } else {
        report.step(ANALYZE, "checks the service; it comes with systemd", || {
            packages::install(&["systemd"])
        })?;
    }
    let [package, version] = VALIDATE;
    python_package::install(place, package, version)
}

/// Checks both.
///
/// # Errors
/// Fails if anything is not known, not strict enough or not valid, or like [`install`].
pub fn test(place: &Place) -> Result<()> {
    let python = install(place, &mut Report::default())?;
    check_service(place)?;
    let mut validate = place.command("python3");
    validate
        .args([
            "-m",
            "kubernetes_validate",
            "--strict",
            "--kubernetes-version",
            "1.36",
        ])
        .args(manifests(place)?)
        .env("PYTHONPATH", python);
    process::run(&mut validate)
}

fn manifests(place: &Place) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(place.root.join("deploy/kubernetes"))? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

/// Checks the service with a program in its place that every machine has.
fn check_service(place: &Place) -> Result<()> {
    let file = place.root.join("deploy/systemd/oneclick.service");
    let text =
        fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
    let folder = place.target.join("deployment");
    fs::create_dir_all(&folder)?;
    let unit = folder.join("oneclick.service");
    fs::write(&unit, text.replace("/usr/local/bin/oneclick", "/bin/true"))?;
    let verified = Command::new(ANALYZE).arg("verify").arg(&unit).output()?;
    let told = String::from_utf8_lossy(&verified.stderr);
    // It succeeds for a key that it does not know, and tells it.
    if !verified.status.success() || !told.is_empty() || !verified.stdout.is_empty() {
        bail!("{} is not right: {}", file.display(), told.trim());
    }
    let mut security = Command::new(ANALYZE);
    security.args(["security", "--no-pager", "--offline=true", MOST_EXPOSED]);
    process::output(security.arg(&unit)).map(drop)
}
