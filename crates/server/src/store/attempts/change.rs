//! A change of an attempt, and what becomes of its next look-up.

use oneclick_providers::Dispute;
use oneclick_rules::DeclineReason;

use crate::model::attempt::Attempt;
use crate::model::webhook::told::Concern;

/// A change of an attempt.
#[derive(Clone, Debug, Default)]
pub struct Change<'a> {
    /// What happened.
    pub kind: &'a str,
    /// Who or what said so.
    pub by: &'a str,
    /// In the provider's words or the person's.
    pub detail: &'a str,
    /// With a decline: why.
    pub decline_reason: Option<DeclineReason>,
    /// The provider's id, where it is now known.
    pub provider_payment_id: Option<&'a str>,
    /// A dispute over the payment, where one is now known.
    pub dispute: Option<Dispute>,
    /// What it is about beside the payment, for the merchant to be told.
    pub concern: Concern<'a>,
    /// Where the shopper goes on, and until when.
    pub redirect: Option<(&'a str, Option<i64>)>,
    /// When to look the attempt up next.
    pub schedule: Schedule,
}

impl Change<'_> {
    /// Returns a change beside the attempt's own: its reason and its next look-up stay.
    pub fn keeping(attempt: &Attempt) -> Self {
        Self {
            decline_reason: attempt.decline_reason,
            ..Self::default()
        }
    }
}

/// Says what becomes of the next look-up when something else changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schedule {
    /// It stays as it stands in the store.
    #[default]
    Keep,
    /// It is due then, Unix milliseconds.
    At(i64),
    /// None is due by itself.
    Never,
}

impl Schedule {
    pub(in crate::store) fn at(self) -> Option<i64> {
        match self {
            Self::At(at) => Some(at),
            Self::Keep | Self::Never => None,
        }
    }

    pub(in crate::store) fn keeps(self) -> i64 {
        i64::from(self == Self::Keep)
    }
}
