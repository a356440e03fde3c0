//! The background work: does what is due, by lease.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use super::{Engine, milliseconds};
use crate::store::queue::Turn;
use crate::store::{attempts, cards, movements};

/// How much work is done at once.
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
        movements::hurry_all_open(&mut store, spacing, self.clock().now()).await?;
        attempts::free_keepers(&mut store).await?;
        cards::free_forgetters(&mut store).await?;
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
        let next = [
            self.start_look_ups().await?,
            self.start_keeping().await?,
            self.start_forgetting().await?,
            self.start_follow_ups().await?,
            self.start_give_backs().await?,
        ];
        let now = self.clock().now();
        let soonest = next.into_iter().flatten().min();
        Ok(soonest.map_or(LONGEST_SLEEP, |at| (at - now).clamp(0, LONGEST_SLEEP)))
    }

    /// What the worker may take now of a kind of work that is next due at
    /// `next`; `None` where it is not due or no place is free.
    pub(crate) fn turn(&self, next: Option<i64>) -> Option<Turn> {
        let now = self.clock().now();
        let free = i64::try_from(self.places.available_permits()).unwrap_or(1);
        (free > 0 && next.is_some_and(|next| next <= now)).then(|| Turn {
            most: free,
            now,
            // Long enough for the requests and for writing what they said.
            lease: 2 * milliseconds(self.parts.settings.provider_timeout) + 30_000,
        })
    }

    /// Does a piece of leased work. One that hangs holds its own place, not
    /// the others' turn.
    pub(crate) async fn start(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) {
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
            return;
        };
        let engine = Arc::clone(self);
        self.tasks.spawn(async move {
            work.await;
            drop(place);
            engine.wake.notify_one();
        });
    }

    /// Starts the look-ups that are due; when the next is, Unix milliseconds.
    async fn start_look_ups(self: &Arc<Self>) -> sqlx::Result<Option<i64>> {
        let mut store = self.store().reader().acquire().await?;
        let next = attempts::next_due(&mut store).await?;
        let Some(turn) = self.turn(next) else {
            return Ok(later(next, self.clock().now()));
        };
        let due = attempts::lease_due(&mut store, turn).await?;
        drop(store);
        for attempt in due {
            self.start(Box::pin(Arc::clone(self).look_up(attempt)))
                .await;
        }
        Ok(Some(turn.now))
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

/// When work is next due, unless it is due already and only waits for a place:
/// whatever frees one wakes the worker.
pub(crate) fn later(next: Option<i64>, now: i64) -> Option<i64> {
    next.filter(|next| *next > now)
}
