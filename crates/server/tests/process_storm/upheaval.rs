//! What befalls the processes themselves: servers are killed, or stopped for longer than
//! their leases, or their disk is full; the database's server is killed.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::task::JoinSet;

use crate::process_fault::ProcessFault;
use crate::process_storm::ProcessStorm;
use crate::storm_server::StormServer;
use crate::storm_store::StormStore;

/// Longer than a server without a sign keeps its leases, milliseconds.
const BEYOND_THE_LEASE: u64 = 21_000;
/// How long a disk is full at least.
const FULL_FOR: Duration = Duration::from_secs(2);

/// Upsets the processes until all is healed; ends when they all run again.
///
/// # Errors
/// Fails if one does not start again.
pub async fn upset(
    storm: Arc<ProcessStorm>,
    servers: Arc<Vec<Arc<StormServer>>>,
    place: Arc<StormStore>,
) -> Result<()> {
    let mut under_way: JoinSet<Result<()>> = JoinSet::new();
    // One of each soon: the rest is chance.
    let mut due = vec![ProcessFault::Stopped, ProcessFault::Killed];
    due.extend(place.fault());
    while !storm.is_healed() {
        let longest = if due.is_empty() { 3_000 } else { 1_000 };
        storm.wait(500, longest).await;
        if storm.progress.is_calm() {
            continue;
        }
        let fault = if storm.progress.is_restoring() {
            // Servers alone: who recovers needs the database.
            ProcessFault::Killed
        } else {
            due.pop().unwrap_or_else(|| match storm.draw(100) {
                0..3 => ProcessFault::Stopped,
                3..10 => place.fault().unwrap_or(ProcessFault::Killed),
                _ => ProcessFault::Killed,
            })
        };
        if storm.is_healed() {
            break;
        }
        storm.hit(fault);
        if due.is_empty() {
            storm.progress.note_upset();
        }
        let number = storm.draw(u64::try_from(servers.len())?);
        let Some(server) = servers.get(usize::try_from(number)?).cloned() else {
            continue;
        };
        let pause = Duration::from_millis(storm.draw(2_000));
        match fault {
            ProcessFault::DatabaseKilled => {
                let place = Arc::clone(&place);
                tokio::task::spawn_blocking(move || place.kill()).await??;
            }
            ProcessFault::Stopped => {
                let stopped = Duration::from_millis(BEYOND_THE_LEASE) + pause;
                under_way.spawn(async move { server.stop(stopped).await });
            }
            ProcessFault::DiskFull => {
                under_way.spawn(async move { server.fill_disk(FULL_FOR + pause).await });
            }
            _ => {
                under_way.spawn(async move { server.kill(pause).await });
            }
        }
    }
    while let Some(ended) = under_way.join_next().await {
        ended??;
    }
    Ok(())
}
