//! What the tests share: the provider and its media type.

use oneclick_providers::Secret;
use oneclick_providers::smart2pay::{Smart2Pay, Smart2PaySettings};

/// The media type that the provider sends.
pub(super) const JSON: &str = "application/json; charset=utf-8";

pub(crate) fn provider() -> Smart2Pay {
    provider_with(false)
}

pub(super) fn provider_with(card_on_file: bool) -> Smart2Pay {
    Smart2Pay::new(Smart2PaySettings {
        base_url: String::from("https://securetest.smart2pay.com/"),
        site_id: 1010,
        api_key: Secret::new(String::from("gabi")),
        card_on_file,
    })
}
