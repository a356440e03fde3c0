//! Smart2Pay (`GlobalPay`, now Nuvei's), the card interface `v1/payments`.
//!
//! Written from the provider's pages at docs-apm.nuvei.com and
//! docs.smart2pay.com and from its public SDKs for .NET and PHP. What these
//! leave open and is assumed here says so where it stands.

mod request;
mod response;
mod units;
mod words;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oneclick_rules::{Amount, Code, CvcSupport};
use zeroize::Zeroizing;

use crate::{
    Answer, Capabilities, Charge, HttpRequest, HttpResponse, LookUp, NotReadable, Provider,
    ProviderName, Secret,
};

/// What a merchant gets from Smart2Pay, and where it is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address in front of `/v1`: `https://secure.smart2pay.com`.
    pub base_url: String,
    /// The site's id.
    pub site_id: u64,
    /// The site's key.
    pub api_key: Secret,
}

/// Smart2Pay: charges a card by its `CreditCardToken`, with or without the
/// security code, and looks payments up.
#[derive(Debug)]
pub struct Smart2Pay {
    base_url: String,
    authorization: Secret,
}

impl Smart2Pay {
    /// The name in the config, the API and the store.
    pub const NAME: ProviderName = ProviderName("smart2pay");

    /// A provider with these settings.
    pub fn new(settings: Settings) -> Self {
        let pair = Zeroizing::new(format!(
            "{}:{}",
            settings.site_id,
            settings.api_key.expose()
        ));
        Self {
            base_url: String::from(settings.base_url.trim_end_matches('/')),
            authorization: Secret::new(format!("Basic {}", STANDARD.encode(pair.as_bytes()))),
        }
    }
}

impl Provider for Smart2Pay {
    fn name(&self) -> ProviderName {
        Self::NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            cvc: CvcSupport {
                in_request: true,
                hosted: true,
            },
            three_d_secure: true,
            manual_capture: true,
            not_found_after: 15 * 60,
            description: request::DESCRIPTION,
            statement_descriptor: request::STATEMENT_DESCRIPTOR,
        }
    }

    fn check_amount(&self, amount: Amount) -> Result<(), Code> {
        units::from_amount(amount).map(drop)
    }

    fn charge(&self, charge: &Charge<'_>) -> Result<HttpRequest, Code> {
        request::charge(&self.base_url, &self.authorization, charge)
    }

    fn read_charge(&self, response: HttpResponse<'_>) -> Answer {
        response::read_charge(&response)
    }

    fn look_up(&self, by: LookUp<'_>) -> HttpRequest {
        request::look_up(&self.base_url, &self.authorization, by)
    }

    fn read_look_up(
        &self,
        by: LookUp<'_>,
        response: HttpResponse<'_>,
    ) -> Result<Vec<Answer>, NotReadable> {
        response::read_look_up(by, &response)
    }
}

/// The form of a payment's id: `^\d{1,12}$`.
fn is_payment_id(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
