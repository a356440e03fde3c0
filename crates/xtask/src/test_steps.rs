//! `cargo xtask test`: every kind of test there is, and how long each took.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum as _;

use crate::browser_tests::browser_tests;
use crate::firefox::Firefox;
use crate::place::Place;
use crate::report::Report;
use crate::screen_reader::ScreenReader;
use crate::setup::{self, Machine};
use crate::test_options::{TestOptions, TestStep};
use crate::toolchain::WASM;
use crate::webkit::WebKit;
use crate::{
    alerts, deployment, description, example_languages, npm_package, package, process, size, storm,
    structure, tools, webhook_libraries,
};

/// With how many cases a full run tries each property of the providers.
const CASES: &str = "100000";

/// How many tests run at the same time on each processor: most wait for a provider's answer
/// or a server's start.
const AT_ONCE: usize = 3;

/// Which of the server's tests run on PostgreSQL at each run; all do in a full one.
const ON_POSTGRES: [&str; 6] = [
    "idempotency_keys",
    "leases",
    "one_charge_an_order",
    "sessions",
    "taken_over",
    "unreadable_rows",
];

/// Sets up what is missing, runs the steps, and prints what ran and its seconds.
///
/// # Errors
/// When a step failed; the steps after it have run nevertheless.
pub fn run(place: &Place, options: &TestOptions) -> Result<()> {
    let mut report = Report::default();
    let started = report.step("setup", "what building and testing need", || {
        setup::set_up(place, &mut Report::default())
    });
    let Ok(machine) = started else {
        report.print_table();
        bail!("nothing was tested: the setting up failed");
    };
    // Asked before the steps: they build this program anew, and the file that
    // runs is then a deleted one.
    let program = std::env::current_exe().context("where this program is")?;
    let run = TestRun {
        program,
        place,
        machine: &machine,
        full: options.full,
    };
    for step in TestStep::value_variants() {
        if options.wants(*step) {
            // What went wrong was printed, and is counted at the end.
            let _ = run.step(*step, &mut report);
        }
    }
    report.print_table();
    let failed = report.failed();
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}

struct TestRun<'machine> {
    program: PathBuf,
    place: &'machine Place,
    machine: &'machine Machine,
    full: bool,
}

impl TestRun<'_> {
    fn step(&self, step: TestStep, report: &mut Report) -> Result<()> {
        let Self { place, machine, .. } = *self;
        match step {
            TestStep::Source => report.step("source", "circles of files, names, lengths", || {
                structure::check(place)
            }),
            TestStep::Native => {
                report.step("native tests", "all crates on this machine", || {
                    let mut test = self.cargo_test();
                    process::run(test.arg("--workspace"))
                })?;
                self.try_many_cases(report)
            }
            TestStep::Alerts => {
                report.step("alerts", "what Prometheus tells", || alerts::test(place))
            }
            TestStep::Deployment => {
                report.step("deployment", "the service and the manifests", || {
                    deployment::test(place)
                })
            }
            TestStep::Postgres => {
                report.step("on PostgreSQL", "the server's tests over HTTP", || {
                    let mut test = self.cargo_test();
                    test.args(["--package", "oneclick-server", "--test", "http", "--"]);
                    if !self.full {
                        test.args(ON_POSTGRES);
                    }
                    process::run(test.env("ONECLICK_TEST_STORE", "postgres"))
                })
            }
            TestStep::Description => {
                report.step("description", "every answer as described", || {
                    process::run(&mut description::tests(place, self.cargo_test())?)
                })
            }
            TestStep::Storm => report.step("storm", "simulated, on virtual time", || {
                storm::simulated::test(place, machine, self.full)
            }),
            TestStep::ProcessStorm => report.step("storm of processes", "real sockets", || {
                storm::processes::test(place, machine, self.full)
            }),
            TestStep::Rules => report.step("rules in the browser", "as WebAssembly", || {
                self.test_in_browser("oneclick-rules", "crates/rules/tests")
            }),
            TestStep::Widget => report.step("widget in the browser", "as WebAssembly", || {
                self.test_in_browser("oneclick-widget", "tests")
            }),
            TestStep::Build => {
                report.step("build programs", "all there are", || {
                    // With the tests among them, so that what they are made of is built once.
                    let mut build = machine.toolchain.cargo(place);
                    process::run(build.args(["build", "--workspace", "--bins", "--tests"]))
                })?;
                package::build(place, &machine.toolchain, report)
            }
            TestStep::NpmPackage => report.step("npm package", "as its users have it", || {
                npm_package::prove(place)
            }),
            TestStep::Size => {
                report.step("size", &format!("at most {} bytes", size::BUDGET), || {
                    size::measure_built(place, &machine.browser)?.within_budget()
                })
            }
            TestStep::Browser => {
                report.step("whole system", "the demo in the browser", || self.play())
            }
            TestStep::Firefox => report.step("Firefox", "the demo in it", || {
                let firefox = Firefox::install(&mut Report::default())?;
                self.run_demo_tests(firefox.tests(place))
            }),
            TestStep::WebKit => report.step("WebKit", "the demo in it", || {
                let webkit = WebKit::install(&mut Report::default())?;
                self.run_demo_tests(webkit.tests(place))
            }),
            TestStep::Spans => {
                report.step("spans", "as a collector is sent them", || self.try_spans())
            }
            TestStep::WebhookLibraries => {
                report.step("webhook libraries", "two languages verify webhooks", || {
                    process::run(&mut webhook_libraries::tests(place, self.cargo_test())?)
                })
            }
            TestStep::ScreenReader => {
                report.step("screen reader", "what Orca says in two browsers", || {
                    let reader = ScreenReader::install()?;
                    self.run_demo_tests(reader.tests(place, &machine.browser))
                })
            }
        }
    }

    fn cargo_test(&self) -> Command {
        let mut test = self.machine.toolchain.cargo(self.place);
        test.arg("test");
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let at_once = processors * AT_ONCE;
        test.env("RUST_TEST_THREADS", at_once.to_string());
        if self.full {
            test.env("ONECLICK_FULL", "1");
        }
        test
    }

    /// Checks and tests the server that sends spans.
    fn try_spans(&self) -> Result<()> {
        let with_spans = ["--package", "oneclick-server", "--features", "otlp"];
        let mut lints = self.machine.toolchain.cargo(self.place);
        lints.arg("clippy").args(with_spans);
        process::run(lints.args(["--all-targets", "--", "-D", "warnings"]))?;
        let mut test = self.cargo_test();
        test.args(with_spans);
        process::run(test.args(["--test", "http", "secrets::spans"]))?;
        let mut test = self.cargo_test();
        test.args(with_spans);
        process::run(test.args(["--lib", "config::traces"]))
    }

    /// Tries the properties of the pure crates with many cases, in a full run. Optimised:
    /// else one provider's alone take longer than everything else together.
    fn try_many_cases(&self, report: &mut Report) -> Result<()> {
        if !self.full {
            return Ok(());
        }
        let name = format!("properties, {CASES} cases each");
        report.step("many cases", &name, || {
            let mut test = self.cargo_test();
            let packages = [
                "--package",
                "oneclick-rules",
                "--package",
                "oneclick-providers",
            ];
            process::run(
                test.arg("--release")
                    .args(packages)
                    .env("ONECLICK_CASES", CASES),
            )
        })
    }

    /// Runs the tests in the files of `folder` that are written for the browser.
    fn test_in_browser(&self, package: &str, folder: &str) -> Result<()> {
        let files = browser_tests(&self.place.root.join(folder))?;
        if files.is_empty() {
            println!("    {folder} has no test that names wasm_bindgen_test");
            return Ok(());
        }
        let runner = tools::wasm_bindgen_programs(self.place)?.join("wasm-bindgen-test-runner");
        let capabilities = self.machine.browser.write_capabilities(self.place)?;
        let mut test = self.cargo_test();
        test.args(["--package", package, "--target", WASM])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
            .env("CHROMEDRIVER", &self.machine.browser.driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
            .env("WASM_BINDGEN_USE_BROWSER", "1");
        for file in files {
            test.args(["--test", &file]);
        }
        process::run(&mut test)
    }

    /// Runs the whole system in the browser.
    fn play(&self) -> Result<()> {
        let settings = self.place.root.join("tests/browser");
        if !settings.is_dir() {
            bail!("tests/browser is not there");
        }
        example_languages::install(&mut Report::default());
        let mut test = self.place.command("npx");
        test.args(["--no-install", "playwright", "test", "--config"])
            .arg(settings)
            .env("CHROMIUM", &self.machine.browser.program);
        if !self.full {
            test.env("CHROMIUM_SHELL", self.machine.browser.quickest());
        }
        self.run_demo_tests(test)
    }

    /// Runs Playwright, which starts the demo that was built before.
    fn run_demo_tests(&self, mut test: Command) -> Result<()> {
        // The demo is started by this very program: nothing is built twice.
        test.env("ONECLICK_XTASK", &self.program);
        if self.full {
            test.env("ONECLICK_FULL", "1");
        }
        self.machine.toolchain.apply(&mut test);
        process::run(&mut test)
    }
}
