//! What Finpay is made from.

use crate::secret::Secret;

/// What stands for the customer's id in [`FinpaySettings::stored_cards_path`].
pub const CUSTOMER: &str = "{customer}";

/// What a merchant gets from Finpay, and where it is.
#[derive(Clone, Debug)]
pub struct FinpaySettings {
    /// The address in front of `/pg`: `https://live.finnet.co.id`.
    pub base_url: String,
    /// The merchant's id.
    pub merchant_id: String,
    /// The merchant's key: lets us in and signs notifications.
    pub merchant_key: Secret,
    /// The path of "Retrieve Stored Card", which no public page shows: behind
    /// `base_url`, beginning with `/`, with [`CUSTOMER`] for the customer's id.
    /// One without that would list everybody's cards and is taken for none.
    /// Without it no card can be kept.
    pub stored_cards_path: Option<String>,
}
