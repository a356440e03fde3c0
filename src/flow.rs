//! The flow of a payment: a state machine without DOM, clock or chance.
//!
//! An event ([`FlowEvent`]) changes its state and gives effects ([`Effect`]), which the
//! registry performs. It outlives every view of it.

mod answered;
mod asking;
mod event;
mod extending;
mod giving_up;
mod query;
mod reading;
mod refusing;
mod renewing;
mod session_end;
mod state;
mod typed;
mod withdrawing;

#[cfg(test)]
mod tests;

pub use asking::jittered;
pub use event::{CallResult, DomEvent, Effect, FlowEvent, Loss, ReadContext};
pub use state::{Banner, CvcProblem, GivingUp, PendingCharge, Polling, Screen, State, Stored};

use oneclick_rules::wire::{CheckoutView, PaymentRequest};
use oneclick_rules::{CardId, IdempotencyKey, PaymentId};
use session_end::SessionEnd;
use state::{Sent, SessionUpdate};
use typed::Typed;
use zeroize::Zeroizing;

/// Knows the payment of one session as far as this page does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    state: State,
    session: Option<CheckoutView>,
    picked: Option<CardId>,
    pending: Option<PendingCharge>,
    /// The last attempt that this page has seen.
    seen: Option<PaymentId>,
    /// Whether a charge is on its way or may be sent again.
    sending: bool,
    /// Whether this page or its tab ever sent a charge.
    sent: Sent,
    /// Whether the page may still hold the last charge that was pressed.
    held: bool,
    /// While a charge with a new key is held: whether any was sent before it.
    untouched: Option<Sent>,
    /// Lost answers to the charge with the present key.
    lost: u32,
    /// Questions since the outcome became open.
    asked: u32,
    /// Answers that knew no payment of ours.
    empty: u32,
    /// The number of the last question: answers to older ones are not heard.
    turn: u32,
    /// Whether the page came back and the server has not been asked yet.
    checking: bool,
    /// What the page did to the session since it was asked for.
    session_update: SessionUpdate,
    giving_up: GivingUp,
    /// Seconds from the local clock to the server's.
    clock: i64,
    request_id: Option<String>,
    /// The last complaint to the developer: each is made once.
    complaint: Option<String>,
    session_end: SessionEnd,
}

impl Flow {
    /// Begins a flow whose session is being asked for.
    pub fn new() -> Self {
        Self {
            state: State::Loading,
            session: None,
            picked: None,
            pending: None,
            seen: None,
            sending: false,
            sent: Sent::Nothing,
            held: false,
            untouched: None,
            lost: 0,
            asked: 0,
            empty: 0,
            turn: 0,
            checking: false,
            session_update: SessionUpdate::Unchanged,
            giving_up: GivingUp::No,
            clock: 0,
            request_id: None,
            complaint: None,
            session_end: SessionEnd::default(),
        }
    }

    /// Begins a flow in the place of another one, whose card was picked.
    pub fn in_place_of(picked: Option<CardId>) -> Self {
        Self {
            picked,
            ..Self::new()
        }
    }

    /// Takes an event; returns its effects, in order.
    pub fn after(&mut self, event: FlowEvent) -> Vec<Effect> {
        let mut effects = Vec::new();
        let was_open = self.is_open();
        match event {
            FlowEvent::Read {
                turn,
                answer,
                context,
            } if turn == self.turn => self.read(answer, context, &mut effects),
            FlowEvent::Read { .. } => {}
            FlowEvent::Picked(card) => self.picked(card, &mut effects),
            FlowEvent::Pressed { typed, fresh, at } => self.pressed(typed, fresh, at, &mut effects),
            FlowEvent::LetThrough => self.let_through(&mut effects),
            FlowEvent::Released => self.released(&mut effects),
            FlowEvent::Paid(answer) => self.pay_answered(answer, &mut effects),
            FlowEvent::Retried => self.retried(&mut effects),
            FlowEvent::WentOn => {
                if let State::ActionRequired(redirect) = &self.state {
                    effects.push(Effect::GoTo(redirect.url.clone()));
                }
            }
            FlowEvent::GaveUp => self.give_up(&mut effects),
            FlowEvent::GiveUpAnswered(answer) => self.give_up_answered(answer, &mut effects),
            FlowEvent::RedirectRefused => {
                self.state = State::Processing(Polling::Active);
                let code = String::from("redirect.refused");
                effects.push(Effect::Dispatch(DomEvent::Failed(code, None)));
                let detail = "`redirect.url` must be https, or http on this machine";
                effects.push(Effect::Complain(detail.to_owned()));
                self.ask(0, &mut effects);
            }
            FlowEvent::CameBack => self.came_back(&mut effects),
            FlowEvent::Renewed => self.renewed(&mut effects),
            FlowEvent::Withdrawn => self.withdrawn(&mut effects),
            FlowEvent::PressedElsewhere => self.doubt(),
            FlowEvent::Looked { turn, present, at } => self.looked(turn, present, at, &mut effects),
            FlowEvent::Extended { answer, at } => self.extended(answer, at, &mut effects),
        }
        if self.is_open() && !was_open {
            effects.push(Effect::Dispatch(DomEvent::Pending));
        }
        self.heed_the_page(&mut effects);
        effects
    }

    /// Returns the number of the last question.
    pub fn turn(&self) -> u32 {
        self.turn
    }

    fn picked(&mut self, card: CardId, effects: &mut Vec<Effect>) {
        let known = self.usable_cards().any(|usable| usable.id == card);
        if !self.may_press() || !known || self.picked.as_ref() == Some(&card) {
            return;
        }
        self.picked = Some(card);
        if let State::Ready(Some(Banner::Cvc(_))) = self.state {
            self.state = State::Ready(None);
        }
        self.forget_key(effects);
        effects.extend([Effect::ClearCvc, Effect::Dispatch(DomEvent::Changed)]);
    }

    /// Steps into [`State::Submitting`] synchronously: a second press, however soon,
    /// finds the flow submitting and does nothing.
    fn pressed(
        &mut self,
        typed: Option<Zeroizing<String>>,
        fresh: IdempotencyKey,
        at: i64,
        effects: &mut Vec<Effect>,
    ) {
        if !self.may_press() {
            return;
        }
        let now = at.saturating_add(self.clock);
        let (Some(card), Some(session)) = (self.picked_card(), &self.session) else {
            return;
        };
        let (card_id, amount) = (card.id.clone(), session.amount);
        let typed = Typed::read(typed, card);
        let cvc = match card.check(typed.as_str(), now) {
            Ok(cvc) => cvc,
            Err(broken) => {
                if typed.is_no_cvc() {
                    effects.push(Effect::ClearCvc);
                }
                return self.refused_here(&broken, effects);
            }
        };
        let key = match self.pending.take() {
            Some(pending) if pending.card == card_id => pending.key,
            Some(_) | None => {
                self.lost = 0;
                fresh.clone()
            }
        };
        self.untouched = (key == fresh).then_some(self.sent);
        // The answer to an earlier question may be older than the answer to this.
        self.turn = self.turn.wrapping_add(1);
        self.held = true;
        let pending = PendingCharge {
            key: key.clone(),
            card: card_id.clone(),
            previous_payment: self.seen.clone(),
        };
        self.pending = Some(pending.clone());
        self.state = State::Submitting;
        (self.sending, self.sent) = (true, Sent::Charge);
        (self.asked, self.empty) = (0, 0);
        let request = PaymentRequest {
            card: card_id,
            amount,
            previous_payment: self.seen.clone(),
            cvc,
        };
        effects.extend([
            Effect::ClearCvc,
            Effect::StoreKey(pending),
            Effect::Hold(request, key),
        ]);
    }

    fn retried(&mut self, effects: &mut Vec<Effect>) {
        match self.state {
            State::Processing(_) if self.sending => {}
            State::Processing(_) => self.ask(0, effects),
            State::Unavailable => {
                self.state = State::Loading;
                self.asked = 0;
                self.ask(0, effects);
            }
            State::Loading
            | State::Ready(_)
            | State::Submitting
            | State::ActionRequired(_)
            | State::Succeeded
            | State::Closed
            | State::Superseded
            | State::Expired => {}
        }
    }

    /// Asks after a pause; the answer to any question before is not heard any more.
    fn ask(&mut self, after: u64, effects: &mut Vec<Effect>) {
        self.turn = self.turn.wrapping_add(1);
        let turn = self.turn;
        effects.push(Effect::Ask { after, turn });
    }

    fn forget_key(&mut self, effects: &mut Vec<Effect>) {
        self.sending = false;
        self.lost = 0;
        if self.pending.take().is_some() {
            effects.extend([Effect::ForgetBody, Effect::ForgetKey]);
        }
    }
}

impl Default for Flow {
    fn default() -> Self {
        Self::new()
    }
}
