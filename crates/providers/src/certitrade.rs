//! `CertiTrade`, the Merchant API ws/2.0.
//!
//! Written from the provider's pages at developer.certitrade.se (repository
//! `certitrade/developer.certitrade.se`, folder `content/merchant`), whose
//! sections the files name, and from its TypeScript and PHP clients. What these
//! leave open and is assumed here says so where it stands.

mod account;
mod card;
mod collection;
mod customer;
mod id;
mod notification;
mod operation;
mod payment;
mod representation;
mod request;
mod response;
mod signing;
mod units;
mod words;

use oneclick_rules::{CvcSupport, ErrorCode, Violation};

use self::id::is_id;
use self::signing::Signer;
use crate::call::{Call, CallStep};
use crate::capabilities::{Ability, Capabilities, CredentialCheck};
use crate::card::check_initial_transaction;
use crate::card::{CardDeletion, CardToSave, ProviderCard, RetrievedCard, SavedCard};
use crate::name::ProviderName;
use crate::notification::{Acknowledgement, IncomingNotification, NotAuthentic, Notification};
use crate::operation::{Balance, OperationRequest, OperationStatus, ProviderPayment};
use crate::provider::Provider;
use crate::purchase::{CardUses, Charge, NewCardPayment, Purchase};
use crate::secret::Secret;
use crate::status::{FoundPayments, LookUp, NotReadable, PaymentStatus};

/// What a merchant gets from `CertiTrade`, and where it is.
#[derive(Clone, Debug)]
pub struct CertiTradeSettings {
    /// The address in front of `/payment`:
    /// `https://api.certitrade.net/ctpsp/ws/2.0`.
    pub base_url: String,
    /// The merchant's id.
    pub merchant_id: u64,
    /// The API key, with which requests and callbacks are signed.
    pub api_key: Secret,
    /// Whether the merchant's agreement is that payments wait for approval.
    pub manual_capture: bool,
    /// Whether what makes something carries a `message_id`, by which it can be
    /// sent again as transport; true unless the provider refuses it.
    pub message_id: bool,
}

/// `CertiTrade`: charges a card by its payment account, never with the security
/// code, and looks payments up by our reference.
#[derive(Debug)]
pub struct CertiTrade {
    signer: Signer,
    manual_capture: bool,
    message_id: bool,
}

impl CertiTrade {
    /// Makes a provider with these settings.
    pub fn new(settings: CertiTradeSettings) -> Self {
        Self {
            signer: Signer {
                base_url: String::from(settings.base_url.trim_end_matches('/')),
                merchant_id: settings.merchant_id,
                api_key: settings.api_key,
            },
            manual_capture: settings.manual_capture,
            message_id: settings.message_id,
        }
    }
}

impl Provider for CertiTrade {
    fn name(&self) -> ProviderName {
        ProviderName::CertiTrade
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            cvc: CvcSupport {
                in_request: false,
                hosted: false,
            },
            charge: Ability::Documented("POST /payment, ONE_CLICK"),
            merchant_charge: Ability::Documented("POST /payment, RECURRING"),
            hosted_page: Ability::Documented("POST /payment and /payment_account"),
            retrieve_card: Ability::Documented("GET /payment_account/{id}"),
            delete_card: Ability::Assumed("PUT /payment_account/{id}, state CLOSED"),
            look_up: Ability::Documented("GET /payment?reference="),
            resend: if self.message_id {
                Ability::Assumed("message_id in the body, the same Date")
            } else {
                Ability::Absent("switched off by the setting message_id")
            },
            capture: Ability::Documented("PUT /payment/{id}, state READY_FOR_CAPTURE"),
            partial_capture: Ability::Assumed("PUT /payment/{id}, amount and state"),
            cancel: Ability::Documented("PUT /payment/{id}, state CANCELLED"),
            cancel_open: Ability::Absent("only what is authorised can be cancelled"),
            refund: Ability::Documented("POST /payment/{id}/refund"),
            partial_refund: Ability::Documented("POST /payment/{id}/refund"),
            notification: Ability::Documented("form with sha256code, for the payment window"),
            disputes: Ability::Absent("the documents name none"),
            three_d_secure: Ability::Documented("in the payment window, never by one click"),
            manual_capture: self.manual_capture,
            multiple_captures: false,
            separate_uses: true,
            confirm_refusals: false,
            searches_by_time: false,
            page_ends_as_asked: false,
            not_found_after: 15 * 60,
        }
    }

    fn check_purchase(&self, purchase: &Purchase<'_>) -> Vec<Violation> {
        request::check_purchase(purchase, self.manual_capture)
    }

    /// Gives the payment that filled the account, by its number. It is evidence alone:
    /// a charge names the account.
    fn check_initial_transaction(
        &self,
        given: Option<&str>,
        keep: CardUses,
    ) -> Result<(), ErrorCode> {
        check_initial_transaction(given, keep, is_id)
    }

    fn charge(&self, charge: &Charge<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        let request = request::charge(&self.signer, self.message_id, charge)?;
        Ok(Call::new(request, response::read_charge))
    }

    fn prepare(&self, keep: CardUses, now: i64) -> Option<Call<Result<Secret, NotReadable>>> {
        let request = account::prepare(&self.signer, keep, now)?;
        Some(Call::new(request, account::read_prepared))
    }

    fn hosted_page(&self, first: &NewCardPayment<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        let request = request::hosted_page(&self.signer, self.message_id, first)?;
        Ok(Call::new(request, response::read_charge))
    }

    fn look_up(&self, by: &LookUp) -> Call<Result<FoundPayments, NotReadable>> {
        let request = request::look_up(&self.signer, by);
        Call::about(by, request, response::read_look_up)
    }

    fn save_card(
        &self,
        paid: &CardToSave,
    ) -> Result<Call<Result<Vec<SavedCard>, NotReadable>>, ErrorCode> {
        let request = account::save(&self.signer, self.message_id, paid)?;
        Ok(Call::about(paid, request, account::read_saved))
    }

    fn retrieve_card(
        &self,
        card: &ProviderCard,
    ) -> Option<Call<Result<RetrievedCard, NotReadable>>> {
        let request = account::read(&self.signer, &card.token, card.now)?;
        Some(Call::about(&card.token, request, account::read_answer))
    }

    fn delete_card(&self, card: &ProviderCard) -> Option<Call<CardDeletion>> {
        let request = account::delete(&self.signer, &card.token, card.now)?;
        Some(Call::new(request, account::read_deleted))
    }

    fn balance(&self, payment: &ProviderPayment) -> Call<CallStep<Result<Balance, NotReadable>>> {
        operation::balance(&self.signer, payment)
    }

    fn operation(&self, operation: &OperationRequest) -> Result<Call<OperationStatus>, ErrorCode> {
        let request = operation::request(&self.signer, self.message_id, operation)?;
        Ok(Call::about(operation, request, operation::read))
    }

    fn read_notification(
        &self,
        incoming: IncomingNotification<'_>,
    ) -> Result<Notification, NotAuthentic> {
        notification::read(&self.signer, &incoming)
    }

    /// Answers 200 and nothing, which is assumed: what is expected is not documented.
    fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement {
            status: 200,
            content_type: None,
            body: "",
        }
    }

    fn check_credentials(&self, now: i64) -> Call<CredentialCheck> {
        let merchant_id = self.signer.merchant_id;
        let request = self.signer.get(&format!("merchant/{merchant_id}"), now);
        Call::new(request, move |response| {
            response::read_credential_check(response, merchant_id)
        })
    }
}
