//! The background work: looks up what is due, by lease.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use super::{Engine, milliseconds};
use crate::store::attempts;

/// How many look-ups run at once.
pub(super) const AT_ONCE: usize = 8;
/// How long the worker sleeps at most: another replica may have written.
const LONGEST_SLEEP: i64 = 1_000;

impl Engine {
    /// Starts the background work; ends when the handle is aborted.
    ///
    /// What was open when the last process ended is looked up at once.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn start_worker(self: &Arc<Self>) -> sqlx::Result<JoinHandle<()>> {
        let mut store = self.store().reader().acquire().await?;
        let spacing = milliseconds(self.parts.settings.look_up_spacing);
        attempts::hurry_all_open(&mut store, spacing, self.clock().now()).await?;
        drop(store);
        let engine = Arc::clone(self);
        Ok(tokio::spawn(async move {
            loop {
                let pause = engine.work().await.unwrap_or_else(|error| {
                    tracing::error!(%error, "the worker could not reach the store");
                    LONGEST_SLEEP
                });
                let pause = Duration::from_millis(u64::try_from(pause).unwrap_or_default());
                let _ = tokio::time::timeout(pause, engine.wake.notified()).await;
            }
        }))
    }

    /// Starts what is due and says how long until the next, milliseconds.
    async fn work(self: &Arc<Self>) -> sqlx::Result<i64> {
        let free = self.look_ups.available_permits();
        if free == 0 {
            return Ok(LONGEST_SLEEP); // The first that ends wakes the worker.
        }
        let now = self.clock().now();
        let mut store = self.store().reader().acquire().await?;
        let next = attempts::next_due(&mut store).await?;
        if next.is_none_or(|next| next > now) {
            return Ok(next.map_or(LONGEST_SLEEP, |next| (next - now).min(LONGEST_SLEEP)));
        }
        // Long enough for the requests and for writing what they said.
        let lease = 2 * milliseconds(self.parts.settings.provider_timeout) + 30_000;
        let most = i64::try_from(free).unwrap_or(1);
        let due = attempts::lease_due(&mut store, most, now, lease).await?;
        drop(store);
        for attempt in due {
            // One that hangs holds its own place, not the others' turn.
            let Ok(place) = Arc::clone(&self.look_ups).acquire_owned().await else {
                break;
            };
            let engine = Arc::clone(self);
            self.tasks.spawn(async move {
                Arc::clone(&engine).look_up(attempt).await;
                drop(place);
                engine.wake.notify_one();
            });
        }
        Ok(0)
    }

    /// The pause before the next look-up after `look_ups` of them,
    /// milliseconds: doubling from the first to the longest, give or take a
    /// fifth, so that many do not come at once.
    pub(crate) fn pause(&self, look_ups: i64) -> i64 {
        let settings = &self.parts.settings;
        let doublings = u32::try_from(look_ups.clamp(0, 20)).unwrap_or(20);
        let longest = milliseconds(settings.longest_pause);
        let pause = milliseconds(settings.first_look_up)
            .saturating_mul(1 << doublings)
            .min(longest);
        let chance = crate::random::bytes::<1>().map_or(128, |[byte]| i64::from(byte));
        pause + pause * (chance - 128) / 640
    }
}
