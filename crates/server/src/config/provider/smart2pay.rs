//! `[providers.smart2pay]`.

use oneclick_providers::smart2pay::Smart2PaySettings;

use crate::config::provider::address::Systems;
use crate::config::provider::settings::{ProviderSettings, Settings};
use crate::config::provider::shared::{Outside, base_url, redirect_hosts, secret};
use crate::config::reader::Section;
use crate::config::value::{flag, whole};

const SYSTEMS: Systems = Systems {
    test: &["securetest.smart2pay.com", "paytest.smart2pay.com"],
    domain: "smart2pay.com",
};

pub(super) fn read(section: &mut Section<'_>, outside: &Outside<'_>) -> Option<ProviderSettings> {
    let base_url = base_url(section, outside, &SYSTEMS);
    let site_id = section.need("site_id", |value| {
        u32::try_from(whole(value)?).map_err(|_| String::from("is too large for a site's id"))
    });
    let api_key = secret(section, outside, "api_key", "ONECLICK_SMART2PAY_API_KEY");
    let card_on_file = section.may_else("card_on_file", flag, || Some(true));
    let three_d_secure = section.may_else("three_d_secure", flag, || Some(false));
    let redirect_hosts = redirect_hosts(section, outside, &["smart2pay.com"]);
    let settings = Smart2PaySettings {
        base_url: String::from(base_url?.as_str()),
        site_id: u64::from(site_id?),
        api_key: api_key?,
        card_on_file: card_on_file?,
    };
    Some(ProviderSettings {
        provider: Settings::Smart2Pay(settings),
        three_d_secure: three_d_secure?,
        redirect_hosts: redirect_hosts?,
    })
}
