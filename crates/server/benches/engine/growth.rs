//! Whether payments are slower with a million of them in the store than with a thousand.
#![expect(clippy::float_arithmetic, reason = "figures, not money")]

use std::time::Duration;

use anyhow::Result;
use oneclick_sandbox::{Sandbox, SandboxProvider, SandboxSettings};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::figures::{percentile, rounded};
use crate::filled_store::fill;
use crate::server_process::ServerProcess;
use crate::shoppers::Shoppers;

/// How many shoppers pay at the same time.
const SHOPPERS: usize = 8;
/// Both take turns, so that they meet the same disk.
const TURNS: usize = 10;
/// How many payments each makes before.
const MADE_BEFORE: usize = 600;

/// A server with so many payments in its file.
struct Filled {
    crowd: Shoppers,
    /// Each payment's time.
    latencies: Vec<Duration>,
    _server: ServerProcess,
    _folder: TempDir,
}

impl Filled {
    fn new(sandbox: &Sandbox, stored: usize) -> Result<Self> {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let provider = sandbox.base_url(SandboxProvider::Smart2pay);
        let start = || ServerProcess::start(&provider, folder.path(), None, "");
        // It makes the tables, and ends.
        drop(start()?);
        fill(&folder.path().join("oneclick.sqlite"), stored)?;
        let server = start()?;
        Ok(Self {
            crowd: Shoppers::new(SHOPPERS, &server, sandbox.url())?,
            latencies: Vec::new(),
            _server: server,
            _folder: folder,
        })
    }

    async fn pay(&mut self, name: &str, payments: usize) -> Result<Vec<Duration>> {
        let prepared = self.crowd.prepare(name, payments).await?;
        Ok(self.crowd.pay(prepared).await?.1)
    }
}

/// Measures both, which take turns, and returns the figures as JSON.
pub async fn measure(stored: [usize; 2], payments: usize) -> Result<Value> {
    let sandbox = Sandbox::start(SandboxSettings::default()).await?;
    let [few, many] = stored;
    let mut both = [Filled::new(&sandbox, few)?, Filled::new(&sandbox, many)?];
    for (filled, stored) in both.iter_mut().zip(stored) {
        filled
            .pay(&format!("warm-up-{stored}"), MADE_BEFORE)
            .await?;
    }
    for round in 0..TURNS {
        for (filled, stored) in both.iter_mut().zip(stored) {
            let name = format!("round-{stored}-{round}");
            let latencies = filled.pay(&name, payments.div_ceil(TURNS)).await?;
            filled.latencies.extend(latencies);
        }
    }
    let [few, many] = both.map(|mut filled| {
        filled.latencies.sort_unstable();
        [50, 99].map(|percent| percentile(&filled.latencies, percent))
    });
    let figures = |[p50, p99]: [f64; 2]| {
        json!({
            "p50_milliseconds": rounded(p50, 100.0),
            "p99_milliseconds": rounded(p99, 100.0),
        })
    };
    let ([few_p50, few_p99], [many_p50, many_p99]) = (few, many);
    Ok(json!({
        stored[0].to_string(): figures(few),
        stored[1].to_string(): figures(many),
        "p50_ratio": rounded(many_p50 / few_p50, 100.0),
        "p99_ratio": rounded(many_p99 / few_p99, 100.0),
    }))
}
