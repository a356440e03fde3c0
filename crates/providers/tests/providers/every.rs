//! Every provider, with all its settings given.

use oneclick_providers::certitrade::{self, CertiTrade};
use oneclick_providers::costplus::{self, CostPlus, DetailsPlacement};
use oneclick_providers::finpay::{self, Finpay};
use oneclick_providers::smart2pay::{self, Smart2Pay};
use oneclick_providers::{Provider, Secret};

/// Every provider, by the name that its page has.
pub(crate) fn every_provider() -> [(&'static str, Box<dyn Provider>); 4] {
    let text = |text| String::from(text);
    let key = || Secret::new(text("k3yF0rTests"));
    let base_url = || text("https://provider.example");
    let certitrade = CertiTrade::new(certitrade::Settings {
        base_url: base_url(),
        merchant_id: 12345,
        api_key: key(),
        manual_capture: true,
        message_id: true,
    });
    let finpay = Finpay::new(finpay::Settings {
        base_url: base_url(),
        merchant_id: text("FINPAY770"),
        merchant_key: key(),
        stored_cards_path: Some(text("/cards/{customer}")),
    });
    let costplus = CostPlus::new(costplus::Settings {
        base_url: base_url(),
        api_key: key(),
        details_placement: DetailsPlacement::default(),
        capture_within_days: costplus::Settings::CAPTURE_WITHIN_DAYS,
    });
    let smart2pay = Smart2Pay::new(smart2pay::Settings {
        base_url: base_url(),
        site_id: 1010,
        api_key: key(),
        card_on_file: true,
    });
    [
        ("CertiTrade", Box::new(certitrade)),
        ("Finpay", Box::new(finpay)),
        ("CostPlus", Box::new(costplus)),
        ("Smart2Pay", Box::new(smart2pay)),
    ]
}
