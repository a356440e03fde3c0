//! What the tests share: the provider and its media type.

use oneclick_providers::Secret;
use oneclick_providers::finpay::{Finpay, FinpaySettings};

/// The media type that the provider sends.
pub(super) const JSON: &str = "application/json";

/// The pair of keys is the example of "Authorization & Headers".
pub(super) fn settings(stored_cards_path: Option<&str>) -> FinpaySettings {
    FinpaySettings {
        base_url: String::from("https://devo.finnet.co.id/"),
        merchant_id: String::from("FINPAY770"),
        merchant_key: Secret::new(String::from("SoSecret123")),
        stored_cards_path: stored_cards_path.map(String::from),
    }
}

pub(crate) fn provider() -> Finpay {
    Finpay::new(settings(Some("/pg/payment/card/customer/{customer}")))
}
