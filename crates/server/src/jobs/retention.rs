//! Takes away what was kept for its time alone, a few rows at a time: one server of a
//! store does so, by lease, and payments go first. The times are days, told by a wall
//! clock that has to have gone steadily for more than a day before.

use crate::deployment::milliseconds;
use crate::environment::Moment;
use crate::jobs::worker::Jobs;
use crate::store::retention::{RetainedKind, is_over, take_away};
use crate::store::{self, Tx, sweeper};

impl Jobs {
    /// Takes away a page of what was kept for long enough, if it is time to look for it
    /// and no other server does. What is looked for is read beside those who write.
    pub(crate) async fn sweep(&self) -> store::Result<()> {
        let (sweeps, clock) = (&self.deployment.sweeps, self.deployment.clock());
        let Some((now, kinds)) = sweeps.due(clock) else {
            return Ok(());
        };
        let times = kinds.map(|kind| (kind, now - self.kept(kind)));
        let owner = self.deployment.background.owner.clone();
        let sweeping = owner.clone();
        let look = move |tx: &Tx<'_>| -> store::Result<Option<(RetainedKind, i64)>> {
            if !sweeper::is_free(tx, &sweeping, now)? {
                return Ok(None);
            }
            for (kind, before) in times {
                if is_over(tx, kind, before)? {
                    return Ok(Some((kind, before)));
                }
            }
            Ok(None)
        };
        let Some((kind, before)) = self.deployment.store.read(look).await? else {
            return Ok(());
        };
        let this = self.clone();
        let sweep = move |tx: &Tx<'_>| -> store::Result<(Option<Moment>, usize)> {
            if !sweeper::take(tx, &owner, now)? {
                return Ok((None, 0));
            }
            let shown = this.beat(tx)?;
            Ok((shown, take_away(tx, kind, before, now)?))
        };
        let (shown, rows) = self.deployment.store.write(sweep).await?;
        self.note_beat(shown);
        sweeps.goes_on(clock);
        if rows > 0 {
            let what = kind.as_str();
            tracing::info!(what, rows, "what was kept for its time is gone");
        }
        Ok(())
    }

    /// Says for how long a kind is kept, milliseconds.
    fn kept(&self, kind: RetainedKind) -> i64 {
        let times = &self.deployment.retention;
        milliseconds(match kind {
            RetainedKind::Sessions => times.sessions,
            RetainedKind::Customers => times.customers,
            RetainedKind::DeletedCards => times.cards,
            RetainedKind::Webhooks => times.webhooks,
        })
    }
}
