//! What a shopper changes of their cards: removed, brought back, made the default card.

use oneclick_rules::{CardId, CustomerId};

use crate::cards::Cards;
use crate::model::order::Order;
use crate::model::session::Session;
use crate::refusal::Refusal;
use crate::sessions::open::Sessions;
use crate::sessions::submissions::count_submission;
use crate::store::{Tx, cards, limits, orders};

/// A change that a shopper makes to a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardChange {
    /// It is removed; one that is removed stays so.
    Remove,
    /// It is brought back; one that is there stays.
    Restore,
    /// It is picked at first from now on.
    MakeDefault,
}

impl Cards {
    /// Changes a card of the session's customer; `None` for an id that is none.
    ///
    /// # Errors
    /// Fails with [`Refusal::Limit`], [`Refusal::SessionExpired`], [`Refusal::Superseded`],
    /// [`Refusal::CardUnknown`], [`Refusal::CardDeleted`] where it is too late to restore
    /// it, [`Refusal::Card`] where it cannot pay and so cannot be the default card.
    pub async fn change(
        &self,
        session: &Session,
        id: Option<CardId>,
        change: CardChange,
    ) -> Result<(), Refusal> {
        let (this, session) = (self.clone(), session.clone());
        // A refusal commits too: it was counted.
        let decide = move |tx: &Tx<'_>| match this.record_change(tx, session, id, change) {
            Err(Refusal::Internal(error)) => Err(Refusal::Internal(error)),
            known => Ok(known),
        };
        self.deployment.store.write(decide).await??;
        self.deployment.wake.notify_one();
        Ok(())
    }

    fn record_change(
        &self,
        tx: &Tx<'_>,
        session: Session,
        id: Option<CardId>,
        change: CardChange,
    ) -> Result<(), Refusal> {
        let now = self.deployment.clock().now();
        count_submission(tx, &session.id, now)?;
        let sessions = Sessions::of(&self.deployment);
        let (session, order, _) = sessions.standing_session(tx, session)?;
        if now >= session.expires_at {
            return Err(Refusal::SessionExpired);
        }
        let owner = session.customer(&order).zip(id);
        let (customer, id) = owner.ok_or(Refusal::CardUnknown)?;
        match change {
            CardChange::Remove => {
                let there =
                    self.record_removal(tx, customer, &id)? || cards::is_known(tx, &id, customer)?;
                there.then_some(()).ok_or(Refusal::CardUnknown)
            }
            CardChange::Restore => self.record_restoration(tx, customer, &id).map(drop),
            CardChange::MakeDefault => self.record_default(tx, &session, &order, customer, &id),
        }
    }

    /// Makes a card that can pay the default card.
    fn record_default(
        &self,
        tx: &Tx<'_>,
        session: &Session,
        order: &Order,
        customer: &CustomerId,
        id: &CardId,
    ) -> Result<(), Refusal> {
        let card = cards::find(tx, id, customer)?.ok_or(Refusal::CardUnknown)?;
        let owner = orders::customer(tx, customer)?;
        let sessions = Sessions::of(&self.deployment);
        let tries = limits::cvc_tries(tx, &card, self.deployment.clock().now())?;
        let shown = sessions.stored_card(session, order, owner.as_ref(), (&card, tries));
        if let Some(unusable) = shown.unusable {
            return Err(Refusal::Card(vec![unusable.code()]));
        }
        Ok(cards::make_default(tx, &card)?)
    }
}
