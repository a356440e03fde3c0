//! `[providers.certitrade]`.

use oneclick_providers::certitrade::CertiTradeSettings;

use crate::config::provider::address::Systems;
use crate::config::provider::settings::{ProviderSettings, Settings};
use crate::config::provider::shared::{Outside, base_url, redirect_hosts, secret};
use crate::config::reader::Section;
use crate::config::value::{flag, whole};

const SYSTEMS: Systems = Systems {
    test: &["apitest.certitrade.net"],
    domain: "certitrade.net",
};

pub(super) fn read(section: &mut Section<'_>, outside: &Outside<'_>) -> Option<ProviderSettings> {
    let base_url = base_url(section, outside, &SYSTEMS);
    let merchant_id = section.need("merchant_id", whole);
    let api_key = secret(section, outside, "api_key", "ONECLICK_CERTITRADE_API_KEY");
    let manual_capture = section.may_else("manual_capture", flag, || Some(false));
    let message_id = section.may_else("message_id", flag, || Some(true));
    let redirect_hosts = redirect_hosts(section, outside, &["certitrade.net"]);
    let settings = CertiTradeSettings {
        base_url: String::from(base_url?.as_str()),
        merchant_id: merchant_id?,
        api_key: api_key?,
        manual_capture: manual_capture?,
        message_id: message_id?,
    };
    Some(ProviderSettings {
        provider: Settings::CertiTrade(settings),
        three_d_secure: false,
        redirect_hosts: redirect_hosts?,
    })
}
