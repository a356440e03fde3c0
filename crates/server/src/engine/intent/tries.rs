//! What is told of the limits on guessing, and how test mode starts them anew.

use oneclick_rules::{CustomerId, Mode};

use crate::engine::{Engine, Refusal};
use crate::store::cards::{self, Card};
use crate::store::limits::{self, CvcTries};
use crate::store::{orders, tokens};

impl Engine {
    /// Tells how often the card's security code was tried of late.
    ///
    /// # Errors
    /// Fails if the store does not answer.
    pub async fn cvc_tries(&self, card: &Card) -> sqlx::Result<CvcTries> {
        let mut store = self.store().reader().acquire().await?;
        limits::cvc_tries(&mut store, card, self.clock().now()).await
    }

    /// Resets what the customer has tried: declines, wrong codes, new cards,
    /// and the locks of their cards.
    ///
    /// # Errors
    /// [`Refusal::TestOnly`] where real money moves.
    pub async fn reset_limits(&self, customer: &CustomerId) -> Result<(), Refusal> {
        if self.mode() == Mode::Live {
            return Err(Refusal::TestOnly);
        }
        let mut writing = self.store().begin().await?;
        if orders::customer(&mut writing, customer).await?.is_some() {
            for card in cards::of_customer(&mut writing, customer).await? {
                tokens::unlock(&mut writing, &card).await?;
            }
            limits::reset(&mut writing, customer, self.clock().now()).await?;
        }
        writing.commit().await?;
        Ok(())
    }
}
