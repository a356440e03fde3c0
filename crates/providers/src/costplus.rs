//! CostPlus (Cost+, once `NoPayn`), which runs on Ginger Payments: orders that
//! charge a stored card by its vault token, with or without the security code.
//!
//! Written from the pages at docs.costplus.io, which comments name by their
//! titles, the provider's own plug-ins and SDKs, and ginger-php. What these
//! leave open and is assumed here says so where it stands.

mod card;
mod customer;
mod fault;
mod id;
mod money;
mod notification;
mod open;
mod operation;
mod order;
mod outcome;
mod placement;
mod request;
mod response;
mod site;
mod time;
mod transaction;
mod units;
mod words;

use oneclick_rules::{CvcSupport, ErrorCode, Violation};

use self::id::is_id;
pub use self::placement::DetailsPlacement;
use self::site::CostPlusSite;
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
use crate::site::BasicSite;
use crate::status::{FoundPayments, LookUp, NotReadable, PaymentStatus};

/// What a merchant gets from CostPlus, and how its API wants to be spoken to.
#[derive(Clone, Debug)]
pub struct CostPlusSettings {
    /// The address in front of `/orders/`: `https://api.costplus.online/v1`.
    pub base_url: String,
    /// The website's key. One of a sandbox website simulates.
    pub api_key: Secret,
    /// Where the members about a stored card stand in a request.
    pub details_placement: DetailsPlacement,
    /// For how many days an authorisation may wait for its capture, at least
    /// one; the provider gives it back then. [`CostPlusSettings::CAPTURE_WITHIN_DAYS`].
    pub capture_within_days: u32,
}

impl CostPlusSettings {
    /// What card schemes let an authorisation live at least.
    pub const CAPTURE_WITHIN_DAYS: u32 = 7;
}

/// CostPlus.
#[derive(Debug)]
pub struct CostPlus {
    site: CostPlusSite,
}

impl CostPlus {
    /// Makes a provider with these settings.
    pub fn new(settings: CostPlusSettings) -> Self {
        Self {
            site: CostPlusSite {
                // The password is empty and its colon is not.
                basic: BasicSite::new(&settings.base_url, settings.api_key.expose(), ""),
                placement: settings.details_placement,
                capture_within_days: settings.capture_within_days,
            },
        }
    }
}

impl Provider for CostPlus {
    fn name(&self) -> ProviderName {
        ProviderName::CostPlus
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            cvc: CvcSupport {
                in_request: true,
                hosted: false,
            },
            charge: Ability::Documented("POST /orders/ with one_click_type one-click"),
            merchant_charge: Ability::Documented("POST /orders/ with recurring_type recurring"),
            hosted_page: Ability::Documented("POST /orders/, then payment_url"),
            retrieve_card: Ability::Documented("GET /orders/{id}/, the order that stored it"),
            delete_card: Ability::Absent("no such call is documented; the token is dropped here"),
            look_up: Ability::Documented("GET /orders/?created_since=&created_until="),
            resend: Ability::Absent("a second POST is a second order"),
            capture: Ability::Documented("POST /orders/{id}/transactions/{tid}/captures/"),
            partial_capture: Ability::Documented(
                "POST /orders/{id}/transactions/{tid}/captures/amount",
            ),
            cancel: Ability::Documented("POST /orders/{id}/transactions/{tid}/voids/amount"),
            cancel_open: Ability::Documented("DELETE /orders/{id}"),
            refund: Ability::Documented("POST /orders/{id}/refunds/"),
            partial_refund: Ability::Documented("POST /orders/{id}/refunds/"),
            notification: Ability::Documented("webhook_url of each order, unsigned"),
            disputes: Ability::Assumed("chargeback_orders of the order"),
            three_d_secure: Ability::Assumed("payment_url in the answer to a charge"),
            manual_capture: true,
            multiple_captures: false,
            separate_uses: true,
            confirm_refusals: false,
            searches_by_time: true,
            page_ends_as_asked: false,
            not_found_after: 60 * 60,
        }
    }

    /// It takes every purchase: its units are ours, and texts are cut.
    fn check_purchase(&self, _: &Purchase<'_>) -> Vec<Violation> {
        Vec::new()
    }

    /// Gives the order that stored the card, by its id.
    fn check_initial_transaction(
        &self,
        given: Option<&str>,
        keep: CardUses,
    ) -> Result<(), ErrorCode> {
        check_initial_transaction(given, keep, is_id)
    }

    fn charge(&self, charge: &Charge<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        let request = request::charge(&self.site, charge)?;
        Ok(Call::new(request, response::read_charge))
    }

    fn hosted_page(&self, first: &NewCardPayment<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        let request = request::hosted_page(&self.site, first)?;
        Ok(Call::new(request, response::read_charge))
    }

    fn look_up(&self, by: &LookUp) -> Call<Result<FoundPayments, NotReadable>> {
        let request = match by {
            LookUp::Reference { since, until, .. } => self.site.orders(*since, *until),
            LookUp::Payment {
                provider_payment_id: payment,
                ..
            } => self.site.order(payment),
        };
        Call::about(by, request, |by, response| {
            response::read_look_up(by, response)
        })
    }

    fn list(
        &self,
        since: i64,
        until: i64,
        now: i64,
    ) -> Option<Call<Result<FoundPayments, NotReadable>>> {
        let request = self.site.orders(since, until);
        Some(Call::about(&now, request, |now, response| {
            response::read_span(*now, response)
        }))
    }

    fn save_card(
        &self,
        paid: &CardToSave,
    ) -> Result<Call<Result<Vec<SavedCard>, NotReadable>>, ErrorCode> {
        let request = self.site.order(&paid.provider_payment_id);
        Ok(Call::about(paid, request, card::saved))
    }

    /// Of a card whose order is known; there is no call for a card as such.
    fn retrieve_card(
        &self,
        card: &ProviderCard,
    ) -> Option<Call<Result<RetrievedCard, NotReadable>>> {
        let order = card.initial_transaction.as_ref().filter(|id| is_id(id))?;
        let request = self.site.order(order);
        let (order, token) = (order.clone(), card.token.clone());
        Some(Call::new(request, move |response| {
            card::read(&order, &token, response)
        }))
    }

    fn delete_card(&self, _card: &ProviderCard) -> Option<Call<CardDeletion>> {
        None
    }

    fn balance(&self, payment: &ProviderPayment) -> Call<CallStep<Result<Balance, NotReadable>>> {
        let request = self.site.order(&payment.id);
        Call::about(payment, request, |payment, response| {
            CallStep::Done(operation::balance(payment, response))
        })
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
        notification::read(incoming)
    }

    fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement {
            status: 200,
            content_type: None,
            body: "",
        }
    }

    fn check_credentials(&self, _now: i64) -> Call<CredentialCheck> {
        let request = self.site.get("/merchants/self/projects/self/currencies");
        Call::new(request, response::read_credential_check)
    }
}
