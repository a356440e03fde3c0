//! `WebKit`, the engine of Safari, as Debian has it: a small browser, its driver, and a display
//! that nobody sees.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::packages;
use crate::place::Place;
use crate::process;
use crate::report::{self, Report};

/// The programs that the tests start, each with its Debian package; the driver's brings the browser.
const PROGRAMS: [(&str, &str); 3] = [
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("xvfb-run", "xvfb"),
    ("xauth", "xauth"),
];

/// A `WebKit` that can be driven.
#[derive(Clone, Debug)]
pub struct WebKit {
    driver: PathBuf,
    browser: PathBuf,
}

impl WebKit {
    /// Returns the `WebKit` of this machine.
    ///
    /// # Errors
    /// Fails if a part of it is not there; names the part.
    pub fn find() -> Result<Self> {
        for (program, package) in PROGRAMS {
            process::find(program).with_context(|| {
                format!("no {program} here: run `cargo xtask setup`, or install what Debian's {package} holds")
            })?;
        }
        Ok(Self {
            driver: process::find(PROGRAMS[0].0).context("it was found before")?,
            browser: find_browser().context(
                "no MiniBrowser beside WebKitGTK here: install what Debian's libwebkit2gtk-4.1-0 holds",
            )?,
        })
    }

    /// Finds `WebKit`, or installs Debian's.
    ///
    /// # Errors
    /// Fails if the system is not Linux, or something is missing and cannot be installed; says
    /// what to do by hand.
    pub fn install(report: &mut Report) -> Result<Self> {
        if !cfg!(target_os = "linux") {
            bail!("WebKitGTK and its driver are on Linux alone: run these tests there");
        }
        if let Ok(webkit) = Self::find() {
            report::there("WebKit", &webkit.browser.display().to_string());
            return Ok(webkit);
        }
        report.step(
            "WebKit",
            "the engine of Safari, and a display for it",
            || {
                packages::install(&PROGRAMS.map(|(_, package)| package))?;
                Self::find()
            },
        )
    }

    /// Makes the command that runs the tests in it, with a display of their own.
    pub fn tests(&self, place: &Place) -> Command {
        let mut test = place.command("xvfb-run");
        test.args(["--auto-servernum", "--server-args=-screen 0 1280x1000x24"])
            .args(["npx", "--no-install", "playwright", "test", "--config"])
            .arg(place.root.join("tests/webkit"))
            .env("WEBKIT_DRIVER", &self.driver)
            .env("WEBKIT_BROWSER", &self.browser);
        test
    }
}

/// The small browser in the folder of the engine's own programs.
fn find_browser() -> Option<PathBuf> {
    let machines = std::fs::read_dir("/usr/lib").ok()?;
    let places = machines
        .flatten()
        .map(|machine| machine.path().join("webkit2gtk-4.1/MiniBrowser"));
    places
        .chain([Path::new("/usr/libexec/webkit2gtk-4.1/MiniBrowser").to_path_buf()])
        .find(|place| process::is_program(place))
}
