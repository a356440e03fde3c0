//! `[providers.finpay]`.

use oneclick_providers::finpay::FinpaySettings;

use crate::config::provider::address::Systems;
use crate::config::provider::settings::{ProviderSettings, Settings};
use crate::config::provider::shared::{Outside, base_url, redirect_hosts, secret};
use crate::config::reader::Section;
use crate::config::value::text;

const SYSTEMS: Systems = Systems {
    test: &["devo.finnet.co.id"],
    domain: "finnet.co.id",
};

pub(super) fn read(section: &mut Section<'_>, outside: &Outside<'_>) -> Option<ProviderSettings> {
    let base_url = base_url(section, outside, &SYSTEMS);
    let merchant_id = section.need("merchant_id", text(merchant_id));
    let merchant_key = secret(
        section,
        outside,
        "merchant_key",
        "ONECLICK_FINPAY_MERCHANT_KEY",
    );
    let stored_cards_path = section.may_else(
        "stored_cards_path",
        |value| text(path)(value).map(Some),
        || Some(None),
    );
    let redirect_hosts = redirect_hosts(section, outside, &["finpay.id", "finnet.co.id"]);
    let settings = FinpaySettings {
        base_url: String::from(base_url?.as_str()),
        merchant_id: merchant_id?,
        merchant_key: merchant_key?,
        stored_cards_path: stored_cards_path?,
    };
    Some(ProviderSettings {
        provider: Settings::Finpay(settings),
        three_d_secure: false,
        redirect_hosts: redirect_hosts?,
    })
}

/// Returns the user name of Basic credentials, which ends at the first colon.
fn merchant_id(id: &str) -> Result<String, String> {
    if id.is_empty() || id.contains(':') || id.chars().any(char::is_whitespace) {
        return Err(String::from("is empty or has a colon or a space in it"));
    }
    Ok(String::from(id))
}

fn path(path: &str) -> Result<String, String> {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic());
    if path.starts_with('/') && plain && path.matches("{customer}").count() == 1 {
        return Ok(String::from(path));
    }
    Err(String::from(
        "is not a path with {customer} in it once, such as \"/cards/{customer}\"",
    ))
}
