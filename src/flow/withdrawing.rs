//! Handles what the page does meanwhile: it holds a charge, sets the session again, or takes
//! it away.

use super::{DomEvent, Effect, Flow, Sent, SessionUpdate, State};

impl Flow {
    /// Returns whether the page holds a charge: nothing of it was sent.
    pub fn is_held(&self) -> bool {
        self.held && self.state == State::Submitting
    }

    /// Returns whether a charge may still be sent from here, or has been and is paid.
    pub fn may_charge(&self) -> bool {
        self.sending || self.state == State::Succeeded
    }

    /// Returns the order that a charge may still be sent for from here.
    pub fn sends_for(&self) -> Option<&str> {
        let session = self.session.as_ref().filter(|_| self.sending);
        session.map(|session| session.order.as_str())
    }

    /// Returns whether the page has taken the session away.
    pub fn is_withdrawn(&self) -> bool {
        self.session_update == SessionUpdate::Withdrawn
    }

    /// Returns whether a payment is on screen that the shopper must not lose from sight.
    pub fn shows_a_payment(&self) -> bool {
        matches!(self.state, State::Submitting | State::Succeeded) || self.is_open()
    }

    pub(super) fn let_through(&mut self, effects: &mut Vec<Effect>) {
        if self.is_held() {
            self.held = false;
            effects.push(Effect::Send(0));
        }
    }

    /// Frees the order: the page held the charge and refused it, and nothing was sent.
    pub(super) fn released(&mut self, effects: &mut Vec<Effect>) {
        if !self.is_held() {
            return;
        }
        self.state = State::Ready(None);
        self.sending = false;
        match self.untouched.take() {
            Some(sent) => {
                self.sent = sent;
                self.forget_key(effects);
            }
            None => effects.push(Effect::ForgetBody),
        }
    }

    /// Drops everything but a payment that was sent: the page takes the session away.
    pub(super) fn withdrawn(&mut self, effects: &mut Vec<Effect>) {
        self.released(effects);
        if !self.shows_a_payment() {
            effects.extend([Effect::ForgetBody, Effect::ClearCvc]);
            let turn = self.turn.wrapping_add(1);
            *self = Self {
                turn,
                ..Self::new()
            };
        }
        self.session_update = SessionUpdate::Withdrawn;
    }

    /// Notes that another element may send a charge: nothing is claimed of money any more.
    pub(super) fn doubt(&mut self) {
        if self.sent == Sent::Nothing {
            self.sent = Sent::Unreadable;
        }
    }

    /// Applies what the page did, after any event: a session that was set again is read
    /// before anything is paid, and of one that was taken away no card stays but the one
    /// that pays.
    pub(super) fn heed_the_page(&mut self, effects: &mut Vec<Effect>) {
        let is_ready = matches!(self.state, State::Ready(_));
        match self.session_update {
            SessionUpdate::SetAgain if is_ready && !self.checking => {
                self.checking = true;
                self.read_anew(effects);
            }
            SessionUpdate::Withdrawn => {
                let paying = self
                    .picked
                    .take()
                    .filter(|_| self.state == State::Submitting);
                if let Some(session) = &mut self.session {
                    session
                        .cards
                        .retain(|card| Some(&card.id) == paying.as_ref());
                }
                self.picked = paying;
                if let State::Ready(banner) = &mut self.state {
                    // There is no button any more that the others speak of.
                    *banner = banner.filter(|banner| banner.is_an_outcome());
                }
                effects.retain(|effect| {
                    !matches!(
                        effect,
                        Effect::Dispatch(
                            DomEvent::Ready | DomEvent::Changed | DomEvent::Expiring(_)
                        )
                    )
                });
            }
            SessionUpdate::Unchanged | SessionUpdate::SetAgain => {}
        }
    }
}
