//! Says what is being done and how long it took.

use std::time::{Duration, Instant};

use anyhow::Result;

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Done,
    Failed,
}

/// The steps of one command, with their times, in the order they ran.
#[derive(Debug, Default)]
pub struct Report {
    steps: Vec<(String, Ending, Duration)>,
}

impl Report {
    /// Runs a step, prints its name before and its seconds after, and hands on its result.
    ///
    /// # Errors
    /// The step's own.
    pub fn step<T>(
        &mut self,
        name: &str,
        why: &str,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        if why.is_empty() {
            println!("==> {name}");
        } else {
            println!("==> {name}: {why}");
        }
        let started = Instant::now();
        let result = work();
        let taken = started.elapsed();
        let ending = match &result {
            Ok(_) => Ending::Done,
            Err(error) => {
                println!("    {name} FAILED: {error:#}");
                Ending::Failed
            }
        };
        println!("    {name}: {:.1} s", taken.as_secs_f64());
        self.steps.push((name.to_owned(), ending, taken));
        result
    }

    /// Prints the table of what ran.
    pub fn print_table(&self) {
        let width = self
            .steps
            .iter()
            .map(|(name, ..)| name.chars().count())
            .max()
            .unwrap_or(0);
        println!();
        for (name, ending, taken) in &self.steps {
            let ending = match ending {
                Ending::Done => "ok",
                Ending::Failed => "FAILED",
            };
            println!("{name:width$}  {ending:6}  {:7.1} s", taken.as_secs_f64());
        }
        let total: Duration = self.steps.iter().map(|(.., taken)| *taken).sum();
        println!(
            "{:width$}  {:6}  {:7.1} s",
            "total",
            "",
            total.as_secs_f64()
        );
    }

    /// The names of the steps that failed.
    pub fn failed(&self) -> Vec<&str> {
        self.steps
            .iter()
            .filter(|(_, ending, _)| *ending == Ending::Failed)
            .map(|(name, ..)| name.as_str())
            .collect()
    }
}

/// Says that something was there already.
pub fn there(name: &str, what: &str) {
    println!("    {name}: there ({what})");
}
