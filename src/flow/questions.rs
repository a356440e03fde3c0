//! What the answers to `GET payments/current` mean.

use oneclick_rules::wire::{CurrentView, PaymentView};

use super::asking::EMPTY_PAUSE;
use super::{Answer, Doubt, Effect, Flow, Given, Notice, Stage};

/// Answers without a payment before a charge counts as never arrived.
const EMPTY_ANSWERS: u32 = 2;

impl Flow {
    pub(super) fn current_answered(
        &mut self,
        answer: Answer<CurrentView>,
        elsewhere: bool,
        effects: &mut Vec<Effect>,
    ) {
        self.checking = false;
        match answer {
            Answer::Read(CurrentView {
                payment: Some(payment),
            }) if !self.is_older(&payment) => self.settle(payment, effects),
            Answer::Read(_) => self.nothing_found(elsewhere, effects),
            Answer::Refused(401, problem) => {
                self.stage = if self.is_open() {
                    Stage::Processing(Doubt::Contact)
                } else {
                    Stage::Expired
                };
                self.fail(problem, effects);
            }
            Answer::Lost(loss) if self.is_open() => {
                self.regret(loss.as_ref(), effects);
                self.ask_later(None, effects);
            }
            Answer::Refused(..) if self.is_open() => self.ask_later(None, effects),
            // The cards were on screen: a press will find out.
            Answer::Refused(..) | Answer::Lost(_) => {}
        }
    }

    pub(super) fn came_back(&mut self, effects: &mut Vec<Effect>) {
        match self.stage {
            Stage::Ready(_) => {
                self.checking = true;
                // The session tells of the payment too; the other way round it does not.
                if self.given == Given::Again {
                    self.read_anew(effects);
                } else {
                    self.ask(0, effects);
                }
            }
            Stage::Bank(_) | Stage::Processing(_) if !self.sending => self.ask(0, effects),
            Stage::Loading
            | Stage::Submitting
            | Stage::Bank(_)
            | Stage::Processing(_)
            | Stage::Paid
            | Stage::Closed
            | Stage::Superseded
            | Stage::Expired
            | Stage::Unavailable => {}
        }
    }

    /// The order has no payment that this page did not know before; what could still
    /// be sent `elsewhere` says nothing of what was.
    fn nothing_found(&mut self, elsewhere: bool, effects: &mut Vec<Effect>) {
        if !self.is_open() {
            return;
        }
        if self.kept.is_some() && elsewhere {
            self.empty = 0;
            return self.ask(EMPTY_PAUSE, effects);
        }
        self.empty = self.empty.saturating_add(1);
        if self.kept.is_some() && self.empty < EMPTY_ANSWERS {
            return self.ask(EMPTY_PAUSE, effects);
        }
        // The key stays: if what was sent arrives after all, the next press meets it.
        let notice = self.kept.is_some().then_some(Notice::NotArrived);
        self.stage = Stage::Ready(notice);
    }

    /// Whether the outcome of something is awaited.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Bank(_) | Stage::Processing(_))
    }

    /// Whether a payment was there before the present key was used.
    pub(super) fn is_older(&self, payment: &PaymentView) -> bool {
        let after = self.kept.as_ref().and_then(|kept| kept.after.as_ref());
        after == Some(&payment.id) && payment.state.frees_the_order()
    }
}
