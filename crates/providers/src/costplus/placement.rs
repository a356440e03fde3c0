//! Where a request says what is about a stored card.

/// Where `one_click_type`, `recurring_type`, `schedule_type`, `vault_token` and
/// `cvc` stand in a request: CostPlus's documents and those of other houses of
/// Ginger disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DetailsPlacement {
    /// In the transaction ("One-Click Payments").
    #[default]
    Transaction,
    /// In its `payment_method_details` ("One Click Credit Card Payments",
    /// developer.emspay.eu).
    PaymentMethodDetails,
}
