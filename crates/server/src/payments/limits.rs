//! Tells of the limits on guessing; starts them anew in test mode.

use oneclick_rules::{CustomerId, Mode};

use crate::model::card::Card;
use crate::payments::create::Payments;
use crate::refusal::Refusal;
use crate::store::limits::{self, CvcTries};
use crate::store::{self, Tx, cards, orders, tokens};

impl Payments {
    /// Tells how often the card's security code was tried of late.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn cvc_tries(&self, card: &Card) -> store::Result<CvcTries> {
        let (card, now) = (card.clone(), self.deployment.clock().now());
        self.deployment
            .store
            .read(move |tx| limits::cvc_tries(tx, &card, now))
            .await
    }

    /// Resets what the customer has tried: declines, wrong codes, new cards,
    /// and the locks of their cards.
    ///
    /// # Errors
    /// Fails with [`Refusal::TestOnly`] where real money moves.
    pub async fn reset_limits(&self, customer: &CustomerId) -> Result<(), Refusal> {
        if self.deployment.mode == Mode::Live {
            return Err(Refusal::TestOnly);
        }
        let (customer, now) = (customer.clone(), self.deployment.clock().now());
        self.deployment
            .store
            .write(move |tx| record_reset(tx, &customer, now))
            .await?;
        Ok(())
    }
}

fn record_reset(tx: &Tx<'_>, customer: &CustomerId, now: i64) -> store::Result<()> {
    if orders::customer(tx, customer)?.is_none() {
        return Ok(());
    }
    for card in cards::of_customer(tx, customer)? {
        tokens::unlock(tx, &card)?;
    }
    limits::reset(tx, customer, now)
}
