//! Giving up a payment that is open on a page: the server is asked once at a time, and it
//! ends only when the server says so.

use oneclick_rules::PaymentState;
use oneclick_rules::wire::PaymentView;

/// Says how far the shopper is in giving up what is open on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GivingUp {
    /// Not at all.
    #[default]
    No,
    /// The server was asked and has not answered.
    Asked,
    /// It was asked, and the payment is open all the same.
    Held,
}

impl GivingUp {
    /// Steps into [`GivingUp::Asked`] synchronously; returns false if it has: a second press
    /// does nothing.
    pub(super) fn begin(&mut self) -> bool {
        core::mem::replace(self, Self::Asked) != Self::Asked
    }

    /// Takes an answer; returns false if another one has ended it before.
    pub(super) fn answer(&mut self) -> bool {
        let is_asked = *self == Self::Asked;
        if is_asked {
            *self = Self::Held;
        }
        is_asked
    }

    /// Ends with a payment that is not open on a page any more; returns whether that has
    /// ended as the shopper wanted it to.
    pub(super) fn end(&mut self, payment: &PaymentView) -> bool {
        if payment.state == PaymentState::ActionRequired {
            return false;
        }
        let before = core::mem::take(self);
        before != Self::No && payment.state == PaymentState::Expired
    }
}
