//! Finpay (Finnet), the card interface `pg/payment/card`; rupiah alone.
//!
//! Written from the public pages at docs.finpay.id and hub.finpay.id and the
//! official plugin for `WooCommerce`. What these leave open and is assumed here
//! says so where it stands, and in docs/providers/finpay.md.

mod card;
mod cards;
mod check;
mod notification;
mod payment;
mod request;
mod response;
mod settings;
mod site;
mod units;
mod words;

use oneclick_rules::{CvcSupport, ErrorCode, Violation};

pub use self::settings::{CUSTOMER, FinpaySettings};
use self::site::FinpaySite;
use crate::call::{Call, CallStep};
use crate::capabilities::{Ability, Capabilities, CredentialCheck};
use crate::card::{CardDeletion, CardToSave, ProviderCard, RetrievedCard, SavedCard};
use crate::name::ProviderName;
use crate::notification::{Acknowledgement, IncomingNotification, NotAuthentic, Notification};
use crate::operation::{
    Balance, OpenPayment, OperationKind, OperationRequest, OperationStatus, ProviderPayment,
};
use crate::provider::Provider;
use crate::purchase::{AttemptReference, CardUses, Charge, NewCardPayment, Purchase};
use crate::secret::Secret;
use crate::status::{FoundPayments, LookUp, NotReadable, Outcome, PaymentStatus};

/// An order that never was: longer references are ours, and this is none.
const NO_ORDER: &str = "oneclick-checks-the-keys";

/// Finpay: charges a card by its token, begins payments on its own page, looks
/// payments up by the order's id, which is our reference.
#[derive(Debug)]
pub struct Finpay {
    site: FinpaySite,
    merchant_key: Secret,
}

impl Finpay {
    /// Makes a provider with these settings.
    pub fn new(settings: FinpaySettings) -> Self {
        Self {
            site: FinpaySite::new(&settings),
            merchant_key: settings.merchant_key,
        }
    }

    /// Makes the call that ends a payment by its reference.
    fn end(&self, call: &str, reference: &AttemptReference) -> Call<OperationStatus> {
        let request = self.site.end(call, reference);
        Call::new(request, payment::read_operation)
    }

    /// `there` where a card can be read back.
    fn with_cards(&self, there: Ability) -> Ability {
        if self.site.lists_cards() {
            there
        } else {
            Ability::Absent("no public page shows how cards are read: set stored_cards_path")
        }
    }
}

impl Provider for Finpay {
    fn name(&self) -> ProviderName {
        ProviderName::Finpay
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            cvc: CvcSupport {
                in_request: false,
                hosted: true,
            },
            charge: Ability::Documented("POST /pg/payment/card/payment with STORED"),
            merchant_charge: Ability::Documented("POST /pg/payment/card/payment with STORED"),
            hosted_page: self.with_cards(Ability::Assumed(
                "POST /pg/payment/card/initiate with TO_BE_STORED, then GET stored_cards_path",
            )),
            retrieve_card: self.with_cards(Ability::Assumed("GET stored_cards_path")),
            delete_card: Ability::Documented("GET /pg/payment/card/customer/delete/{token}"),
            look_up: Ability::Documented("GET /pg/payment/card/check/{order id}"),
            resend: Ability::Absent("nothing says that the same order counts once"),
            capture: Ability::Absent("no public page shows the call"),
            partial_capture: Ability::Absent("no public page shows the call"),
            cancel: Ability::Assumed(
                "GET /pg/payment/card/void/{order id}, or cancel/{order id} while it is open",
            ),
            cancel_open: Ability::Documented("GET /pg/payment/card/cancel/{order id}"),
            refund: Ability::Absent("no public page shows the call"),
            partial_refund: Ability::Absent("no public page shows the call"),
            notification: Ability::Documented("JSON with an HMAC-SHA512 in signature"),
            disputes: Ability::Absent("not told"),
            three_d_secure: Ability::Documented("on Finpay's page alone, as Finpay decides"),
            manual_capture: false,
            multiple_captures: false,
            separate_uses: false,
            confirm_refusals: true,
            searches_by_time: false,
            page_ends_as_asked: true,
            not_found_after: 15 * 60,
        }
    }

    fn check_purchase(&self, purchase: &Purchase<'_>) -> Vec<Violation> {
        request::check_purchase(purchase)
    }

    /// No call knows one.
    fn check_initial_transaction(&self, given: Option<&str>, _: CardUses) -> Result<(), ErrorCode> {
        match given {
            Some(_) => Err(ErrorCode::CardInitialTransactionUnsupported),
            None => Ok(()),
        }
    }

    fn charge(&self, charge: &Charge<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        let request = request::charge(&self.site, charge)?;
        Ok(Call::new(request, payment::read_charge))
    }

    fn hosted_page(&self, first: &NewCardPayment<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        let request = request::hosted_page(&self.site, first)?;
        Ok(Call::new(request, payment::read_charge))
    }

    fn look_up(&self, by: &LookUp) -> Call<Result<FoundPayments, NotReadable>> {
        let (LookUp::Reference { reference, .. } | LookUp::Payment { reference, .. }) = by;
        let request = self.site.check(reference.as_str());
        Call::about(reference, request, |reference, response| {
            check::read_look_up(reference, response).map(FoundPayments::all)
        })
    }

    fn save_card(
        &self,
        paid: &CardToSave,
    ) -> Result<Call<Result<Vec<SavedCard>, NotReadable>>, ErrorCode> {
        let request = self.site.list_cards(&paid.customer);
        let request = request.ok_or(ErrorCode::CardProvider)?;
        Ok(Call::about(&paid.customer, request, cards::read))
    }

    fn retrieve_card(
        &self,
        card: &ProviderCard,
    ) -> Option<Call<Result<RetrievedCard, NotReadable>>> {
        let request = self.site.list_cards(&card.customer)?;
        Some(Call::about(card, request, |card, response| {
            let cards = cards::read(&card.customer, response)?;
            let listed = cards.into_iter().find(|listed| listed.token == card.token);
            Ok(RetrievedCard {
                usable: listed.is_some(),
                details: listed.map(|listed| listed.details).unwrap_or_default(),
            })
        }))
    }

    fn delete_card(&self, card: &ProviderCard) -> Option<Call<CardDeletion>> {
        let request = self.site.delete_card(&card.token)?;
        Some(Call::new(request, payment::read_deleted))
    }

    fn balance(&self, payment: &ProviderPayment) -> Call<CallStep<Result<Balance, NotReadable>>> {
        let request = self.site.check(payment.reference.as_str());
        Call::about(&payment.reference, request, |reference, response| {
            CallStep::Done(check::read_balance(reference, response))
        })
    }

    fn operation(&self, operation: &OperationRequest) -> Result<Call<OperationStatus>, ErrorCode> {
        // Nothing but the whole of a payment can be ended.
        if operation.kind != OperationKind::Cancel || operation.amount != operation.payment.amount {
            return Err(ErrorCode::CaptureUnsupported);
        }
        let call = match operation.before.outcome {
            Outcome::Authorised | Outcome::Captured | Outcome::CapturePending => "void",
            Outcome::ActionRequired { .. } | Outcome::Pending => "cancel",
            Outcome::Declined(_)
            | Outcome::Failed(_)
            | Outcome::Expired
            | Outcome::Cancelled
            | Outcome::Refunded
            | Outcome::Unknown => return Err(ErrorCode::CaptureUnsupported),
        };
        Ok(self.end(call, &operation.payment.reference))
    }

    fn cancel_open(&self, payment: &OpenPayment) -> Option<Call<OperationStatus>> {
        Some(self.end("cancel", &payment.reference))
    }

    fn read_notification(
        &self,
        incoming: IncomingNotification<'_>,
    ) -> Result<Notification, NotAuthentic> {
        notification::read(&self.merchant_key, incoming.body)
    }

    fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement {
            status: 200,
            content_type: Some("application/json"),
            body: r#"{"responseCode":"2000000","responseMessage":"Success","processingTime":0}"#,
        }
    }

    fn check_credentials(&self, _now: i64) -> Call<CredentialCheck> {
        let request = self.site.check(NO_ORDER);
        Call::new(request, payment::read_credential_check)
    }
}
