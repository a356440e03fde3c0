//! A payment's totals, read at its provider.

use oneclick_providers::{Answer, NotReadable, Outcome, PaymentAt, Totals};

use crate::engine::state::State;
use crate::engine::{Configured, Engine};
use crate::store::attempts::Attempt;

impl Engine {
    /// The payment as its provider knows it: the attempt's own, or a surplus
    /// found under its reference.
    pub(crate) fn payment_at<'a>(&self, attempt: &'a Attempt, payment: &'a str) -> PaymentAt<'a> {
        PaymentAt {
            payment,
            reference: &attempt.reference,
            amount: attempt.amount,
            now: self.clock().seconds(),
        }
    }

    /// Reads what has been captured, cancelled and refunded of a payment.
    ///
    /// # Errors
    /// [`NotReadable`], also where no answer came.
    pub(crate) async fn read_totals(
        &self,
        configured: &Configured,
        payment: &PaymentAt<'_>,
    ) -> Result<Totals, NotReadable> {
        let mut received = Vec::new();
        for request in configured.provider.totals(payment) {
            let answer = self.read(configured.provider.name(), request).await;
            received.push(answer.map_err(|error| NotReadable(format!("{error:?}")))?);
        }
        let responses: Vec<_> = received.iter().map(|one| one.as_response()).collect();
        configured.provider.read_totals(payment, &responses)
    }

    /// Takes what the totals say of the payment as a whole, where it has gone
    /// further than we know: the merchant may have done it at the provider.
    pub(super) async fn note_totals(
        &self,
        attempt: &Attempt,
        totals: &Totals,
    ) -> sqlx::Result<Attempt> {
        let further = matches!(attempt.state, State::Authorised | State::Captured)
            && matches!(
                totals.outcome,
                Outcome::Captured | Outcome::Cancelled | Outcome::Refunded
            );
        if !further || attempt.state.after(&totals.outcome, true).is_none() {
            return Ok(attempt.clone());
        }
        let answer = Answer {
            outcome: totals.outcome.clone(),
            payment: attempt.provider_payment.clone(),
            ..Answer::unknown("by its totals")
        };
        let (attempt, _) = self.settle(attempt, &[answer], "look-up").await?;
        Ok(attempt)
    }
}
