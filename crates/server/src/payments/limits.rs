//! The limits against guessing: what they count, when they refuse, and how they start anew
//! in test mode.

use std::sync::Arc;

use oneclick_rules::wire::LimitedView;
use oneclick_rules::{CustomerId, Limit, Mode, OrderReference};

use crate::deployment::Deployment;
use crate::model::card::Card;
use crate::refusal::Refusal;
use crate::store::limits::{self, CvcTries};
use crate::store::{self, Tx, cards, orders, tokens};

/// Limits how often somebody may guess: codes of a card, cards of an order or a customer.
#[derive(Clone, Debug)]
pub struct GuessLimits {
    deployment: Arc<Deployment>,
}

impl GuessLimits {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Counts how often the card's security code was tried of late.
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
    pub async fn reset(&self, customer: &CustomerId) -> Result<(), Refusal> {
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

    /// Checks the limit on codes of a card that is paid with one.
    ///
    /// # Errors
    /// Fails with [`Refusal::Limit`] if it is reached.
    pub(crate) fn check_cvc(&self, tries: CvcTries) -> Result<(), Refusal> {
        let now = self.deployment.clock().now();
        free(Limit::WrongCvcsPerCard, tries.blocked_until, now)
    }

    /// Checks the limits on declines; a guest is known by the order alone.
    ///
    /// # Errors
    /// Fails with [`Refusal::Limit`] if one is reached.
    pub(crate) fn check_declines(
        &self,
        tx: &Tx<'_>,
        order: &OrderReference,
        customer: Option<&CustomerId>,
    ) -> Result<(), Refusal> {
        let now = self.deployment.clock().now();
        if !limits::may_be_reached(tx, order, customer, now)? {
            return Ok(());
        }
        self.check_each_decline(tx, order, customer)
    }

    fn check_each_decline(
        &self,
        tx: &Tx<'_>,
        order: &OrderReference,
        customer: Option<&CustomerId>,
    ) -> Result<(), Refusal> {
        let now = self.deployment.clock().now();
        let of_order = limits::declines_of_order(tx, order, now)?;
        free(Limit::DeclinesPerOrder, of_order, now)?;
        let Some(customer) = customer else {
            return Ok(());
        };
        let of_customer = limits::declines_of_customer(tx, customer, now)?;
        free(Limit::DeclinesPerCustomer, of_customer, now)
    }

    /// Tells which limit on declines is reached, if one is: nothing is paid until it ends.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn limited(
        &self,
        tx: &Tx<'_>,
        order: &OrderReference,
        customer: Option<&CustomerId>,
    ) -> Result<Option<LimitedView>, Refusal> {
        match self.check_declines(tx, order, customer) {
            Ok(()) => Ok(None),
            Err(Refusal::Limit { limit, retry_after }) => Ok(Some(LimitedView {
                limit: Some(limit),
                retry_after: Some(retry_after),
            })),
            Err(other) => Err(other),
        }
    }

    /// Checks all limits on a payment by a new card.
    ///
    /// # Errors
    /// Fails with [`Refusal::Limit`] if one is reached.
    pub(crate) fn check_new_card(
        &self,
        tx: &Tx<'_>,
        order: &OrderReference,
        customer: Option<&CustomerId>,
    ) -> Result<(), Refusal> {
        let now = self.deployment.clock().now();
        if !limits::may_be_reached(tx, order, customer, now)? {
            return Ok(());
        }
        self.check_each_decline(tx, order, customer)?;
        let until = limits::new_cards(tx, order, customer, now)?;
        free(Limit::NewCardsPerCustomer, until, now)
    }
}

/// Refuses until the limit is free again; times in Unix milliseconds.
fn free(limit: Limit, until: Option<i64>, now: i64) -> Result<(), Refusal> {
    until.map_or(Ok(()), |until| {
        Err(Refusal::Limit {
            limit,
            retry_after: u64::try_from((until - now) / 1000 + 1).unwrap_or(1),
        })
    })
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
