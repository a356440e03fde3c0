//! Handles the results of a charge.

use oneclick_rules::wire::{PaymentView, ProblemView};
use oneclick_rules::{DeclineReason, PaymentState};

use super::asking::pause;
use super::{
    Banner, CallResult, CvcProblem, DomEvent, Effect, Flow, GivingUp, Polling, Sent, State,
};

/// Milliseconds before the same charge is sent again, by how many answers were lost.
const RESENDS: [u64; 2] = [1_000, 4_000];

impl Flow {
    pub(super) fn pay_answered(
        &mut self,
        answer: CallResult<PaymentView>,
        effects: &mut Vec<Effect>,
    ) {
        let open = matches!(self.state, State::Submitting | State::Processing(_));
        match answer {
            // The key was used before: a page may have put a constant in the place of chance.
            CallResult::Read(payment) if open && self.is_older(&payment) => {
                self.free(Some(Banner::Refused), effects);
                let code = String::from("payment.repeated");
                effects.push(Effect::Dispatch(DomEvent::Failed(code, None)));
            }
            CallResult::Read(payment) if open => self.settle(payment, effects),
            CallResult::Refused(status, problem) if self.sending => {
                self.sending = false;
                self.refused(status, problem, effects);
            }
            CallResult::Lost(loss) if self.sending => {
                self.state = State::Processing(Polling::Active);
                self.regret(loss.as_ref(), effects);
                self.request_id = loss.and_then(|loss| loss.request_id);
                let resend = usize::try_from(self.lost)
                    .ok()
                    .and_then(|lost| RESENDS.get(lost));
                self.lost = self.lost.saturating_add(1);
                match resend {
                    Some(after) => effects.push(Effect::Send(*after)),
                    None => self.leave_to_questions(effects),
                }
            }
            CallResult::Read(_) | CallResult::Refused(..) | CallResult::Lost(_) => {}
        }
    }

    /// Takes what the server says became of a payment.
    pub(super) fn settle(&mut self, payment: PaymentView, effects: &mut Vec<Effect>) {
        self.checking = false;
        self.request_id = None;
        let answers_a_press = matches!(self.state, State::Submitting);
        let known = self.seen.as_ref() == Some(&payment.id);
        if !known {
            // The shopper gave up another payment.
            self.giving_up = GivingUp::No;
        }
        self.seen = Some(payment.id.clone());
        self.sent = Sent::Charge;
        let given_up = self.ends_given_up(&payment);
        match payment.state {
            PaymentState::Succeeded => {
                self.forget_key(effects);
                self.show_amount_of(&payment);
                self.state = State::Succeeded;
                effects.push(Effect::StorePaid);
                effects.push(Effect::Dispatch(DomEvent::Succeeded(payment)));
            }
            PaymentState::Declined => {
                let banner = self.banner_of_decline(&payment, effects);
                let was_open = self.is_open() || answers_a_press;
                self.free(Some(banner), effects);
                if was_open {
                    self.read_cards_after(&payment, effects);
                }
                if was_open || !known {
                    effects.push(Effect::Dispatch(DomEvent::Declined(payment)));
                }
            }
            PaymentState::Expired if given_up => {
                self.free(Some(Banner::GivenUp), effects);
                effects.push(Effect::Dispatch(DomEvent::GivenUp(payment.id)));
            }
            PaymentState::Failed | PaymentState::Expired => {
                let banner = Banner::NotCharged(payment.state, payment.failure);
                self.free(Some(banner), effects);
                let code = String::from("payment.") + payment.state.as_str();
                effects.push(Effect::Dispatch(DomEvent::Failed(code, None)));
            }
            PaymentState::Cancelled | PaymentState::Refunded => {
                self.forget_key(effects);
                self.state = State::Closed;
            }
            PaymentState::ActionRequired | PaymentState::Processing => {
                (self.sending, self.empty) = (false, 0);
                effects.push(Effect::ForgetBody);
                self.show_amount_of(&payment);
                self.show_open(&payment, answers_a_press, effects);
                self.ask_later(payment.poll_after, effects);
            }
        }
    }

    /// Shows what the payment charges: another tab may have paid another amount since
    /// the session was read.
    fn show_amount_of(&mut self, payment: &PaymentView) {
        if let Some(session) = &mut self.session {
            session.amount = payment.amount;
        }
    }

    /// Chooses the banner of a decline; an incorrect code is said beside its field if
    /// there is one.
    fn banner_of_decline(&self, payment: &PaymentView, effects: &mut Vec<Effect>) -> Banner {
        let Some(decline) = payment.decline else {
            return Banner::NotCharged(payment.state, None);
        };
        let used = self.pending.as_ref().map(|pending| &pending.card);
        let used = payment.card.as_ref().or(used);
        let picked = self
            .picked_card()
            .filter(|card| card.cvc.asks() && !self.is_withdrawn());
        let has_field = picked.is_some_and(|card| Some(&card.id) == used);
        if decline.reason == DeclineReason::WrongCvc && has_field {
            effects.push(Effect::FocusCvc);
            return Banner::Cvc(CvcProblem::Incorrect);
        }
        Banner::Declined(decline)
    }

    fn show_open(&mut self, payment: &PaymentView, fresh: bool, effects: &mut Vec<Effect>) {
        match &payment.redirect {
            Some(redirect) if payment.state == PaymentState::ActionRequired => {
                self.state = State::ActionRequired(redirect.clone());
                // Leaving is what the press was for; later it is the shopper's choice.
                if fresh {
                    effects.push(Effect::GoTo(redirect.url.clone()));
                }
            }
            Some(_) | None => self.state = State::Processing(Polling::Active),
        }
    }

    /// Lets the order be paid again, with a banner of what happened.
    pub(super) fn free(&mut self, banner: Option<Banner>, effects: &mut Vec<Effect>) {
        self.forget_key(effects);
        self.state = State::Ready(banner);
    }

    /// Stops sending, and asks what became of the charge.
    pub(super) fn leave_to_questions(&mut self, effects: &mut Vec<Effect>) {
        self.sending = false;
        self.state = State::Processing(Polling::Active);
        effects.push(Effect::ForgetBody);
        self.ask_later(None, effects);
    }

    pub(super) fn ask_later(&mut self, poll_after: Option<u64>, effects: &mut Vec<Effect>) {
        let after = pause(self.asked, poll_after);
        self.asked = self.asked.saturating_add(1);
        self.ask(after, effects);
    }

    pub(super) fn fail(&mut self, problem: ProblemView, effects: &mut Vec<Effect>) {
        self.request_id.clone_from(&problem.request_id);
        let code = if problem.code.is_empty() {
            String::from("server.unavailable")
        } else {
            problem.code
        };
        effects.push(Effect::Dispatch(DomEvent::Failed(code, problem.request_id)));
    }
}
