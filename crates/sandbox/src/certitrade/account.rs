//! A payment account: a stored card (reference/resources/payment-account.md).

use serde::Serialize;

use super::payment::CertitradeMethod;
use crate::ledger::{ShownCard, SimulatedCard};

/// What an account is going through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum AccountState {
    Uninitialized,
    Active,
    Closed,
    Suspended,
}

/// A payment account.
#[derive(Clone)]
pub(super) struct PaymentAccount {
    pub(super) id: String,
    pub(super) created: u64,
    pub(super) state: AccountState,
    /// `ONE_CLICK` or `RECURRING`.
    pub(super) method: CertitradeMethod,
    /// None until it is initialised.
    pub(super) card: Option<SimulatedCard>,
    pub(super) ends_in_fraud: bool,
}

/// Masks a number, as in `xxxxxxxxxxxx2300`.
pub(super) fn masked(card: &ShownCard) -> String {
    let hidden = card.length.saturating_sub(card.last_four.len());
    format!("{}{}", "x".repeat(hidden), card.last_four)
}
