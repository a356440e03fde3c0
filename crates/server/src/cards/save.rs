//! Keeps the new card of a payment that succeeded, by lease. The payment stays
//! what it is, whatever comes of it.

pub(crate) mod retrieve;

use std::sync::Arc;

use anyhow::Context as _;
use oneclick_providers::{CardUses, SavedCard};
use oneclick_rules::{CardId, CardUse, CustomerId, PaymentId};

use crate::cards::{Cards, Face, NewCard, Renewal};
use crate::deployment::{Deployment, milliseconds};
use crate::jobs::job::{Job, LeaseEnd};
use crate::model::attempt::Attempt;
use crate::model::card::Card;
use crate::model::saving::{SaveState, Saving};
use crate::model::webhook::body::WebhookData;
use crate::payments::look_up_times::LookUpTimes;
use crate::store::attempts::{self, Change};
use crate::store::queue::{Lease, Queue};
use crate::store::{Tx, cards, orders, webhooks};

/// How often the provider is asked for a card at least, however late it is.
const FEWEST_TRIES: i64 = 8;

/// Saves new cards that paid.
///
/// Its methods stand here and in `save/retrieve.rs`.
#[derive(Clone, Debug)]
pub struct Saves {
    pub(crate) deployment: Arc<Deployment>,
}

impl Job for Saves {
    type Row = Attempt;
    const NAME: &'static str = "new cards";
    const QUEUE: &'static Queue<Attempt> = attempts::SAVES;

    async fn carry_out(self, attempt: Attempt, _lease: Lease) -> LeaseEnd {
        let done = self.save_once(&attempt).await;
        let noted = done.inspect_err(|error| {
            tracing::error!(payment = %attempt.id, error = format!("{error:#}"), "what became of a new card could not be noted");
        });
        LeaseEnd::to_free_if(noted.is_ok())
    }
}

impl Saves {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    async fn save_once(&self, attempt: &Attempt) -> anyhow::Result<()> {
        let Some(saving) = &attempt.saving else {
            return Ok(());
        };
        let customer = self.owner(attempt).await?;
        match self.retrieve(attempt, saving, &customer).await {
            Ok((card, face)) => self.save_card(attempt, saving, customer, card, face).await,
            Err(error) => {
                tracing::warn!(payment = %attempt.id, error = format!("{error:#}"), "a new card cannot be saved yet");
                self.save_later(attempt, saving).await
            }
        }
    }

    /// Says whose card the attempt is by.
    pub(crate) async fn owner(&self, attempt: &Attempt) -> anyhow::Result<CustomerId> {
        let order = attempt.order.clone();
        let order = self
            .deployment
            .store
            .read(move |tx| orders::find(tx, &order))
            .await?;
        order
            .and_then(|order| order.customer)
            .context("its order has no customer")
    }

    /// Makes durable that the card is saved, unless its saving has ended meanwhile.
    pub(crate) async fn save_card(
        &self,
        attempt: &Attempt,
        saving: &Saving,
        customer: CustomerId,
        card: SavedCard,
        face: Face,
    ) -> anyhow::Result<()> {
        let this = self.clone();
        let (leased, consented) = (attempt.clone(), saving.clone());
        let end = self
            .deployment
            .store
            .write(move |tx| this.record_card(tx, &leased, &consented, customer, card, face))
            .await?;
        match end {
            Recording::Done => self.deployment.tell_change(),
            Recording::Late => {}
            Recording::Deleting => return self.save_later(attempt, saving).await,
        }
        Ok(())
    }

    /// Writes the card, what the payment has to do with it, and the event.
    fn record_card(
        &self,
        tx: &Tx<'_>,
        attempt: &Attempt,
        saving: &Saving,
        customer: CustomerId,
        card: SavedCard,
        face: Face,
    ) -> anyhow::Result<Recording> {
        let now = self.deployment.clock().now();
        let present = attempts::find(tx, &attempt.id)?;
        let Some(present) = present.filter(is_due) else {
            return Ok(Recording::Late);
        };
        let same =
            Cards::of(&self.deployment).find_same(tx, &attempt.provider, &customer, &card.token)?;
        let erased = orders::erased_at(tx, &customer)?;
        let deleted =
            Cards::of(&self.deployment).is_being_deleted(tx, &attempt.provider, &card.token)?;
        if deleted && same.is_none() {
            return Ok(Recording::Deleting);
        }
        let kept = if let Some(same) = same {
            let initial_transaction = initial_transaction(&same, saving, card.initial_transaction);
            let renewal = Renewal {
                face,
                told_by_provider: true,
                default: None,
                consent: saving.consent.clone(),
                uses: saving.uses.clone(),
                initial_transaction,
            };
            Cards::of(&self.deployment).renew_card(tx, same, renewal)?
        } else {
            let others = cards::of_customer(tx, &customer)?;
            let new = NewCard {
                provider: attempt.provider.clone(),
                token: card.token,
                face: None,
                default: Some(others.is_empty()),
                consent: saving.consent.clone(),
                uses: saving.uses.clone(),
                initial_transaction: card.initial_transaction,
            };
            Cards::of(&self.deployment).insert_card(tx, customer.clone(), face, new)?
        };
        cards::note_paid(tx, &kept.id, now)?;
        // A customer who was erased meanwhile wants this card deleted too.
        let wanted = erased.is_none_or(|erased| erased / 1000 < saving.consent.given_at);
        if !wanted {
            cards::remove(tx, &kept.id, &customer, 0, now)?;
        }
        end(tx, &present, Some(&kept).filter(|_| wanted), now)?;
        Ok(Recording::Done)
    }

    /// Plans the next time, or gives up after the time for which a silent
    /// payment is looked for as well.
    async fn save_later(&self, attempt: &Attempt, saving: &Saving) -> anyhow::Result<()> {
        let settings = &self.deployment.settings;
        let now = self.deployment.clock().now();
        let late = now - attempt.awaited_since() >= milliseconds(settings.review_after);
        let id = attempt.id.clone();
        if late && saving.tries >= FEWEST_TRIES {
            self.deployment
                .store
                .write(move |tx| give_up(tx, &id, now))
                .await?;
        } else {
            let spacing = milliseconds(settings.look_up_spacing);
            let next = now
                + LookUpTimes::of(&self.deployment)
                    .pause(saving.tries)
                    .max(spacing);
            self.deployment
                .store
                .write(move |tx| attempts::save_later(tx, &id, next))
                .await?;
        }
        self.deployment.tell_change();
        Ok(())
    }
}

/// Says what came of writing a card.
enum Recording {
    /// It is written.
    Done,
    /// Its saving has ended before; nothing is written.
    Late,
    /// Its token is being deleted at the provider; nothing is written.
    Deleting,
}

/// Ends a saving that is still due, without a card.
fn give_up(tx: &Tx<'_>, id: &PaymentId, now: i64) -> anyhow::Result<()> {
    let present = attempts::find(tx, id)?;
    if let Some(present) = present.filter(is_due) {
        tracing::error!(payment = %id, "a new card could not be saved");
        end(tx, &present, None, now)?;
    }
    Ok(())
}

/// Returns the payment that a merchant's charges of a known card name: the one by which
/// they were first agreed to.
fn initial_transaction(same: &Card, saving: &Saving, new: Option<String>) -> Option<String> {
    let before = same.initial_transaction.clone();
    let agreed = |uses: &[CardUse]| CardUses::of(uses).by_merchant();
    if agreed(&saving.uses) && !agreed(&same.uses) {
        new.or(before)
    } else {
        before.or(new)
    }
}

fn is_due(attempt: &Attempt) -> bool {
    let saving = attempt.saving.as_ref();
    saving.is_some_and(|saving| saving.state == SaveState::Due)
}

/// Ends the saving with its event: with a card, or without one.
fn end(tx: &Tx<'_>, attempt: &Attempt, card: Option<&Card>, now: i64) -> anyhow::Result<()> {
    let id = card.map(|card| &card.id);
    let change = Change {
        kind: if id.is_some() {
            "card_saved"
        } else {
            "card_not_saved"
        },
        by: "engine",
        detail: id.map(CardId::as_str).unwrap_or_default(),
        ..Change::keeping(attempt)
    };
    let changed = attempts::change(tx, attempt, attempt.state, &change, now)?;
    changed.context("somebody changed it inside our transaction")?;
    attempts::note_saved(tx, &attempt.id, id)?;
    if let Some(card) = card {
        let data = WebhookData::of_card(card, Some(&attempt.id));
        webhooks::append(tx, card.id.as_str(), "card.saved", &data, now)?;
    }
    Ok(())
}
