//! The shopper who comes back from a provider's page.

use std::time::Duration;

use oneclick_rules::{OrderReference, SessionId};

use crate::model::attempt::Attempt;
use crate::model::saving::SaveState;
use crate::payments::create::Payments;
use crate::payments::look_up::LookUps;
use crate::payments::standing::{Standing, standing};
use crate::refusal::Refusal;
use crate::store::{self, Tx, attempts, recovery, sessions};

/// Where a shopper who comes back may go on.
#[derive(Clone, Debug)]
pub struct ReturnTarget {
    /// The session on whose pay page the payment was made, if it was.
    pub pay_page: Option<SessionId>,
    /// The shop's address.
    pub return_url: String,
}

impl Payments {
    /// Returns the order's attempts as they stand.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn standing(&self, order: &OrderReference) -> store::Result<Standing> {
        let order = order.clone();
        self.deployment
            .store
            .read(move |tx| standing(tx, &order))
            .await
    }

    /// Waits until the attempt's outcome is known and a new card saved, or
    /// `patience` has passed. Returns where the shopper may go on.
    ///
    /// # Errors
    /// Fails with [`Refusal::Missing`] where nobody comes back to this address, and with
    /// [`Refusal::Recovering`] where that is not known yet.
    pub async fn returned(
        &self,
        return_token: &str,
        patience: Duration,
    ) -> Result<ReturnTarget, Refusal> {
        let mut seen = self.deployment.changes.seen();
        let mut deadline = self.deployment.environment.timer(patience);
        let mut attempt = self.find_by_return(return_token).await?;
        if attempt.state.is_open() {
            LookUps::of(&self.deployment)
                .bring_forward(&attempt.order)
                .await?;
        } else if !attempt.state.holds() {
            // A shopper who comes back late may have paid after all.
            LookUps::of(&self.deployment)
                .expedite(&attempt.id, None)
                .await?;
        }
        while is_waited_for(&attempt)
            && self
                .deployment
                .wait_for_change(&mut seen, &mut deadline)
                .await
        {
            attempt = self.find_by_return(return_token).await?;
        }
        let pay_page = attempt.session.clone().filter(|_| attempt.on_pay_page);
        let reading = move |tx: &Tx<'_>| match &attempt.session {
            Some(id) => sessions::find(tx, id),
            // Its own was lost with the rest.
            None => sessions::newest(tx, &attempt.order),
        };
        let session = self.deployment.store.read(reading).await?;
        let session = session.ok_or(Refusal::Missing)?;
        Ok(ReturnTarget {
            pay_page,
            return_url: session.terms.return_url,
        })
    }

    async fn find_by_return(&self, return_token: &str) -> Result<Attempt, Refusal> {
        let token = String::from(return_token);
        let reading = move |tx: &Tx<'_>| match attempts::find_by_return(tx, &token)? {
            Some(attempt) => Ok(attempt),
            None if recovery::is_closed(tx)? => Err(Refusal::Recovering),
            None => Err(Refusal::Missing),
        };
        self.deployment.store.read(reading).await
    }
}

/// Tells whether the shopper's page would show more if it waited: an outcome, or the
/// new card among the others.
fn is_waited_for(attempt: &Attempt) -> bool {
    let saving = attempt.saving.as_ref();
    attempt.state.is_open() || saving.is_some_and(|saving| saving.state == SaveState::Due)
}
