//! How much of an order of CostPlus was authorised, captured and given back.

use oneclick_rules::{Amount, Currency};

use super::order::{AmountDetails, OrderDocument};
use super::transaction::TransactionFields;
use super::units;
use crate::fields::{Field, FilledText, List, Whole};

/// How much of an authorisation was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Captured {
    /// Nothing yet.
    Nothing,
    /// All of it.
    Whole,
    /// So many units of it; `None` where nobody says how many.
    Part(Option<u64>),
}

fn has_captures(flags: &Field<List<Field<FilledText>>>) -> bool {
    let mut flags = flags.items().iter();
    flags.any(|flag| flag.text() == Some("has-captures"))
}

impl OrderDocument {
    /// Tells whether it was only to be authorised ("Authorizations, Captures & Voids";
    /// `transaction_type` by the provider's `WooCommerce` plug-in).
    pub(super) fn is_authorisation(&self) -> bool {
        let by_mode = matches!(self.capture_mode.text(), Some("manual" | "delayed"));
        by_mode
            || self.paid().is_some_and(TransactionFields::is_authorisation)
            || self.detail(|details| &details.capturable) > Some(0)
    }

    /// Tells how much was captured. What was not only authorised is captured at once.
    pub(super) fn captured(&self) -> Captured {
        if !self.is_authorisation() {
            return Captured::Whole;
        }
        if let Some(units) = self.detail(|details| &details.captured) {
            return match units {
                0 => Captured::Nothing,
                _ if Some(units) == self.amount.whole() => Captured::Whole,
                _ => Captured::Part(Some(units)),
            };
        }
        let paid = self.paid();
        if paid.is_some_and(TransactionFields::is_captured) {
            Captured::Whole
        } else if has_captures(&self.flags) || paid.is_some_and(|one| has_captures(&one.flags)) {
            Captured::Part(None)
        } else {
            Captured::Nothing
        }
    }

    /// Units of `amount_details`, where the answer has them.
    pub(super) fn detail(&self, which: fn(&AmountDetails) -> &Field<Whole>) -> Option<u64> {
        which(self.amount_details.object()?).whole()
    }

    /// Units that were ordered.
    pub(super) fn ordered(&self) -> Option<u64> {
        self.amount.whole()
    }

    /// Units given back, where the answer tells.
    pub(super) fn refunded(&self) -> Option<u64> {
        self.detail(|details| &details.refunded)
            .into_iter()
            .chain(self.refunded_amount.whole())
            .max()
    }

    /// So many units in the order's currency.
    pub(super) fn units(&self, units: u64) -> Option<Amount> {
        let currency = Currency::parse(self.currency.text()?).ok()?;
        units::to_amount(units, currency)
    }

    /// Gives the amount that proves the outcome: the order's, where its transaction
    /// does not say another; of a part, the part alone.
    pub(super) fn amount(&self) -> Option<Amount> {
        let asked = self.amount.whole()?;
        let paid = self.paid();
        let units_agree =
            paid.is_none_or(|one| one.amount.is_blank() || one.amount.whole() == Some(asked));
        let currency_agrees = paid.is_none_or(|one| {
            one.currency.is_blank() || one.currency.text() == self.currency.text()
        });
        match self.captured() {
            Captured::Part(part) => self.units(part?),
            Captured::Nothing | Captured::Whole if units_agree && currency_agrees => {
                self.units(asked)
            }
            Captured::Nothing | Captured::Whole => None,
        }
    }
}
