//! How much memory the server has with many sessions and with many shoppers who wait.

use std::time::Duration;

use anyhow::{Result, ensure};
use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxProvider, SandboxSettings};
use serde_json::{Value, json};

use crate::server_process::ServerProcess;
use crate::shoppers::Shoppers;

/// How many sessions are open.
const SESSIONS: usize = 10_000;
/// How many shoppers wait at once for their provider.
const WAITING: usize = 1_000;
/// How long the provider takes to answer: less than a shopper waits.
const PROVIDER_TAKES: u64 = 15_000;
/// How long all of them may take to get there.
const ALL_WAIT: Duration = Duration::from_secs(10);
/// More connections than a server has where its file says nothing.
const CONNECTIONS: &str = "[http]\nmax_connections = 4096\n";

/// Measures both, and returns the resident bytes as JSON.
pub async fn measure() -> Result<Value> {
    let sandbox = Sandbox::start(SandboxSettings::default()).await?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let provider = sandbox.base_url(SandboxProvider::Smart2pay);
    let server = ServerProcess::start(&provider, folder.path(), None, CONNECTIONS)?;
    let crowd = Shoppers::new(WAITING, &server, sandbox.url())?;
    let started = server.resident_bytes()?;
    crowd.open_sessions("open", SESSIONS).await?;
    let open_sessions = server.resident_bytes()?;
    let prepared = crowd.prepare("waiting", WAITING).await?;
    let slow = Rule {
        milliseconds: Some(PROVIDER_TAKES),
        ..Rule::always(None, Behaviour::Slow)
    };
    sandbox.behave(slow).map_err(anyhow::Error::msg)?;
    let before_waiting = server.resident_bytes()?;
    let paying = tokio::spawn({
        let crowd = crowd.clone();
        async move { crowd.pay(prepared).await }
    });
    let all_wait = async {
        while sandbox.requests(None).charges < WAITING {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waiting = tokio::time::timeout(ALL_WAIT, all_wait).await;
    ensure!(waiting.is_ok(), "the charges did not all get there in time");
    let waiting_shoppers = server.resident_bytes()?;
    paying.await??;
    Ok(json!({
        "started": started,
        "open_sessions": { "count": SESSIONS, "resident_bytes": open_sessions },
        "waiting_shoppers": {
            "count": WAITING, "resident_bytes": waiting_shoppers, "before": before_waiting,
        },
    }))
}
