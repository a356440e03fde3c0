//! The options of `cargo xtask test`, and the kinds of tests that there are.

use clap::{Args, ValueEnum};

/// What the tests can be told.
#[derive(Args, Clone, Debug)]
pub struct TestOptions {
    /// Run the large numbers of cases, and hear the screen reader (minutes more)
    #[arg(long)]
    pub full: bool,
    /// Run only this step (may be given more than once)
    #[arg(long, value_name = "STEP")]
    pub only: Vec<TestStep>,
}

/// A kind of test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestStep {
    /// The source as a whole: circles of files, names, lengths
    Source,
    /// All crates' tests on this machine
    Native,
    /// The alerts for Prometheus, on series that should raise them and ones that should not
    Alerts,
    /// The service of systemd and the manifests of Kubernetes
    Deployment,
    /// Schemathesis against the server: every answer as it is described
    Description,
    /// The server's tests on PostgreSQL: those of leases and of who charges an order, all
    /// in a full run
    Postgres,
    /// Simulated shoppers under every fault, and mistakes that they must show
    Storm,
    /// Real servers on both stores under every fault; three that are killed in a full run
    ProcessStorm,
    /// The table of the rules, compiled to WebAssembly, in the browser
    Rules,
    /// The widget's own tests in the browser
    Widget,
    /// The widget as it is shipped, and the programs of the demo
    Build,
    /// The npm package as its users have it: types, descriptions, import on a server
    NpmPackage,
    /// What a page loads, against the budget
    Size,
    /// The whole system in the browser
    Browser,
    /// The smoke tests of the whole system in Firefox
    Firefox,
    /// The smoke tests of the whole system in `WebKit`, the engine of Safari
    #[value(name = "webkit")]
    WebKit,
    /// Spans that a collector is sent (only when asked for, or in a full run: it is another build)
    Spans,
    /// The libraries by which merchants verify webhooks (only when asked for, or in a full run)
    WebhookLibraries,
    /// What a screen reader says of it, in two browsers (only when asked for, or in a full run)
    ScreenReader,
}

impl TestOptions {
    /// Says whether a step is to run.
    pub fn wants(&self, step: TestStep) -> bool {
        if self.only.is_empty() {
            let is_more = matches!(
                step,
                TestStep::Spans | TestStep::WebhookLibraries | TestStep::ScreenReader
            );
            self.full || !is_more
        } else {
            self.only.contains(&step)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_installs_or_builds_more_is_run_only_if_asked_for() {
        let wants = |full, only: &[TestStep], step| {
            let only = only.to_vec();
            TestOptions { full, only }.wants(step)
        };
        assert!(wants(false, &[], TestStep::Browser));
        assert!(wants(false, &[], TestStep::Firefox));
        assert!(wants(false, &[], TestStep::WebKit));
        assert!(!wants(false, &[], TestStep::ScreenReader));
        assert!(!wants(false, &[], TestStep::WebhookLibraries));
        assert!(!wants(false, &[], TestStep::Spans));
        assert!(wants(true, &[], TestStep::ScreenReader));
        let step = TestStep::ScreenReader;
        assert!(wants(false, &[step], step));
        assert!(!wants(true, &[TestStep::Browser], TestStep::ScreenReader));
    }
}
