//! `cargo xtask bench`: how long things take, printed, never judged.

use anyhow::Result;
use clap::ValueEnum;

use crate::place::Place;
use crate::process;
use crate::toolchain::Toolchain;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Subject {
    /// Building a charge's request and reading its answer, for each provider
    Providers,
    /// Payments through the whole server, beside a bare loop of commits; the last line is JSON
    Engine,
}

impl Subject {
    /// Names the package and its benchmark.
    fn benchmark(self) -> (&'static str, &'static str) {
        match self {
            Self::Providers => ("oneclick-providers", "providers"),
            Self::Engine => ("oneclick-server", "engine"),
        }
    }
}

/// Measures one subject, or all.
///
/// # Errors
/// When a benchmark cannot be built or run.
pub fn run(place: &Place, toolchain: &Toolchain, subject: Option<Subject>) -> Result<()> {
    let all = Subject::value_variants().iter().copied();
    for subject in all.filter(|one| subject.is_none_or(|only| only == *one)) {
        let (package, name) = subject.benchmark();
        let mut bench = toolchain.cargo(place);
        process::run(bench.args(["bench", "--package", package, "--bench", name]))?;
    }
    Ok(())
}
