//! Takes away what was kept for its time alone, a few rows at a time.
//!
//! Every server of a store does so: a row that two of them take away is gone once. The
//! times are days, told by a wall clock that has to have gone steadily for hours before.

use crate::deployment::milliseconds;
use crate::jobs::worker::Jobs;
use crate::store::retention::{
    Swept, clear_cards, clear_customers, clear_sessions, delete_webhooks,
};
use crate::store::{self, Tx};

impl Jobs {
    /// Takes away what was kept for long enough, if it is time to look for it.
    pub(crate) async fn sweep(&self) -> store::Result<()> {
        let (sweeps, clock) = (&self.deployment.sweeps, self.deployment.clock());
        let Some(now) = sweeps.due(clock) else {
            return Ok(());
        };
        let times = &self.deployment.retention;
        let before = |kept| now - milliseconds(kept);
        let (sessions, customers) = (before(times.sessions), before(times.customers));
        let (cards, webhooks) = (before(times.cards), before(times.webhooks));
        // Each for itself: one that fails keeps no other from its turn.
        let swept = [
            self.swept("sessions", move |tx| clear_sessions(tx, sessions, now))
                .await,
            self.swept("customers", move |tx| clear_customers(tx, customers))
                .await,
            self.swept("deleted cards", move |tx| clear_cards(tx, cards))
                .await,
            self.swept("webhooks", move |tx| delete_webhooks(tx, webhooks))
                .await,
        ];
        let mut more = false;
        for swept in swept {
            more |= swept?.more;
        }
        if more {
            sweeps.goes_on(clock);
        }
        Ok(())
    }

    async fn swept(
        &self,
        what: &'static str,
        sweep: impl FnOnce(&Tx<'_>) -> store::Result<Swept> + Clone + Send + 'static,
    ) -> store::Result<Swept> {
        let swept = self.deployment.store.write(sweep).await?;
        if swept.gone > 0 {
            let rows = swept.gone;
            tracing::info!(what, rows, "what was kept for its time is gone");
        }
        Ok(swept)
    }
}
