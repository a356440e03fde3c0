//! Reads the session anew: another amount, other cards, and the pick among them.

use oneclick_rules::wire::PaymentView;
use oneclick_rules::{CardId, DeclineReason, Retry, Unusable};

use super::{Banner, CvcProblem, DomEvent, Effect, Flow, SessionUpdate, State};

impl Flow {
    /// Reads the session anew: the page set it again, or shows it in one more element.
    /// Nothing is payable until it is read, whatever was asked before; a payment under
    /// way goes on, and the session is read when that has freed the order.
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

    /// Notes that what is asked from here on is as new as what the page has set.
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

    /// Returns whether a payment says more than what is on screen.
    pub(super) fn is_newer(&self, payment: &PaymentView) -> bool {
        let known = self.seen.as_ref() == Some(&payment.id);
        !(self.is_older(payment) || (known && payment.state.frees_the_order()))
    }

    /// Takes the refused card out of the choice at once, for `why`, or out of the list if
    /// the customer does not have it any more; picks the next one. Then asks how the cards
    /// stand.
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

    /// Asks how the cards stand after a decline that may have locked the card, or used up
    /// its last try at the security code.
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

    /// Picks the declined card if the message asks to try it again.
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

    /// Picks the default card if the one picked cannot pay.
    pub(super) fn pick_usable(&mut self) {
        let picked = self.picked.take().filter(|card| self.is_usable(card));
        self.picked = picked.or_else(|| self.default_card());
    }

    /// Picks a card that can pay while the shopper has the choice on screen.
    pub(super) fn keep_pick(&mut self, effects: &mut Vec<Effect>) {
        let before = self.picked.clone();
        self.pick_usable();
        if self.picked != before {
            self.forget_key(effects);
            effects.extend([Effect::ClearCvc, Effect::Dispatch(DomEvent::Changed)]);
        }
        self.leave_the_field(self.picked == before);
    }

    /// Says what was wrong with a security code in another place if its field has gone:
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
