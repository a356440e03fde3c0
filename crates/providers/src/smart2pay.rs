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
use oneclick_rules::{Code, CvcSupport, Violation};
use zeroize::Zeroizing;

use crate::{
    Ability, Acknowledgement, Answer, Capabilities, CardAt, Charge, Credentials, FirstPayment,
    Forgotten, Found, HttpRequest, HttpResponse, Incoming, LearnedCard, LookUp, Movement,
    MovementAnswer, MovementOutcome, NotAuthentic, NotReadable, Notice, PaidCard, PaymentAt,
    Provider, ProviderName, Purchase, Secret, StoredCardAnswer, Totals,
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
            charge: Ability::Documented("POST /v1/payments with CreditCardToken"),
            merchant_charge: NOT_YET,
            first_payment: NOT_YET,
            read_card: NOT_YET,
            forget_card: NOT_YET,
            look_up: Ability::Documented("GET /v1/payments?merchantTransactionID="),
            resend: NOT_YET,
            capture: NOT_YET,
            partial_capture: NOT_YET,
            cancel: NOT_YET,
            refund: NOT_YET,
            partial_refund: NOT_YET,
            notification: NOT_YET,
            disputes: NOT_YET,
            three_d_secure: Ability::Documented("3DSecure, then RedirectURL"),
            manual_capture: true,
            multiple_captures: false,
            separate_uses: false,
            confirm_refusals: false,
            searches_by_time: false,
            not_found_after: 15 * 60,
        }
    }

    fn check_purchase(&self, purchase: &Purchase<'_>) -> Vec<Violation> {
        request::check_purchase(purchase)
    }

    fn charge(&self, charge: &Charge<'_>) -> Result<HttpRequest, Code> {
        request::charge(&self.base_url, &self.authorization, charge)
    }

    fn first_payment(&self, _first: &FirstPayment<'_>) -> Result<HttpRequest, Code> {
        Err(Code::CardProvider)
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
    ) -> Result<Found, NotReadable> {
        let answers = response::read_look_up(by, &response)?;
        Ok(Found {
            answers,
            next: None,
        })
    }

    fn learn_card(&self, _paid: &PaidCard<'_>) -> Result<HttpRequest, Code> {
        Err(Code::CardProvider)
    }

    fn read_learned(
        &self,
        _paid: &PaidCard<'_>,
        _response: HttpResponse<'_>,
    ) -> Result<Vec<LearnedCard>, NotReadable> {
        Err(not_yet())
    }

    fn read_card(&self, _card: &CardAt<'_>) -> Option<HttpRequest> {
        None
    }

    fn read_card_answer(
        &self,
        _card: &CardAt<'_>,
        _response: HttpResponse<'_>,
    ) -> Result<StoredCardAnswer, NotReadable> {
        Err(not_yet())
    }

    fn forget_card(&self, _card: &CardAt<'_>) -> Option<HttpRequest> {
        None
    }

    fn read_forgotten(&self, _response: HttpResponse<'_>) -> Forgotten {
        Forgotten::Unknown(String::from("not built"))
    }

    fn totals(&self, payment: &PaymentAt<'_>) -> Vec<HttpRequest> {
        vec![self.look_up(LookUp::Payment {
            payment: payment.payment,
            reference: payment.reference,
            now: payment.now,
        })]
    }

    fn read_totals(
        &self,
        _payment: &PaymentAt<'_>,
        _responses: &[HttpResponse<'_>],
    ) -> Result<Totals, NotReadable> {
        Err(not_yet())
    }

    fn movement(&self, _movement: &Movement<'_>) -> Result<HttpRequest, Code> {
        Err(Code::CaptureUnsupported)
    }

    fn read_movement(
        &self,
        _movement: &Movement<'_>,
        _response: HttpResponse<'_>,
    ) -> MovementAnswer {
        MovementAnswer {
            outcome: MovementOutcome::Unknown,
            id: None,
            detail: String::from("not built"),
        }
    }

    fn read_notification(&self, _incoming: Incoming<'_>) -> Result<Notice, NotAuthentic> {
        Err(NotAuthentic("not built"))
    }

    fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement {
            status: 204,
            content_type: None,
            body: "",
        }
    }

    fn harmless_call(&self, _now: i64) -> HttpRequest {
        request::get(
            format!("{}/v1/payments?limit=1", self.base_url),
            &self.authorization,
        )
    }

    fn read_harmless_call(&self, response: HttpResponse<'_>) -> Credentials {
        match response.status {
            200 => Credentials::Accepted,
            401 => Credentials::Refused,
            other => Credentials::Unclear(format!("http {other}")),
        }
    }
}

const NOT_YET: Ability = Ability::Absent("not built");

fn not_yet() -> NotReadable {
    NotReadable(String::from("not built"))
}

/// The form of a payment's id: `^\d{1,12}$`.
fn is_payment_id(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
