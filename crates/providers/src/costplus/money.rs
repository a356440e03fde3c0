//! How much of an order of CostPlus was authorised, captured and given back.

use oneclick_rules::{Amount, Currency};

use super::order::{Order, Transaction};
use super::units;
use crate::json::Json;

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

impl Order<'_> {
    /// Whether it was only to be authorised ("Authorizations, Captures & Voids";
    /// `transaction_type` by the provider's `WooCommerce` plug-in).
    pub(super) fn is_authorisation(&self) -> bool {
        let by_mode = matches!(self.json.text("capture_mode"), Some("manual" | "delayed"));
        let by_type = |one: &Transaction<'_>| {
            let type_ = one.json.text("transaction_type").unwrap_or_default();
            type_.contains("authorization") || one.json.flag("is_capturable") == Some(true)
        };
        by_mode || self.paid().is_some_and(by_type) || self.detail("capturable") > Some(0)
    }

    /// How much was captured. What was not only authorised is captured at once.
    pub(super) fn captured(&self) -> Captured {
        if !self.is_authorisation() {
            return Captured::Whole;
        }
        if let Some(units) = self.detail("captured") {
            return match units {
                0 => Captured::Nothing,
                _ if Some(units) == self.json.whole("amount") => Captured::Whole,
                _ => Captured::Part(Some(units)),
            };
        }
        let paid = self.paid();
        let whole = |one: &Transaction<'_>| {
            one.json.flag("is_fully_captured") == Some(true) || one.is_captured()
        };
        let flagged = |json: &Json| {
            let flags = json.list("flags").unwrap_or_default();
            flags
                .iter()
                .any(|flag| flag.as_text() == Some("has-captures"))
        };
        if paid.is_some_and(whole) {
            Captured::Whole
        } else if flagged(self.json) || paid.is_some_and(|one| flagged(one.json)) {
            Captured::Part(None)
        } else {
            Captured::Nothing
        }
    }

    /// Units of `amount_details`, where the answer has them.
    pub(super) fn detail(&self, name: &str) -> Option<u64> {
        self.json.object("amount_details")?.whole(name)
    }

    /// Units given back, where the answer tells.
    pub(super) fn refunded(&self) -> Option<u64> {
        self.detail("refunded")
            .into_iter()
            .chain(self.json.whole("refunded_amount"))
            .max()
    }

    /// So many units in the order's currency.
    pub(super) fn units(&self, units: u64) -> Option<Amount> {
        let currency = Currency::parse(self.json.text("currency")?).ok()?;
        units::to_amount(units, currency)
    }

    /// The amount that proves the outcome: the order's, where its transaction
    /// does not say another; of a part, the part alone.
    pub(super) fn amount(&self) -> Option<Amount> {
        let asked = self.json.whole("amount")?;
        let paid = self.paid().map(|one| one.json);
        let units_agree =
            paid.is_none_or(|one| one.lacks("amount") || one.whole("amount") == Some(asked));
        let currency = self.json.text("currency");
        let currency_agrees =
            paid.is_none_or(|one| one.lacks("currency") || one.text("currency") == currency);
        match self.captured() {
            Captured::Part(part) => self.units(part?),
            Captured::Nothing | Captured::Whole if units_agree && currency_agrees => {
                self.units(asked)
            }
            Captured::Nothing | Captured::Whole => None,
        }
    }
}
