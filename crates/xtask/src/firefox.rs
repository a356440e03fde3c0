//! Firefox, as the system has it: the browser tests drive it without a build of its own.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::packages;
use crate::place::Place;
use crate::process;
use crate::report::{self, Report};

/// What Firefox is called on the machines that people have.
const NAMES: [&str; 2] = ["firefox-esr", "firefox"];

/// Those that are not on the search path.
const ELSEWHERE: [&str; 1] = ["/Applications/Firefox.app/Contents/MacOS/firefox"];

/// A stock Firefox.
#[derive(Clone, Debug)]
pub struct Firefox {
    /// The browser's program.
    pub program: PathBuf,
}

impl Firefox {
    /// Returns the Firefox of this machine: the environment's FIREFOX, or what the search path has.
    ///
    /// # Errors
    /// Fails if there is none.
    pub fn find() -> Result<Self> {
        let named = std::env::var_os("FIREFOX").map(PathBuf::from);
        let found = || NAMES.iter().find_map(|name| process::find(name));
        let elsewhere = || {
            let mut places = ELSEWHERE.iter().map(PathBuf::from);
            places.find(|place| process::is_program(place))
        };
        let program = named.or_else(found).or_else(elsewhere).context(
            "no Firefox here: run `cargo xtask setup`, or name it in the environment as FIREFOX",
        )?;
        Ok(Self { program })
    }

    /// Finds Firefox, or installs Debian's.
    ///
    /// # Errors
    /// Fails if there is none and none can be installed.
    pub fn install(report: &mut Report) -> Result<Self> {
        if let Ok(firefox) = Self::find() {
            report::there("Firefox", &firefox.program.display().to_string());
            return Ok(firefox);
        }
        report.step("Firefox", "the widget is tested in it too", || {
            packages::install(&["firefox-esr"])?;
            Self::find()
        })
    }

    /// Makes the command that runs the smoke tests among the browser tests in it.
    pub fn tests(&self, place: &Place) -> Command {
        let mut test = place.command("npx");
        test.args(["--no-install", "playwright", "test", "--config"])
            .arg(place.root.join("tests/browser/firefox.config.js"))
            .args(["--grep", "@smoke"])
            .env("FIREFOX", &self.program);
        test
    }
}
