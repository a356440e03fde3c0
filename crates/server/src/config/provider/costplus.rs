//! `[providers.costplus]`.

use oneclick_providers::costplus::{CostPlusSettings, DetailsPlacement};

use crate::config::provider::address::Systems;
use crate::config::provider::settings::{ProviderSettings, Settings};
use crate::config::provider::shared::{Outside, base_url, redirect_hosts, secret};
use crate::config::reader::Section;
use crate::config::value::{one_of, text, whole};

/// One host serves both; the key decides.
const SYSTEMS: Systems = Systems {
    test: &[],
    domain: "",
};

pub(super) fn read(section: &mut Section<'_>, outside: &Outside<'_>) -> Option<ProviderSettings> {
    let base_url = base_url(section, outside, &SYSTEMS);
    let api_key = secret(section, outside, "api_key", "ONECLICK_COSTPLUS_API_KEY");
    let details_placement = section.may_else("details_placement", text(placement), || {
        Some(DetailsPlacement::Transaction)
    });
    let capture_within_days = section.may_else("capture_within_days", days, || {
        Some(CostPlusSettings::CAPTURE_WITHIN_DAYS)
    });
    let redirect_hosts = redirect_hosts(section, outside, &["costplus.online", "nopayn.co.uk"]);
    let settings = CostPlusSettings {
        base_url: String::from(base_url?.as_str()),
        api_key: api_key?,
        details_placement: details_placement?,
        capture_within_days: capture_within_days?,
    };
    Some(ProviderSettings {
        provider: Settings::CostPlus(settings),
        three_d_secure: false,
        redirect_hosts: redirect_hosts?,
    })
}

fn days(value: &toml::de::DeValue<'_>) -> Result<u32, String> {
    let days = u32::try_from(whole(value)?).ok();
    days.filter(|days| (1..=90).contains(days))
        .ok_or_else(|| String::from("is not a number of days from 1 to 90"))
}

fn placement(word: &str) -> Result<DetailsPlacement, String> {
    match word {
        "transaction" => Ok(DetailsPlacement::Transaction),
        "payment_method_details" => Ok(DetailsPlacement::PaymentMethodDetails),
        _ => Err(one_of(
            ["transaction", "payment_method_details"].into_iter(),
        )),
    }
}
