//! The amount that the shopper has seen.

use oneclick_rules::Amount;

/// Knows the amount that the shopper has seen first, or pressed the button with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SeenAmount(Option<Amount>);

impl SeenAmount {
    /// Notes the amount that is shown first.
    pub fn begin(&mut self, now: Option<Amount>) {
        self.0 = self.0.or(now);
    }

    /// Notes that the shopper has pressed the button with the present amount.
    pub fn agree(&mut self, now: Option<Amount>) {
        self.0 = now;
    }

    /// Returns the amount that the shopper has seen before, if the order costs another one now.
    pub fn before(self, now: Option<Amount>) -> Option<Amount> {
        self.0.filter(|seen| Some(*seen) != now)
    }
}
