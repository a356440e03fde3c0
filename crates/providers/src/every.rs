//! Every provider with all its settings given, for tables of what each can do.

use crate::certitrade::{self, CertiTrade};
use crate::costplus::{self, CostPlus, DetailsPlacement};
use crate::finpay::{self, Finpay};
use crate::smart2pay::{self, Smart2Pay};
use crate::{Provider, Secret};

/// Makes every provider, by the name that its page has. None of them reaches anybody.
pub fn every_provider() -> [(&'static str, Box<dyn Provider>); 4] {
    let text = |text| String::from(text);
    let key = || Secret::new(text("none"));
    let base_url = || text("https://provider.invalid");
    let certitrade = CertiTrade::new(certitrade::Settings {
        base_url: base_url(),
        merchant_id: 0,
        api_key: key(),
        manual_capture: true,
        message_id: true,
    });
    let finpay = Finpay::new(finpay::Settings {
        base_url: base_url(),
        merchant_id: text("none"),
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
        site_id: 0,
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
