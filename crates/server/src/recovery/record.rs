//! Records lost attempts by what their providers say: evidence like any look-up's.

use oneclick_providers::PaymentStatus;
use oneclick_rules::{CardUse, RedirectKind};

use crate::model::attempt::Attempt;
use crate::model::order::Order;
use crate::model::state::State;
use crate::payments::look_up::LookUps;
use crate::payments::settle::Settling;
use crate::payments::standing::standing;
use crate::recovery::lost::LostAttempt;
use crate::recovery::sources::LostAttempts;
use crate::refusal::Refusal;
use crate::store::{self, Tx, attempts, recovery};

impl LostAttempts {
    /// Records the lost attempts of an order; returns the last number that
    /// may have been used then.
    pub(crate) async fn record_all(
        &self,
        order: &Order,
        last: i64,
        since: i64,
        found: Vec<LostAttempt>,
    ) -> Result<i64, Refusal> {
        let last = found.iter().map(|lost| lost.number).fold(last, i64::max);
        for lost in in_order(found) {
            self.record(order, lost, since).await?;
        }
        Ok(last)
    }

    async fn record(&self, order: &Order, lost: LostAttempt, since: i64) -> Result<(), Refusal> {
        let (this, order, noted) = (self.clone(), order.clone(), lost.clone());
        let noting = move |tx: &Tx<'_>| this.note_lost(tx, &order, &noted, since);
        let attempt = self.deployment.store.write(noting).await?;
        tracing::warn!(payment = %attempt.id, order = %attempt.order, provider = attempt.provider, "an attempt that the store had lost was found at its provider");
        let settling = Settling::of(&self.deployment);
        Box::pin(settling.settle(&attempt, &lost.statuses, "recover")).await?;
        // Its balance tells what became of the money since.
        let look_ups = LookUps::of(&self.deployment);
        look_ups.expedite(&attempt.id, None).await
    }

    /// Writes a lost attempt, if it is not known: as one whose outcome is open or, where
    /// another one holds the order, as one that has freed it.
    fn note_lost(
        &self,
        tx: &Tx<'_>,
        order: &Order,
        lost: &LostAttempt,
        since: i64,
    ) -> Result<Attempt, Refusal> {
        if let Some(known) = attempts::find_by_reference(tx, &lost.reference)? {
            return Ok(known);
        }
        let is_held = standing(tx, &order.reference)?.holder.is_some();
        let random = self.deployment.environment.random();
        let now = self.deployment.clock().now();
        let only = match lost.statuses.as_slice() {
            [only] => only.provider_payment_id.clone(),
            _ => None,
        };
        // What it was for is lost too: its provider knows.
        let told = lost.statuses.iter().find_map(|status| status.amount);
        let attempt = Attempt {
            id: random.payment_id()?,
            order: order.reference.clone(),
            number: lost.number,
            session: None,
            card: None,
            card_use: CardUse::OneClick,
            provider: lost.provider.clone(),
            reference: lost.reference.clone(),
            return_token: self
                .deployment
                .references
                .return_token(&order.reference, lost.number),
            state: if is_held {
                State::NotFound
            } else {
                State::Unknown
            },
            on_pay_page: false,
            amount: told.unwrap_or(order.amount),
            cvc_given: false,
            provider_payment_id: only,
            payment_hints: Vec::new(),
            decline_reason: None,
            dispute: None,
            redirect_url: None,
            redirect_expires_at: None,
            redirect_kind: RedirectKind::Authentication,
            cancel_asked_at: None,
            // It is not older: a search by time begins here.
            created_at: since,
            recovered_at: Some(now),
            updated_at: now,
            version: 1,
            look_up_at: Some(now),
            look_ups: 0,
            expedites: 0,
            expedited_at: None,
            empty_since: None,
            saving: None,
        };
        attempts::insert_recovered(tx, &attempt)?;
        Ok(attempt)
    }

    /// Notes that every provider was asked for the order's lost attempts, of which `last`
    /// is the last number that may have been used.
    pub(crate) async fn note_asked(
        &self,
        order: &Order,
        number: i64,
        last: i64,
    ) -> store::Result<()> {
        let reference = order.reference.clone();
        let noting = move |tx: &Tx<'_>| {
            recovery::note_asked(tx, &reference, number, last + 1 + recovery::AHEAD)
        };
        self.deployment.store.write(noting).await
    }
}

/// Puts lost attempts into the order in which they are recorded. Those with money come first:
/// what else there is holds no order that they have paid. Of two, the later one: it was made
/// once the former one had freed the order.
fn in_order(mut found: Vec<LostAttempt>) -> Vec<LostAttempt> {
    found.sort_by_key(|lost| lost.number);
    let (mut paid, unpaid): (Vec<_>, Vec<_>) = found.into_iter().partition(has_money);
    paid.reverse();
    paid.extend(unpaid);
    paid
}

fn has_money(lost: &LostAttempt) -> bool {
    let moved = |status: &PaymentStatus| status.outcome.moved_money();
    lost.statuses.iter().any(moved)
}

#[cfg(test)]
mod tests {
    use oneclick_providers::{AttemptReference, Outcome};

    use super::*;

    #[test]
    fn the_last_with_money_is_recorded_first_and_what_has_none_behind() {
        let lost = |(number, outcome): (i64, Outcome)| LostAttempt {
            number,
            reference: AttemptReference::parse("l5ninf3upkft2wgrj2mu3dw5ue").unwrap(),
            provider: String::from("smart2pay"),
            statuses: vec![PaymentStatus {
                outcome,
                ..PaymentStatus::unknown("")
            }],
        };
        let found = [
            (3, Outcome::Expired),
            (2, Outcome::Captured),
            (1, Outcome::Pending),
            (4, Outcome::Authorised),
        ];
        let recorded = in_order(found.map(lost).to_vec());
        let numbers: Vec<i64> = recorded.iter().map(|lost| lost.number).collect();
        assert_eq!(numbers, [4, 2, 1, 3]);
    }
}
