//! What every dialect's book of payments can be asked by the control calls.

use crate::cards::Card;
use crate::ledger::Entry;
use crate::notice::Notice;

/// A provider's memory: its payments, in its own words, and its cards.
pub(crate) trait Book: Send {
    /// Does what time does by itself, for example expiry.
    fn settle(&mut self, now: u64);

    /// All payments, in the order of booking.
    fn ledger(&self) -> Vec<Entry>;

    /// Keeps a card under a token, which is made up where none is given.
    /// Answers the token.
    fn store(&mut self, token: Option<String>, card: Card, now: u64) -> String;

    /// The provider changes its mind about every payment of a reference, and
    /// tells the merchant where it would.
    ///
    /// # Errors
    ///
    /// The provider has no such status.
    fn change(&mut self, reference: &str, status: &str, now: u64) -> Result<(), &'static str>;

    /// What the provider would tell about the newest payment of a reference
    /// now, or with credentials or a signature that are not its own. None if
    /// there is no such payment, or nowhere to tell it.
    fn notice(&self, reference: &str, forged: bool, now: u64) -> Option<Notice>;
}
