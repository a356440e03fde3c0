//! The session read anew: another amount, other cards, and the pick among them.

use oneclick_rules::wire::PaymentView;
use oneclick_rules::{CardId, DeclineReason, Retry, Unusable};

use super::{Banner, CvcProblem, DomEvent, Effect, Flow, SessionUpdate, State};

impl Flow {
    /// The page sets the session again, or shows it in one more element.
    /// Nothing is payable until it is read anew, whatever was asked before; a payment
    /// under way goes on, and it is read when that has freed the order.
    pub(super) fn renewed(&mut self, effects: &mut Vec<Effect>) {
        let is_withdrawn = self.is_withdrawn();
        if !is_withdrawn {
            self.session_update = SessionUpdate::SetAgain;
        }
        match self.state {
            State::ActionRequired(_) | State::Processing(_) if !self.sending => {
                self.ask(0, effects);
            }
            _ if is_withdrawn => {}
            State::Ready(_) => self.checking = false,
            State::Loading => self.ask(0, effects),
            State::Superseded | State::Expired | State::Unavailable => {
                self.state = State::Loading;
                self.session = None;
                self.is_read();
                self.asked = 0;
                self.ask(0, effects);
            }
            State::Submitting
            | State::ActionRequired(_)
            | State::Processing(_)
            | State::Succeeded
            | State::Closed => {}
        }
    }

    /// What is asked from here on is as new as what the page has set.
    pub(super) fn is_read(&mut self) {
        if self.session_update == SessionUpdate::SetAgain {
            self.session_update = SessionUpdate::Unchanged;
        }
    }

    /// Asks how amount and cards stand, unless the page has taken the session away.
    pub(super) fn read_anew(&mut self, effects: &mut Vec<Effect>) {
        if !self.is_withdrawn() {
            self.ask(0, effects);
        }
    }

    /// Whether a payment says more than what is on screen.
    pub(super) fn is_newer(&self, payment: &PaymentView) -> bool {
        let known = self.seen.as_ref() == Some(&payment.id);
        !(self.is_older(payment) || (known && payment.state.frees_the_order()))
    }

    /// The refused card leaves the choice at once, for `why` or, where the
    /// customer has it no more, from the list; the next is picked. Then the
    /// server says how the cards stand.
    pub(super) fn take_out(&mut self, why: Option<Unusable>, effects: &mut Vec<Effect>) {
        let (Some(picked), Some(session)) = (&self.picked, &mut self.session) else {
            return;
        };
        match why {
            Some(why) => {
                let cards = session.cards.iter_mut();
                for card in cards.filter(|card| card.id == *picked) {
                    card.unusable = Some(why);
                }
            }
            None => session.cards.retain(|card| card.id != *picked),
        }
        self.keep_pick(effects);
        self.read_anew(effects);
    }

    /// A decline that may have locked the card, or used up its last try at the
    /// code: how the cards stand is asked.
    pub(super) fn read_cards_after(&mut self, payment: &PaymentView, effects: &mut Vec<Effect>) {
        let changes = payment.decline.is_some_and(|decline| match decline.reason {
            DeclineReason::WrongCvc
            | DeclineReason::SuspectedFraud
            | DeclineReason::CardNotUsable
            | DeclineReason::CardExpired => true,
            DeclineReason::InsufficientFunds
            | DeclineReason::AuthenticationRequired
            | DeclineReason::TryAgainLater
            | DeclineReason::Refused => false,
        });
        if changes {
            self.read_anew(effects);
        }
    }

    /// Words that ask to try a card again are about that card: it is picked.
    pub(super) fn pick_declined(&mut self, payment: Option<&PaymentView>) {
        let again = payment.filter(|payment| {
            let retry = payment.decline.map(|decline| decline.retry);
            matches!(retry, Some(Retry::SameCard | Retry::SameCardLater))
        });
        if let Some(card) = again.and_then(|payment| payment.card.as_ref())
            && self.is_usable(card)
        {
            self.picked = Some(card.clone());
        }
    }

    /// Picks the default card where the one picked is none that can pay.
    pub(super) fn pick_usable(&mut self) {
        let picked = self.picked.take().filter(|card| self.is_usable(card));
        self.picked = picked.or_else(|| self.default_card());
    }

    /// The same, where the shopper had a choice on screen.
    pub(super) fn keep_pick(&mut self, effects: &mut Vec<Effect>) {
        let before = self.picked.clone();
        self.pick_usable();
        if self.picked != before {
            self.forget_key(effects);
            effects.extend([Effect::ClearCvc, Effect::Dispatch(DomEvent::Changed)]);
        }
        self.leave_the_field(self.picked == before);
    }

    /// What was wrong with a code is said elsewhere where its field has gone:
    /// with its card, or to the page that asks for it from now on.
    fn leave_the_field(&mut self, is_same_card: bool) {
        let State::Ready(Some(Banner::Cvc(problem))) = self.state else {
            return;
        };
        if is_same_card && self.picked_card().is_some_and(|card| card.cvc.asks()) {
            return;
        }
        self.state = State::Ready(match problem {
            CvcProblem::Rule(_) => None,
            CvcProblem::Incorrect => Some(Banner::LastCvc {
                elsewhere: is_same_card,
            }),
        });
    }

    fn is_usable(&self, card: &CardId) -> bool {
        self.usable_cards().any(|usable| usable.id == *card)
    }
}
