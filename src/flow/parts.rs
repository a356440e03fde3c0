//! The parts of a flow, and the moves that several events share.

use oneclick_rules::Unusable;
use oneclick_rules::wire::CheckoutView;

use super::card_edits::CardEdits;
use super::charge::PageCharge;
use super::clock::ServerClock;
use super::effect::Effects;
use super::event::CallResult;
use super::giving_up::GivingUp;
use super::questions::Questions;
use super::reports::Reports;
use super::seen_amount::SeenAmount;
use super::session::PageSession;
use super::session_end::SessionEnd;
use super::session_update::SessionUpdate;
use super::state::{Banner, CvcProblem, Polling, State};

/// Holds the state of a flow and what it knows. Each part keeps its own rules and changes by
/// its own methods alone; an event changes the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FlowParts {
    pub state: State,
    pub session: PageSession,
    pub seen: SeenAmount,
    pub session_update: SessionUpdate,
    pub session_end: SessionEnd,
    pub charge: PageCharge,
    pub edits: CardEdits,
    pub questions: Questions,
    pub giving_up: GivingUp,
    pub clock: ServerClock,
    pub reports: Reports,
    /// Whether there is no connection, by what the last call came to.
    pub is_offline: bool,
}

impl FlowParts {
    /// Returns whether the cards are there to be chosen from.
    pub fn is_ready(&self) -> bool {
        matches!(self.state, State::Ready(_))
    }

    /// Returns whether a limit's screen is in the place of the cards.
    pub fn is_limited(&self) -> bool {
        matches!(self.state, State::Limited { .. })
    }

    /// Returns whether a press of the button does anything.
    pub fn may_press(&self) -> bool {
        self.is_ready() && !self.questions.is_checking()
    }

    /// Returns whether the shopper may edit their stored cards.
    pub fn may_edit(&self) -> bool {
        self.may_press() && self.session.is_editable()
    }

    /// Notes what the end of a call says of the connection.
    pub fn note_connection<T>(&mut self, answer: &CallResult<T>) {
        let lost = match answer {
            CallResult::Lost(loss) => loss.as_ref().map(|loss| loss.code.as_str()),
            CallResult::Answered(_) | CallResult::Refused(..) => Some(""),
        };
        match lost {
            Some("network.offline") => self.is_offline = true,
            Some("server.unreachable") | None => {}
            Some(_) => self.is_offline = false,
        }
    }

    /// Returns whether the page holds back a charge: nothing of it was sent.
    pub fn is_held_back(&self) -> bool {
        self.charge.may_be_held_back() && self.state == State::Submitting
    }

    /// Returns whether the page has taken the session away.
    pub fn is_withdrawn(&self) -> bool {
        self.session_update == SessionUpdate::Withdrawn
    }

    /// Takes the checkout as it stands now, or forgets it, but not what was picked.
    pub fn take(&mut self, checkout: Option<Box<CheckoutView>>) {
        self.session.take(checkout);
        if let Some(cards) = self.session.cards_mut() {
            self.edits.hidden.leave_out(cards);
        }
        self.seen.begin(self.session.amount());
    }

    /// Lets the order be paid again, with a banner of what happened.
    pub fn free(&mut self, banner: Option<Banner>, effects: &mut Effects) {
        self.end(State::Ready(banner), effects);
    }

    /// Steps into a state in which the charge is known to be over.
    pub fn end(&mut self, state: State, effects: &mut Effects) {
        self.charge.forget(effects);
        self.state = state;
    }

    /// Sends the charge if the page holds it back.
    pub fn let_through(&mut self, effects: &mut Effects) {
        if self.is_held_back() {
            self.charge.let_through(effects);
        }
    }

    /// Drops the charge if the page holds it back: nothing was sent, and the cards are there
    /// again.
    pub fn drop_held_back(&mut self, effects: &mut Effects) {
        if self.is_held_back() {
            self.state = State::Ready(None);
            self.charge.drop_held_back(effects);
            if self.is_offline {
                self.read_anew(effects);
            }
        }
    }

    /// Stops sending, and asks what became of the charge.
    pub fn leave_to_questions(&mut self, effects: &mut Effects) {
        self.charge.stop(effects);
        self.state = State::Processing(Polling::Active);
        self.questions.ask_later(None, effects);
    }

    /// Asks how amount and cards stand, unless the page has taken the session away.
    pub fn read_anew(&mut self, effects: &mut Effects) {
        if !self.is_withdrawn() {
            self.questions.ask(0, effects);
        }
    }

    /// Lets nothing be paid until amount and cards are read anew.
    pub fn check(&mut self, effects: &mut Effects) {
        if !self.questions.is_checking() {
            self.questions.check();
            self.read_anew(effects);
        }
    }

    /// Takes the refused card out of the choice at once, for `why`, or out of the list if
    /// the customer does not have it any more; picks the next one. Then asks how the cards
    /// stand.
    pub fn take_out(&mut self, why: Option<Unusable>, effects: &mut Effects) {
        if self.session.take_out(why) {
            self.keep_pick(effects);
            self.read_anew(effects);
        }
    }

    /// Picks a card that can pay while the shopper has the choice on screen.
    pub fn keep_pick(&mut self, effects: &mut Effects) {
        let before = self.session.pick().cloned();
        self.session.pick_usable();
        let is_same_card = self.session.pick() == before.as_ref();
        if !is_same_card {
            self.charge.forget(effects);
            effects.change_card();
        }
        self.leave_the_field(is_same_card);
    }

    /// Says what was wrong with a security code in another place if its field has gone:
    /// with its card, or to the page that asks for it from now on.
    fn leave_the_field(&mut self, is_same_card: bool) {
        let State::Ready(Some(Banner::Cvc(problem))) = self.state else {
            return;
        };
        let picked = self.session.picked_card();
        if is_same_card && picked.is_some_and(|card| card.cvc.asks()) {
            return;
        }
        self.state = State::Ready(match problem {
            CvcProblem::Rule(_) => None,
            CvcProblem::Incorrect => Some(Banner::LastCvc {
                elsewhere: is_same_card,
            }),
        });
    }
}
