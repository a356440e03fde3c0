//! The flow of a payment: a state machine without DOM, clock or chance.
//!
//! An event ([`FlowEvent`]) changes its state and gives effects ([`Effect`]), which the
//! registry performs. It outlives every view of it.

// What it holds, each part with rules of its own.
mod card_edits;
mod charge;
mod clock;
mod giving_up;
mod hidden_card;
mod parts;
mod pending_charge;
mod pick;
mod questions;
mod reports;
mod seen_amount;
mod session;
mod session_end;
mod session_update;
mod state;

// What goes in, how it is handled, and what comes out.
mod answered;
mod editing;
mod effect;
mod event;
mod extending;
mod page;
mod pressing;
mod reading;
mod refusing;
mod settling;
mod typed;

#[cfg(test)]
mod tests;

pub use card_edits::{CardEdit, CardEdits, EditFocus, EditOutcome};
pub use charge::PageCharge;
pub use effect::{DomEvent, Effect};
pub use event::{CallResult, EditEvent, FlowEvent, Loss, Press, ReadContext};
pub use giving_up::GivingUp;
pub use pending_charge::{PendingCharge, Stored};
pub use pick::Pick;
pub use questions::jittered;
pub use session::PageSession;
pub use state::{Banner, CvcProblem, Polling, Screen, State};

use oneclick_rules::Amount;

use effect::Effects;
use parts::FlowParts;

/// Knows the payment of one session as far as this page does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    parts: FlowParts,
}

impl Flow {
    /// Begins a flow whose session is being asked for, in the place of one where this card
    /// was picked.
    pub fn in_place_of(picked: Option<Pick>) -> Self {
        let parts = FlowParts {
            session: PageSession::in_place_of(picked),
            ..FlowParts::default()
        };
        Self { parts }
    }

    /// Takes an event; returns its effects, in order.
    pub fn after(&mut self, event: FlowEvent) -> Vec<Effect> {
        let flow = &mut self.parts;
        let mut effects = Effects::default();
        let was_open = flow.state.is_open();
        flow.edits.focus = EditFocus::Heading;
        handle(flow, event, &mut effects);
        if flow.edits.keep_to(&flow.session) {
            effects.push(Effect::TellEdit);
        }
        if flow.state.is_open() && !was_open {
            effects.dispatch(DomEvent::Pending);
        }
        page::heed_the_page(flow, &mut effects);
        effects.into_vec()
    }

    /// Returns the state.
    pub fn state(&self) -> &State {
        &self.parts.state
    }

    /// Returns the session and its cards.
    pub fn session(&self) -> &PageSession {
        &self.parts.session
    }

    /// Returns the amount that the shopper has seen before, if the order costs another one now.
    pub fn amount_before(&self) -> Option<Amount> {
        self.parts.seen.before(self.parts.session.amount())
    }

    /// Returns the charge of this page.
    pub fn charge(&self) -> &PageCharge {
        &self.parts.charge
    }

    /// Returns how far the shopper is with their cards.
    pub fn edits(&self) -> &CardEdits {
        &self.parts.edits
    }

    /// Returns whether the shopper may edit their stored cards.
    pub fn may_edit(&self) -> bool {
        self.parts.may_edit()
    }

    /// Returns how far giving up is.
    pub fn giving_up(&self) -> GivingUp {
        self.parts.giving_up
    }

    /// Returns the number of the last question.
    pub fn turn(&self) -> u32 {
        self.parts.questions.turn()
    }

    /// Returns the name of the last error in the server's log.
    pub fn request_id(&self) -> Option<&str> {
        self.parts.reports.request_id()
    }

    /// Returns whether a press of the button does anything.
    pub fn may_press(&self) -> bool {
        self.parts.may_press()
    }

    /// Returns whether the shopper has asked what became of the payment, and waits.
    pub fn is_hurried(&self) -> bool {
        self.parts.questions.is_hurried()
    }

    /// Returns whether the shopper waits for something.
    pub fn is_busy(&self) -> bool {
        self.parts.questions.is_checking()
            || matches!(self.parts.state, State::Loading | State::Submitting)
    }

    /// Returns whether there is no connection, as far as is known.
    pub fn is_offline(&self) -> bool {
        self.parts.is_offline
    }

    /// Returns whether the page holds back a charge: nothing of it was sent.
    pub fn is_held_back(&self) -> bool {
        self.parts.is_held_back()
    }

    /// Returns whether a charge may still be sent from here, or has been and is paid.
    pub fn may_charge(&self) -> bool {
        self.parts.charge.is_sending() || self.parts.state == State::Succeeded
    }

    /// Returns the order that a charge may still be sent for from here.
    pub fn sends_for(&self) -> Option<&str> {
        let checkout = self.parts.session.checkout();
        let checkout = checkout.filter(|_| self.parts.charge.is_sending());
        checkout.map(|checkout| checkout.order.as_str())
    }

    /// Returns whether the page has taken the session away.
    pub fn is_withdrawn(&self) -> bool {
        self.parts.is_withdrawn()
    }

    /// Returns the seconds until the page that is open stops working, if the provider
    /// tells; `at` is the local clock, seconds.
    pub fn page_left(&self, at: i64) -> Option<i64> {
        let State::ActionRequired(redirect) = &self.parts.state else {
            return None;
        };
        let now = self.parts.clock.at(at);
        redirect.expires_at.map(|ends| ends.saturating_sub(now))
    }

    /// Returns whether the cards are on screen, and not a screen in their place.
    pub fn shows_cards(&self) -> bool {
        matches!(self.parts.state, State::Ready(_) | State::Submitting)
            && self.parts.session.has_a_choice()
    }

    /// Returns the screen to draw.
    pub fn screen(&self) -> Screen {
        match &self.parts.state {
            State::Loading => Screen::Loading,
            State::Ready(Some(
                Banner::Declined(_)
                | Banner::Cvc(CvcProblem::Incorrect)
                | Banner::LastCvc { .. }
                | Banner::TooMany(_),
            )) => Screen::Declined,
            State::Ready(Some(Banner::NotCharged(..) | Banner::GivenUp)) | State::Closed => {
                Screen::NotCharged
            }
            State::Ready(_) if self.is_withdrawn() => Screen::Expired,
            State::Ready(_) if !self.parts.session.has_a_choice() => Screen::Empty,
            State::Ready(Some(Banner::AmountChanged)) | State::Superseded => Screen::Superseded,
            State::Ready(_) => Screen::Ready,
            State::Submitting => Screen::Paying,
            State::ActionRequired(_) => Screen::Bank,
            State::Processing(Polling::Review) => Screen::Review,
            State::Processing(_) => Screen::Unknown,
            State::Succeeded => Screen::Paid,
            State::Limited { .. } => Screen::Limited,
            State::Expired => Screen::Expired,
            State::Unavailable => Screen::Unavailable,
        }
    }
}

/// Hands an event to what handles it.
fn handle(flow: &mut FlowParts, event: FlowEvent, effects: &mut Effects) {
    match event {
        FlowEvent::CheckoutAnswered {
            turn,
            answer,
            context,
        } => {
            if turn == flow.questions.turn() {
                reading::checkout_answered(flow, answer, context, effects);
            }
        }
        FlowEvent::Picked(card) => pressing::pick(flow, &card, effects),
        FlowEvent::Edited(event) => editing::edit(flow, event, effects),
        FlowEvent::EditAnswered { answer, at } => {
            editing::edit_answered(flow, answer, at, effects);
        }
        FlowEvent::CvcTyped => pressing::type_cvc(flow),
        FlowEvent::Pressed(press) => pressing::press(flow, press, effects),
        FlowEvent::PageAgreed => flow.let_through(effects),
        FlowEvent::PageRefused => flow.drop_held_back(effects),
        FlowEvent::ChargeAnswered(answer) => answered::charge_answered(flow, answer, effects),
        FlowEvent::Retried => pressing::retry(flow, effects),
        FlowEvent::WentOn => pressing::go_on(flow, effects),
        FlowEvent::GaveUp => pressing::give_up(flow, effects),
        FlowEvent::GiveUpAnswered(answer) => answered::give_up_answered(flow, answer, effects),
        FlowEvent::RedirectRefused => answered::redirect_refused(flow, effects),
        FlowEvent::Connection { is_there } => page::heed_connection(flow, is_there, effects),
        FlowEvent::CameBack => page::come_back(flow, effects),
        FlowEvent::CardsChanged => page::cards_changed(flow, effects),
        FlowEvent::Renewed => page::renew(flow, effects),
        FlowEvent::Withdrawn => page::withdraw(flow, effects),
        FlowEvent::PressedElsewhere => flow.charge.doubt(),
        FlowEvent::Looked { turn, present, at } => {
            extending::look(flow, turn, present, at, effects);
        }
        FlowEvent::ExtendAnswered { answer, at } => {
            extending::extend_answered(flow, answer, at, effects);
        }
    }
}
