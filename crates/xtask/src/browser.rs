//! Chromium or Chrome, and the driver for the WebAssembly tests.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::packages;
use crate::place::Place;
use crate::process;
use crate::report::{self, Report};

/// What the browser is called on the machines that people have.
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The same engine and nothing around it: a page begins in half the time.
const SHELLS: [&str; 2] = ["chromium-headless-shell", "chrome-headless-shell"];

/// Works without a display, a graphics card, a sandbox for root, and stays off the network.
const ARGUMENTS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A browser for the tests.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The browser's program.
    pub program: PathBuf,
    /// Its engine without a window, where there is one.
    shell: Option<PathBuf>,
    /// The `chromedriver` of the same version.
    pub driver: PathBuf,
}

impl Browser {
    /// The browser of this machine: the environment's CHROMIUM and CHROMEDRIVER, or what
    /// the search path has.
    ///
    /// # Errors
    /// When one of the two is not there.
    pub fn find() -> Result<Self> {
        let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
        // Who names a browser means that one.
        let shell = match named {
            Some(_) => None,
            None => SHELLS.iter().find_map(|name| process::find(name)),
        };
        let program = named.or_else(|| {
            BROWSERS.iter().find_map(|name| {
                let whole = Path::new(name);
                if whole.is_absolute() {
                    process::is_program(whole).then(|| whole.to_path_buf())
                } else {
                    process::find(name)
                }
            })
        });
        let driver = std::env::var_os("CHROMEDRIVER")
            .map(PathBuf::from)
            .or_else(|| process::find("chromedriver"));
        Ok(Self {
            program: program.context(
                "no Chromium or Chrome here: install one, or name it in the environment as CHROMIUM",
            )?,
            shell,
            driver: driver.context(
                "no chromedriver here: install the one of your browser's version, or name it in \
                 the environment as CHROMEDRIVER",
            )?,
        })
    }

    /// Finds the browser, or installs Debian's.
    ///
    /// # Errors
    /// When there is none and none can be installed.
    pub fn install(report: &mut Report) -> Result<Self> {
        if let Ok(browser) = Self::find() {
            report::there("browser", &browser.program.display().to_string());
            return Ok(browser);
        }
        report.step("browser", "the widget is tested in a real one", || {
            packages::install(&["chromium", "chromium-driver"])?;
            Self::find()
        })
    }

    /// Installs Debian's engine without a window, unless it is there or somebody has named the
    /// browser to be used. Not every system has it: the browser itself does the same, in twice
    /// the time.
    pub fn install_shell(&self, report: &mut Report) {
        if self.shell.is_none() && std::env::var_os("CHROMIUM").is_none() {
            let _ = report.step("browser's engine", "tests pages in half the time", || {
                packages::install(&SHELLS[..1])
            });
        }
    }

    /// Returns the program that many tests run in: the engine alone, where it is there.
    pub fn quickest(&self) -> &Path {
        self.shell.as_deref().unwrap_or(&self.program)
    }

    /// Writes the capabilities for wasm-bindgen's test runner and returns the file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_capabilities(&self, place: &Place) -> Result<PathBuf> {
        let capabilities = json!({
            "goog:chromeOptions": { "binary": self.program, "args": ARGUMENTS }
        });
        std::fs::create_dir_all(&place.target)?;
        let file = place.target.join("webdriver.json");
        std::fs::write(&file, capabilities.to_string())
            .with_context(|| format!("could not write {}", file.display()))?;
        Ok(file)
    }
}
