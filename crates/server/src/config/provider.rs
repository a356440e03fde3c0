//! What each provider is told.

use oneclick_providers::Secret;

use super::address::{BaseUrl, Host, HostName};
use super::reader::Section;
use super::value::{flag, list, text, whole};

/// The providers that the server knows, by the name of their section.
const KNOWN: [&str; 1] = ["smart2pay"];

/// The configured providers, at least one.
#[derive(Clone, Debug)]
pub struct Providers {
    /// Smart2Pay.
    pub smart2pay: Option<Smart2Pay>,
}

/// Smart2Pay's settings.
#[derive(Clone, Debug)]
pub struct Smart2Pay {
    /// Where its API is.
    pub base_url: BaseUrl,
    /// The merchant's site.
    pub site_id: u32,
    /// The site's key.
    pub api_key: Secret,
    /// Whether 3-D Secure is asked for where the session does not say.
    pub three_d_secure: bool,
    /// Hosts that a shopper may be sent to.
    pub redirect_hosts: Vec<HostName>,
}

impl Providers {
    pub(super) fn read(
        root: &mut Section<'_>,
        live: bool,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Self> {
        let mut section = root.section("providers");
        if section.names().is_empty() {
            let known = KNOWN.join(", ");
            root.wrong(
                "providers",
                format!("is missing; at least one provider is needed: {known}"),
            );
            return None;
        }
        let mut smart2pay = section.section("smart2pay");
        let there = smart2pay.is_there();
        let settings = there
            .then(|| Smart2Pay::read(&mut smart2pay, live, variable))
            .flatten();
        if there {
            smart2pay.finish();
        }
        section.finish();
        settings.map(|settings| Self {
            smart2pay: Some(settings),
        })
    }
}

impl Smart2Pay {
    fn read(
        section: &mut Section<'_>,
        live: bool,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Self> {
        const VARIABLE: &str = "ONECLICK_SMART2PAY_API_KEY";
        let base_url = section.need("base_url", text(|url| provider_address(url, live)));
        let site_id = section.need("site_id", |value| {
            u32::try_from(whole(value)?).map_err(|_| String::from("is too large for a site's id"))
        });
        let api_key = section.secret("api_key", (VARIABLE, variable(VARIABLE)), |key| {
            if key.is_empty() || key.chars().any(char::is_whitespace) {
                return Err(String::from("is empty or has a space in it"));
            }
            Ok(Secret::new(String::from(key)))
        });
        let three_d_secure = section.may_else("three_d_secure", flag, || Some(false));
        let redirect_hosts = section.need("redirect_hosts", list(|name| host_name(name, live)));
        Some(Self {
            base_url: base_url?,
            site_id: site_id?,
            api_key: api_key?,
            three_d_secure: three_d_secure?,
            redirect_hosts: redirect_hosts?,
        })
    }
}

/// With real money no shopper is sent to their own machine.
fn host_name(name: &str, live: bool) -> Result<HostName, String> {
    let host = HostName::parse(name)?;
    if live && Host::of(host.as_str()) == Host::Loopback {
        return Err(String::from(
            "is a loopback address, which live mode does not take",
        ));
    }
    Ok(host)
}

/// Test and live addresses are kept apart: live moves no money in a test, and
/// a test takes no order for paid.
fn provider_address(address: &str, live: bool) -> Result<BaseUrl, String> {
    let url = BaseUrl::parse(address, live)?;
    let host = url.host().unwrap_or_default();
    let test = matches!(
        host.as_str(),
        "securetest.smart2pay.com" | "paytest.smart2pay.com"
    );
    if live && test {
        return Err(String::from(
            "is the provider's test system, which live mode does not take",
        ));
    }
    let real = host == "smart2pay.com" || host.ends_with(".smart2pay.com");
    if !live && real && !test && Host::of(&host) == Host::Elsewhere {
        return Err(String::from(
            "is the provider's live system, which test mode does not take",
        ));
    }
    Ok(url)
}
