//! Gives up a payment that is open on a page: asks once at a time, and ends it only
//! when the server says that it has ended.

use oneclick_rules::PaymentState;
use oneclick_rules::wire::PaymentView;

use super::{CallResult, Effect, Flow, GivingUp, State};

impl Flow {
    /// Returns how far giving up is.
    pub fn giving_up(&self) -> GivingUp {
        self.giving_up
    }

    /// Steps into [`GivingUp::Asked`] synchronously: a second press does nothing.
    pub(super) fn give_up(&mut self, effects: &mut Vec<Effect>) {
        if let (State::ActionRequired(redirect), Some(payment)) = (&self.state, &self.seen)
            && redirect.cancellable
            && self.giving_up != GivingUp::Asked
        {
            effects.push(Effect::GiveUp(payment.clone()));
            self.giving_up = GivingUp::Asked;
        }
    }

    /// Handles the answer to `POST {endpoint}/cancel`.
    pub(super) fn give_up_answered(
        &mut self,
        answer: CallResult<PaymentView>,
        effects: &mut Vec<Effect>,
    ) {
        // A question may have been answered before.
        if self.giving_up != GivingUp::Asked {
            return;
        }
        self.giving_up = GivingUp::Held;
        match answer {
            CallResult::Read(payment) if self.seen.as_ref() == Some(&payment.id) => {
                // The answer to an earlier question is older than this.
                self.turn = self.turn.wrapping_add(1);
                self.settle(payment, effects);
            }
            // Never assumed: whatever became of it, the server is asked.
            CallResult::Read(_) | CallResult::Refused(..) | CallResult::Lost(_) => {
                self.ask(0, effects);
            }
        }
    }

    /// Returns whether the payment has ended as the shopper wanted it to.
    pub(super) fn ends_given_up(&mut self, payment: &PaymentView) -> bool {
        if payment.state == PaymentState::ActionRequired {
            return false;
        }
        let before = core::mem::take(&mut self.giving_up);
        before != GivingUp::No && payment.state == PaymentState::Expired
    }
}
