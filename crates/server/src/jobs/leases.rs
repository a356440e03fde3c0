//! This process among the others on the same store: it shows that it is alive
//! while it holds leases, and frees those of a process that is gone.

use std::sync::atomic::Ordering;

use crate::environment::Moment;
use crate::jobs::background::Background;
use crate::jobs::worker::Jobs;
use crate::store::lease_owners::LeaseOwner;
use crate::store::queue::{Lease, Queue};
use crate::store::{self, Tx, lease_owners};

/// How often a process that holds leases shows that it is alive, milliseconds.
const BEAT_EVERY: i64 = 5_000;

impl Jobs {
    /// Tells whether the worker gets on.
    pub fn is_working(&self) -> bool {
        let pulse = self.deployment.background.lock().pulse;
        self.deployment.clock().monotonic_since(pulse) < Background::HUNG_AFTER
    }

    /// Says that this process takes no more work.
    pub fn begin_stop(&self) {
        self.deployment
            .background
            .stopping
            .store(true, Ordering::Relaxed);
    }

    /// Tells whether this process stops.
    pub fn is_stopping(&self) -> bool {
        self.deployment.background.stopping.load(Ordering::Relaxed)
    }

    /// Shows that this process is alive while it has work under way.
    pub(crate) async fn show_alive(&self) -> store::Result<()> {
        if self.deployment.background.lanes.are_used() && self.is_beat_due() {
            let this = self.clone();
            let shown = self.deployment.store.write(move |tx| this.beat(tx)).await?;
            self.note_beat(shown);
        }
        Ok(())
    }

    /// Frees what others hold who are gone. The next pass takes it, at once.
    pub(crate) async fn free_gone(
        &self,
        others: store::Result<Vec<LeaseOwner>>,
    ) -> store::Result<()> {
        let background = &self.deployment.background;
        for gone in background.watch(others?, self.deployment.clock()) {
            let freed = self
                .deployment
                .store
                .write(move |tx| lease_owners::free_all(tx, &gone))
                .await?;
            if freed {
                tracing::info!("another server of this store is gone; its work is taken over");
                self.deployment.wake.notify_one();
            }
        }
        Ok(())
    }

    /// Tells whether this process has not just shown that it is alive.
    fn is_beat_due(&self) -> bool {
        let shown = self.deployment.background.lock().shown;
        shown.is_none_or(|shown| self.deployment.clock().monotonic_since(shown) >= BEAT_EVERY)
    }

    /// Shows that this process is alive, if it has not just done so; returns when.
    /// To be noted by [`Jobs::note_beat`] once it is durable.
    pub(crate) fn beat(&self, tx: &Tx<'_>) -> store::Result<Option<Moment>> {
        if !self.is_beat_due() {
            return Ok(None);
        }
        let shown = self.deployment.clock().moment();
        lease_owners::beat(tx, &self.deployment.background.owner)?;
        Ok(Some(shown))
    }

    /// Notes when this process last showed that it is alive, if it did.
    pub(crate) fn note_beat(&self, shown: Option<Moment>) {
        if shown.is_some() {
            self.deployment.background.lock().shown = shown;
        }
    }

    /// Frees what this process had taken and has done.
    pub(crate) async fn free<T: 'static>(&self, queue: &'static Queue<T>, lease: Lease) {
        let freed = self
            .deployment
            .store
            .write(move |tx| queue.free(tx, &lease));
        if let Err(error) = freed.await {
            // It ends by itself.
            tracing::error!(%error, "a lease could not be freed");
        }
    }

    /// Frees every lease of this process: nobody has to wait until it counts
    /// as gone.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn leave(&self) -> store::Result<()> {
        let this = self.clone();
        self.deployment
            .store
            .write(move |tx| {
                if let Some(own) = lease_owners::find(tx, &this.deployment.background.owner)? {
                    lease_owners::free_all(tx, &own)?;
                }
                Ok(())
            })
            .await
    }
}
