//! Answers what a view asks of the flow.

use oneclick_rules::wire::CheckoutView;
use oneclick_rules::{CardId, PaymentId, SessionId, StoredCard};

use super::{Banner, CvcProblem, Flow, PendingCharge, Screen, Sent, State};

impl Flow {
    /// Returns the state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns the checkout, once the session has answered.
    pub fn session(&self) -> Option<&CheckoutView> {
        self.session.as_ref()
    }

    /// Returns the session's id, once it has answered.
    pub fn session_id(&self) -> Option<&SessionId> {
        self.session.as_ref().map(|session| &session.session)
    }

    /// Returns the name of the last error in the server's log.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Returns the last attempt that this page has seen.
    pub fn seen(&self) -> Option<&PaymentId> {
        self.seen.as_ref()
    }

    /// Returns the card that is picked, whether or not it is on screen.
    pub fn picked_id(&self) -> Option<&CardId> {
        self.picked.as_ref()
    }

    /// Returns the pending charge.
    pub fn pending(&self) -> Option<&PendingCharge> {
        self.pending.as_ref()
    }

    /// Lists the cards that can pay.
    pub fn usable_cards(&self) -> impl Iterator<Item = &StoredCard> {
        self.cards().filter(|card| card.unusable.is_none())
    }

    /// Lists the cards that cannot pay, with their reason in `unusable`.
    pub fn unusable_cards(&self) -> impl Iterator<Item = &StoredCard> {
        self.cards().filter(|card| card.unusable.is_some())
    }

    fn cards(&self) -> impl Iterator<Item = &StoredCard> {
        self.session.iter().flat_map(|session| &session.cards)
    }

    /// Returns the card that the button pays with.
    pub fn picked_card(&self) -> Option<&StoredCard> {
        let picked = self.picked.as_ref()?;
        self.usable_cards().find(|card| card.id == *picked)
    }

    /// Returns the card to pick at first: the default card, else the first that can pay.
    pub(super) fn default_card(&self) -> Option<CardId> {
        let default = self.usable_cards().find(|card| card.default);
        default
            .or_else(|| self.usable_cards().next())
            .map(|card| card.id.clone())
    }

    /// Returns whether the cards are on screen, and not a screen in their place.
    pub fn shows_cards(&self) -> bool {
        matches!(self.state, State::Ready(_) | State::Submitting)
            && self.usable_cards().next().is_some()
    }

    /// Returns whether a press of the button does anything.
    pub fn may_press(&self) -> bool {
        matches!(self.state, State::Ready(_)) && !self.checking
    }

    /// Returns whether the shopper waits for something.
    pub fn is_busy(&self) -> bool {
        self.checking || matches!(self.state, State::Loading | State::Submitting)
    }

    /// Returns the banner above the cards.
    pub fn banner(&self) -> Option<Banner> {
        match self.state {
            State::Ready(banner) => banner,
            State::Loading
            | State::Submitting
            | State::ActionRequired(_)
            | State::Processing(_)
            | State::Succeeded
            | State::Closed
            | State::Superseded
            | State::Expired
            | State::Unavailable => None,
        }
    }

    /// Returns the seconds until the page that is open stops working, if the provider
    /// tells; `at` is the local clock, seconds.
    pub fn page_left(&self, at: i64) -> Option<i64> {
        let State::ActionRequired(redirect) = &self.state else {
            return None;
        };
        let now = at.saturating_add(self.clock);
        redirect.expires_at.map(|ends| ends.saturating_sub(now))
    }

    /// Returns what is wrong with the security code of the picked card.
    pub fn cvc_problem(&self) -> Option<CvcProblem> {
        match self.banner() {
            Some(Banner::Cvc(problem)) => Some(problem),
            Some(_) | None => None,
        }
    }

    /// Returns whether this page may say, by itself, that nothing was charged: it sent
    /// no charge, and the tab says that it holds no key and has not paid.
    pub fn nothing_was_sent(&self) -> bool {
        self.sent == Sent::Nothing && self.pending.is_none()
    }

    /// Returns the screen to draw.
    pub fn screen(&self) -> Screen {
        match &self.state {
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
            State::Ready(_) if self.usable_cards().next().is_none() => Screen::Empty,
            State::Ready(Some(Banner::AmountChanged)) | State::Superseded => Screen::Superseded,
            State::Ready(_) => Screen::Ready,
            State::Submitting => Screen::Paying,
            State::ActionRequired(_) => Screen::Bank,
            State::Processing(_) => Screen::Unknown,
            State::Succeeded => Screen::Paid,
            State::Expired => Screen::Expired,
            State::Unavailable => Screen::Unavailable,
        }
    }
}
