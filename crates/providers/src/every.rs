//! Every provider with all its settings given, for tables of what each can do.

use crate::certitrade::{self, CertiTrade};
use crate::costplus::{self, CostPlus, DetailsPlacement};
use crate::finpay::{self, Finpay};
use crate::name::ProviderName;
use crate::provider::Provider;
use crate::secret::Secret;
use crate::smart2pay::{self, Smart2Pay};

/// Makes every provider. None of them reaches anybody.
pub fn every_provider() -> [Box<dyn Provider>; ProviderName::ALL.len()] {
    ProviderName::ALL.map(example)
}

fn example(name: ProviderName) -> Box<dyn Provider> {
    let base_url = String::from("https://provider.invalid");
    let key = Secret::new(String::from("none"));
    match name {
        ProviderName::CertiTrade => Box::new(CertiTrade::new(certitrade::CertiTradeSettings {
            base_url,
            merchant_id: 0,
            api_key: key,
            manual_capture: true,
            message_id: true,
        })),
        ProviderName::CostPlus => Box::new(CostPlus::new(costplus::CostPlusSettings {
            base_url,
            api_key: key,
            details_placement: DetailsPlacement::default(),
            capture_within_days: costplus::CostPlusSettings::CAPTURE_WITHIN_DAYS,
        })),
        ProviderName::Finpay => Box::new(Finpay::new(finpay::FinpaySettings {
            base_url,
            merchant_id: String::from("none"),
            merchant_key: key,
            stored_cards_path: Some(String::from("/cards/{customer}")),
        })),
        ProviderName::Smart2Pay => Box::new(Smart2Pay::new(smart2pay::Smart2PaySettings {
            base_url,
            site_id: 0,
            api_key: key,
            card_on_file: true,
        })),
    }
}
