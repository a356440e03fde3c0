//! Smart2Pay (`GlobalPay`, now Nuvei's), the card interface `v1/payments`.
//!
//! Written from the provider's pages at docs-apm.nuvei.com and
//! docs.smart2pay.com and from its public SDKs for .NET and PHP. What these
//! leave open and is assumed here says so where it stands.

mod balance;
mod card;
mod id;
mod notification;
mod open;
mod operation;
mod outcome;
mod purchase;
mod record;
mod request;
mod response;
mod site;
mod units;
mod words;

use oneclick_rules::{CvcSupport, ErrorCode, Violation};

use self::site::Smart2PaySite;
use crate::call::{Call, CallStep};
use crate::capabilities::{Ability, Capabilities, CredentialCheck};
use crate::card::check_initial_transaction;
use crate::card::{CardDeletion, CardToSave, ProviderCard, RetrievedCard, SavedCard};
use crate::name::ProviderName;
use crate::notification::{Acknowledgement, IncomingNotification, NotAuthentic, Notification};
use crate::operation::{Balance, OpenPayment, OperationRequest, OperationStatus, ProviderPayment};
use crate::provider::Provider;
use crate::purchase::{CardUses, Charge, NewCardPayment, Purchase};
use crate::secret::Secret;
use crate::status::{FoundPayments, LookUp, NotReadable, PaymentStatus};

/// What a merchant gets from Smart2Pay, and where it is.
#[derive(Clone, Debug)]
pub struct Smart2PaySettings {
    /// The address in front of `/v1`: `https://secure.smart2pay.com`.
    pub base_url: String,
    /// The site's id.
    pub site_id: u64,
    /// The site's key.
    pub api_key: Secret,
    /// Whether a payment by a new card that keeps the card for one click alone says so
    /// in `CardOnFile`: newer pages ask for it, older ones do not know it. One
    /// that keeps it for the merchant's use always does.
    pub card_on_file: bool,
}

/// Smart2Pay: cards as `CreditCardToken`, with or without the security code.
#[derive(Debug)]
pub struct Smart2Pay {
    site: Smart2PaySite,
    card_on_file: bool,
}

impl Smart2Pay {
    /// Makes a provider with these settings.
    pub fn new(settings: Smart2PaySettings) -> Self {
        Self {
            site: Smart2PaySite::new(&settings.base_url, settings.site_id, &settings.api_key),
            card_on_file: settings.card_on_file,
        }
    }
}

impl Provider for Smart2Pay {
    fn name(&self) -> ProviderName {
        ProviderName::Smart2Pay
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            cvc: CvcSupport {
                in_request: true,
                hosted: true,
            },
            charge: Ability::Documented("POST /v1/payments with CreditCardToken"),
            merchant_charge: Ability::Documented("POST /v1/payments with CardOnFile"),
            hosted_page: Ability::Documented(
                "POST /v1/payments without a card, GenerateCreditCardToken",
            ),
            retrieve_card: Ability::Documented("GET /v1/card/token/{token}"),
            delete_card: Ability::Documented("POST /v1/card/token/{token}/cancel"),
            look_up: Ability::Documented("GET /v1/payments?merchantTransactionID="),
            resend: Ability::Absent("what RequestId does is not documented"),
            capture: Ability::Documented("POST /v1/payments/{id}/capture"),
            partial_capture: Ability::Documented("POST /v1/payments/{id}/capture?amount="),
            cancel: Ability::Documented("POST /v1/payments/{id}/cancel"),
            cancel_open: Ability::Assumed("POST /v1/payments/{id}/cancel"),
            refund: Ability::Documented("POST /v1/payments/{id}/refunds"),
            partial_refund: Ability::Documented("POST /v1/payments/{id}/refunds"),
            notification: Ability::Documented("JSON with the site's Basic credentials"),
            disputes: Ability::Documented("statuses 19, 23, 24, 26, 27, 28 and Dispute"),
            three_d_secure: Ability::Documented("3DSecure, then RedirectURL"),
            manual_capture: true,
            multiple_captures: false,
            separate_uses: false,
            confirm_refusals: false,
            searches_by_time: false,
            page_ends_as_asked: false,
            not_found_after: 15 * 60,
        }
    }

    fn check_purchase(&self, purchase: &Purchase<'_>) -> Vec<Violation> {
        request::check_purchase(purchase)
    }

    /// Gives the payment that stored the card, by its number: `InitialPaymentID`.
    fn check_initial_transaction(
        &self,
        given: Option<&str>,
        keep: CardUses,
    ) -> Result<(), ErrorCode> {
        check_initial_transaction(given, keep, |id| request::initial_payment(Some(id)).is_ok())
    }

    fn charge(&self, charge: &Charge<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        let request = request::charge(&self.site, charge)?;
        Ok(Call::new(request, response::read_charge))
    }

    fn hosted_page(&self, first: &NewCardPayment<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        let request = request::hosted_page(&self.site, self.card_on_file, first)?;
        Ok(Call::new(request, response::read_charge))
    }

    fn look_up(&self, by: &LookUp) -> Call<Result<FoundPayments, NotReadable>> {
        let request = request::look_up(&self.site, by);
        Call::about(by, request, |by, response| {
            response::read_look_up(by, response).map(FoundPayments::all)
        })
    }

    fn save_card(
        &self,
        paid: &CardToSave,
    ) -> Result<Call<Result<Vec<SavedCard>, NotReadable>>, ErrorCode> {
        if !id::is_payment_id(&paid.provider_payment_id) {
            return Err(ErrorCode::IdFormat);
        }
        let request = self.site.get(&id::payment_path(&paid.provider_payment_id));
        Ok(Call::about(paid, request, card::read_saved))
    }

    fn retrieve_card(
        &self,
        card: &ProviderCard,
    ) -> Option<Call<Result<RetrievedCard, NotReadable>>> {
        let request = self.site.get(card::token_path(&card.token).expose());
        Some(Call::about(&card.token, request, card::read_retrieved))
    }

    fn delete_card(&self, card: &ProviderCard) -> Option<Call<CardDeletion>> {
        let path = Secret::new(format!("{}/cancel", card::token_path(&card.token).expose()));
        let request = self.site.post(path.expose(), None);
        Some(Call::new(request, card::read_deleted))
    }

    fn balance(&self, payment: &ProviderPayment) -> Call<CallStep<Result<Balance, NotReadable>>> {
        balance::call(&self.site, payment)
    }

    fn operation(&self, operation: &OperationRequest) -> Result<Call<OperationStatus>, ErrorCode> {
        let request = operation::request(&self.site, operation)?;
        Ok(Call::about(operation, request, operation::read))
    }

    fn cancel_open(&self, payment: &OpenPayment) -> Option<Call<OperationStatus>> {
        let request = open::request(&self.site, payment)?;
        Some(Call::about(payment, request, open::read))
    }

    fn read_notification(
        &self,
        incoming: IncomingNotification<'_>,
    ) -> Result<Notification, NotAuthentic> {
        notification::read(&self.site, incoming)
    }

    fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement {
            status: 204,
            content_type: None,
            body: "",
        }
    }

    fn check_credentials(&self, _now: i64) -> Call<CredentialCheck> {
        let request = self.site.get("/v1/payments?limit=1");
        Call::new(request, response::read_credential_check)
    }
}
