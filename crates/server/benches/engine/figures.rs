//! The figures of one number of shoppers, for people and for programs.
#![expect(clippy::float_arithmetic, reason = "figures, not money")]

use std::time::Duration;

use serde_json::{Value, json};

/// What was measured.
#[derive(Default)]
pub struct EngineFigures {
    latencies: Vec<Duration>,
    /// The sandbox's own, asked by the shoppers themselves.
    direct: Vec<Duration>,
    taken: Duration,
    cpu: Duration,
    bare_payments: usize,
    bare_taken: Duration,
    /// Of how many payments the commits were counted.
    pub payments_counted: usize,
    /// The bare loop's commits for them: two each, if the counting is right.
    pub bare_commits: usize,
    /// The server's.
    pub commits: usize,
    /// The server's where the provider sends a notification of each.
    pub commits_notified: usize,
    /// The server's where the merchant is told of each.
    pub commits_told: usize,
}

impl EngineFigures {
    /// The names of what [`line`](Self::line) writes. Added is what the server adds to the
    /// sandbox's own answer. Commits are those of the bare loop, the server's, and the
    /// server's with a notification or with a webhook for each payment.
    pub const HEADING: &str = "shoppers  payments/s  bare loop/s  ratio  CPU µs  p50 ms  p99 ms  added p50, p99 ms  commits a payment";

    /// Adds a round of payments: its time from the first to the last answer, each
    /// payment's, and the server's CPU.
    pub fn add_payments(&mut self, taken: Duration, latencies: Vec<Duration>, cpu: Duration) {
        self.latencies.extend(latencies);
        self.latencies.sort_unstable();
        self.taken += taken;
        self.cpu += cpu;
    }

    /// Adds charges that the sandbox was asked for without the server.
    pub fn add_direct(&mut self, latencies: Vec<Duration>) {
        self.direct.extend(latencies);
        self.direct.sort_unstable();
    }

    /// Adds a round of the bare loop.
    pub fn add_bare(&mut self, payments: usize, taken: Duration) {
        self.bare_payments += payments;
        self.bare_taken += taken;
    }

    /// The same as one line of a table.
    pub fn line(&self, shoppers: usize) -> String {
        format!(
            "{shoppers:8}  {:10.0}  {:11.0}  {:5.2}  {:6.0}  {:6.1}  {:6.1}  {:8.1}  {:7.1}  {:.1} / {:.1} / {:.1} / {:.1}",
            self.rate(),
            self.bare_rate(),
            self.ratio(),
            self.cpu_microseconds(),
            percentile(&self.latencies, 50),
            percentile(&self.latencies, 99),
            self.added(50),
            self.added(99),
            self.a_payment(self.bare_commits),
            self.a_payment(self.commits),
            self.a_payment(self.commits_notified),
            self.a_payment(self.commits_told),
        )
    }

    /// The same as JSON.
    pub fn json(&self) -> Value {
        json!({
            "payments_per_second": rounded(self.rate(), 1.0),
            "raw": rounded(self.bare_rate(), 1.0),
            "ratio": rounded(self.ratio(), 1000.0),
            "cpu_microseconds": rounded(self.cpu_microseconds(), 1.0),
            "commits": rounded(self.a_payment(self.commits), 100.0),
            "commits_with_notification": rounded(self.a_payment(self.commits_notified), 100.0),
            "commits_with_webhook": rounded(self.a_payment(self.commits_told), 100.0),
            "p50_milliseconds": rounded(percentile(&self.latencies, 50), 100.0),
            "p99_milliseconds": rounded(percentile(&self.latencies, 99), 100.0),
            "added_p50_milliseconds": rounded(self.added(50), 100.0),
            "added_p99_milliseconds": rounded(self.added(99), 100.0),
        })
    }

    fn rate(&self) -> f64 {
        number(self.latencies.len()) / self.taken.as_secs_f64()
    }

    fn bare_rate(&self) -> f64 {
        number(self.bare_payments) / self.bare_taken.as_secs_f64()
    }

    fn ratio(&self) -> f64 {
        self.rate() / self.bare_rate()
    }

    fn cpu_microseconds(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / number(self.latencies.len())
    }

    fn a_payment(&self, commits: usize) -> f64 {
        number(commits) / number(self.payments_counted)
    }

    /// What the server adds to the sandbox's own time, in milliseconds: the difference of
    /// the two times that so many of a hundred took at most.
    fn added(&self, percent: usize) -> f64 {
        percentile(&self.latencies, percent) - percentile(&self.direct, percent)
    }
}

/// The time, in milliseconds, that so many of a hundred took at most; `sorted` is.
pub fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted
        .get(place)
        .map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e3)
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

pub fn rounded(figure: f64, steps: f64) -> f64 {
    (figure * steps).round() / steps
}
