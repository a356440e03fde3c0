//! Notices that a store is closed: what it has as not sent may have been sent since.

use crate::model::state::State;
use crate::operations::OperationState;
use crate::operations::settle::{KnownOutcome, SettledOperations};
use crate::recovery::Recoveries;
use crate::store::attempts::{self, Change, Schedule};
use crate::store::recovery::{self, Recovery, RecoveryEventKind};
use crate::store::webhooks::Person;
use crate::store::{self, Tx};

/// Says what an event of this is by, and why.
const BY: &str = "recover";
const MAY_HAVE_LEFT: &str = "it may have been sent after the copy was made";

impl Recoveries {
    /// Notes that the store is closed, if it is and nobody has; returns how it stands.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn begin(&self) -> store::Result<Recovery> {
        self.close(None).await
    }

    /// Closes the store if `since` says since when it may lack what happened, Unix
    /// milliseconds, and notes that it is closed; returns how it stands.
    pub(crate) async fn close(&self, since: Option<i64>) -> store::Result<Recovery> {
        let this = self.clone();
        let closing = move |tx: &Tx<'_>| {
            if let Some(since) = since {
                recovery::close(tx, since)?;
            }
            this.note_closed(tx)?;
            recovery::find(tx)
        };
        self.deployment.store.write_patiently(closing).await
    }

    fn note_closed(&self, tx: &Tx<'_>) -> store::Result<()> {
        let now = self.deployment.clock().now();
        if !recovery::begin(tx, now)? {
            return Ok(());
        }
        let person = Person {
            by: String::from(BY),
            why: String::from("the store may lack what happened"),
        };
        recovery::note(tx, RecoveryEventKind::Closed, &person, now)?;
        let (attempts, operations) = recovery::unsent(tx)?;
        for id in attempts {
            let attempt = attempts::find(tx, &id)?.ok_or(store::StoreError::Missing)?;
            let change = Change {
                kind: "sent",
                by: BY,
                detail: MAY_HAVE_LEFT,
                schedule: Schedule::At(now),
                ..Change::default()
            };
            attempts::change(tx, &attempt, State::Sent, &change, now)?;
        }
        for id in operations {
            let known = KnownOutcome {
                by: String::from(BY),
                detail: String::from(MAY_HAVE_LEFT),
                ..KnownOutcome::of(OperationState::Sent)
            };
            SettledOperations::of(&self.deployment).record_known(tx, &id, &known)?;
        }
        Ok(())
    }
}
