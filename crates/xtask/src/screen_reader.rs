//! The screen reader, and what brings a display and a bus to it, for its tests alone.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::browser::Browser;
use crate::firefox::Firefox;
use crate::packages;
use crate::place::Place;
use crate::process;

/// The programs that the tests start, each with its Debian package.
const PROGRAMS: [(&str, &str); 6] = [
    ("orca", "orca"),
    ("openbox", "openbox"),
    ("xdotool", "xdotool"),
    ("dbus-run-session", "dbus-daemon"),
    ("xvfb-run", "xvfb"),
    ("gdbus", "libglib2.0-bin"),
];

/// The other browser, and what reading and the display want.
const BESIDE_THEM: [&str; 4] = [
    "firefox-esr",
    "python3-pyatspi",
    "speech-dispatcher",
    "xauth",
];

/// Orca, two browsers, and a display that nobody sees.
#[derive(Debug)]
pub struct ScreenReader {
    firefox: Firefox,
}

impl ScreenReader {
    /// Finds what the tests start, or installs Debian's.
    ///
    /// # Errors
    /// Fails if the system is not Linux, or something is missing and cannot be
    /// installed; says what to do by hand.
    pub fn install() -> Result<Self> {
        if !cfg!(target_os = "linux") {
            bail!("Orca reads on Linux alone: leave --full away, or run the tests there");
        }
        if let Some(reader) = Self::find() {
            return Ok(reader);
        }
        let mut wanted: Vec<_> = PROGRAMS.iter().map(|(_, package)| *package).collect();
        wanted.extend(BESIDE_THEM);
        packages::install(&wanted)?;
        Self::find().context("what was installed is not on the search path")
    }

    fn find() -> Option<Self> {
        PROGRAMS
            .iter()
            .all(|(program, _)| process::find(program).is_some())
            .then_some(())?;
        let firefox = Firefox::find().ok()?;
        Some(Self { firefox })
    }

    /// Makes the command that runs the tests, with a display and a bus of their own.
    pub fn tests(&self, place: &Place, browser: &Browser) -> Command {
        let mut test = place.command("xvfb-run");
        test.args(["--auto-servernum", "--server-args=-screen 0 1280x900x24"])
            .args(["dbus-run-session", "--"])
            .args(["npx", "--no-install", "playwright", "test", "--config"])
            .arg(place.root.join("tests/screen_reader"))
            .env("CHROMIUM", &browser.program)
            .env("FIREFOX", &self.firefox.program);
        test
    }
}
