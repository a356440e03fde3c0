//! Handles the answers to `GET {endpoint}`: the first one begins the flow, the others bring
//! another amount, other cards, and what became of a payment.

use oneclick_rules::PaymentId;
use oneclick_rules::wire::{CheckoutView, PaymentView, ProblemView};

use super::asking::EMPTY_PAUSE;
use super::{
    Banner, CallResult, DomEvent, Effect, Flow, Polling, ReadContext, Sent, State, Stored,
};

/// Answers without a payment before a charge counts as never arrived.
const EMPTY_ANSWERS: u32 = 2;

impl Flow {
    /// Takes the answer to the last question.
    pub(super) fn read(
        &mut self,
        answer: CallResult<Box<CheckoutView>>,
        context: ReadContext,
        effects: &mut Vec<Effect>,
    ) {
        let was_checking = core::mem::take(&mut self.checking);
        let is_first = self.session.is_none();
        let is_expected = is_first || self.is_open() || matches!(self.state, State::Ready(_));
        if self.sending || !is_expected {
            return;
        }
        self.is_read();
        let is_kept = matches!(context.stored, Stored::This(_) | Stored::Some);
        if is_first {
            self.sent = match context.stored {
                _ if is_kept || self.sent == Sent::Charge => Sent::Charge,
                Stored::Unreadable => Sent::Unreadable,
                Stored::Nothing | Stored::This(_) | Stored::Some => Sent::Nothing,
            };
        }
        let in_doubt = if is_first {
            self.sent == Sent::Charge || self.pending.is_some()
        } else {
            self.is_open()
        };
        match answer {
            CallResult::Read(checkout) => {
                self.take(*checkout, is_first, was_checking, context, effects);
            }
            CallResult::Refused(401, problem) => {
                self.state = if self.is_open() || (is_first && is_kept) {
                    State::Processing(Polling::Ended)
                } else {
                    State::Expired
                };
                self.fail(problem, effects);
            }
            // The server says so only while nothing holds the order: a charge that was sent
            // is refused as well.
            CallResult::Refused(_, problem) if problem.code == "session.superseded" => {
                self.forget_key(effects);
                self.state = State::Superseded;
                self.fail(problem, effects);
            }
            CallResult::Refused(_, problem) if is_first => {
                self.begin_without(problem, in_doubt, effects);
            }
            CallResult::Lost(loss) if is_first => {
                self.complain(loss.as_ref(), effects);
                let problem = loss.map(|loss| ProblemView {
                    code: loss.code,
                    request_id: loss.request_id,
                    ..ProblemView::default()
                });
                self.begin_without(problem.unwrap_or_default(), in_doubt, effects);
            }
            // If the cards are on screen, a press will find out.
            CallResult::Lost(loss) => {
                self.regret(loss.as_ref(), effects);
                self.ask_on(effects);
            }
            CallResult::Refused(..) => self.ask_on(effects),
        }
    }

    /// Takes the checkout as it stands now.
    fn take(
        &mut self,
        mut checkout: CheckoutView,
        is_first: bool,
        was_checking: bool,
        context: ReadContext,
        effects: &mut Vec<Effect>,
    ) {
        let was_open = self.is_open();
        let payment = checkout.payment.take();
        self.clock = checkout.now.saturating_sub(context.at);
        self.session = Some(checkout);
        if is_first {
            self.pick_usable();
            effects.push(Effect::Dispatch(DomEvent::Ready));
            self.begin(payment, context.stored, effects);
        } else if was_open {
            self.pick_usable();
            match payment.filter(|payment| !self.is_older(payment)) {
                Some(payment) => self.settle(payment, effects),
                None => self.nothing_found(context.elsewhere, effects),
            }
        } else {
            self.keep_pick(effects);
            if was_checking {
                effects.push(Effect::Dispatch(DomEvent::Ready));
            }
            if let Some(payment) = payment.filter(|payment| self.is_newer(payment)) {
                self.settle(payment, effects);
            }
        }
        self.watch_the_end(was_open, context.at, effects);
        self.heed_the_end(effects);
    }

    /// Ends with a session that is over: it has no cards and no payment that is open.
    fn heed_the_end(&mut self, effects: &mut Vec<Effect>) {
        let is_over = self.session.as_ref().is_some_and(|checkout| {
            checkout.cards.is_empty() && checkout.expires_at <= checkout.now
        });
        if is_over && matches!(self.state, State::Ready(_)) {
            self.state = State::Expired;
            let code = String::from("session.expired");
            effects.push(Effect::Dispatch(DomEvent::Failed(code, None)));
        }
    }

    /// Begins with what the checkout says of the order's payment.
    fn begin(&mut self, payment: Option<PaymentView>, stored: Stored, effects: &mut Vec<Effect>) {
        self.pick_declined(payment.as_ref());
        if let Stored::This(pending) = stored {
            if self.usable_cards().any(|card| card.id == pending.card) {
                self.picked = Some(pending.card.clone());
            }
            self.pending = Some(pending);
        }
        match payment {
            Some(payment) if !self.is_older(&payment) => self.settle(payment, effects),
            payment => {
                self.seen = payment.map(|payment| payment.id);
                if self.pending.is_none() {
                    self.state = State::Ready(None);
                } else {
                    // A charge that was sent before the reload may still arrive.
                    self.empty = 1;
                    self.state = State::Processing(Polling::Active);
                    self.ask(EMPTY_PAUSE, effects);
                }
            }
        }
    }

    /// Begins without a checkout: says so, or asks on where money may have moved.
    fn begin_without(&mut self, problem: ProblemView, in_doubt: bool, effects: &mut Vec<Effect>) {
        if in_doubt {
            self.state = State::Processing(Polling::Active);
            self.ask_later(None, effects);
        } else {
            self.state = State::Unavailable;
        }
        self.fail(problem, effects);
    }

    pub(super) fn came_back(&mut self, effects: &mut Vec<Effect>) {
        match self.state {
            State::Ready(_) => {
                self.checking = true;
                self.ask(0, effects);
            }
            State::ActionRequired(_) | State::Processing(_) if !self.sending => {
                self.ask(0, effects);
            }
            State::Loading
            | State::Submitting
            | State::ActionRequired(_)
            | State::Processing(_)
            | State::Succeeded
            | State::Closed
            | State::Superseded
            | State::Expired
            | State::Unavailable => {}
        }
    }

    /// Asks again later while an outcome is open.
    fn ask_on(&mut self, effects: &mut Vec<Effect>) {
        if self.is_open() {
            self.ask_later(None, effects);
        }
    }

    /// Handles an answer without a payment that this page did not know before. While a
    /// charge may still be sent `elsewhere`, it proves nothing.
    fn nothing_found(&mut self, elsewhere: bool, effects: &mut Vec<Effect>) {
        if self.seen.is_some() && self.seen.as_ref() != self.sent_after() {
            // It was there before: this answer lags behind.
            return self.ask_later(None, effects);
        }
        if self.pending.is_some() && elsewhere {
            self.empty = 0;
            return self.ask(EMPTY_PAUSE, effects);
        }
        self.empty = self.empty.saturating_add(1);
        if self.pending.is_some() && self.empty < EMPTY_ANSWERS {
            return self.ask(EMPTY_PAUSE, effects);
        }
        // The key stays: if what was sent arrives after all, the next press meets it.
        let banner = self.pending.is_some().then_some(Banner::NotArrived);
        self.state = State::Ready(banner);
    }

    /// Returns whether the outcome of something is awaited.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::ActionRequired(_) | State::Processing(_))
    }

    /// Returns whether a payment was there before the present key was used.
    pub(super) fn is_older(&self, payment: &PaymentView) -> bool {
        self.sent_after() == Some(&payment.id) && payment.state.frees_the_order()
    }

    /// Returns the payment that was known when the pending charge was sent.
    fn sent_after(&self) -> Option<&PaymentId> {
        self.pending.as_ref()?.previous_payment.as_ref()
    }
}
