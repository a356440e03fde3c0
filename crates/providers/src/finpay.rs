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

use oneclick_rules::{Code, CvcSupport, Violation};

pub use self::settings::{CUSTOMER, Settings};
use self::site::Site;
use crate::answer::{Answer, Found, LookUp, NotReadable, Outcome};
use crate::call::{Call, CallStep};
use crate::capabilities::{Ability, Capabilities, Credentials};
use crate::card::{CardAt, Forgotten, LearnedCard, PaidCard, StoredCardAnswer};
use crate::movement::{Movement, MovementAnswer, MovementKind, OpenPayment, PaymentAt, Totals};
use crate::name::ProviderName;
use crate::notification::{Acknowledgement, Incoming, NotAuthentic, Notice};
use crate::provider::Provider;
use crate::purchase::{Charge, FirstPayment, Keep, Purchase, Reference};
use crate::secret::Secret;

/// An order that never was: longer references are ours, and this is none.
const NO_ORDER: &str = "oneclick-checks-the-keys";

/// Finpay: charges a card by its token, begins payments on its own page, looks
/// payments up by the order's id, which is our reference.
#[derive(Debug)]
pub struct Finpay {
    site: Site,
    merchant_key: Secret,
}

impl Finpay {
    /// A provider with these settings.
    pub fn new(settings: Settings) -> Self {
        Self {
            site: Site::new(&settings),
            merchant_key: settings.merchant_key,
        }
    }

    /// The call that ends a payment by its reference.
    fn end(&self, call: &str, reference: &Reference) -> Call<MovementAnswer> {
        let request = self.site.end(call, reference);
        Call::new(request, |response| payment::read_movement(&response))
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
            first_payment: self.with_cards(Ability::Assumed(
                "POST /pg/payment/card/initiate with TO_BE_STORED, then GET stored_cards_path",
            )),
            read_card: self.with_cards(Ability::Assumed("GET stored_cards_path")),
            forget_card: Ability::Documented("GET /pg/payment/card/customer/delete/{token}"),
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
    fn check_initial_transaction(&self, given: Option<&str>, _: Keep) -> Result<(), Code> {
        match given {
            Some(_) => Err(Code::CardInitialTransactionUnsupported),
            None => Ok(()),
        }
    }

    fn charge(&self, charge: &Charge<'_>) -> Result<Call<Answer>, Code> {
        let request = request::charge(&self.site, charge)?;
        Ok(Call::new(request, |response| {
            payment::read_charge(&response)
        }))
    }

    fn first_payment(&self, first: &FirstPayment<'_>) -> Result<Call<Answer>, Code> {
        let request = request::first_payment(&self.site, first)?;
        Ok(Call::new(request, |response| {
            payment::read_charge(&response)
        }))
    }

    fn look_up(&self, by: &LookUp) -> Call<Result<Found, NotReadable>> {
        let (LookUp::Reference { reference, .. } | LookUp::Payment { reference, .. }) = by;
        let request = self.site.check(reference.as_str());
        let reference = reference.clone();
        Call::new(request, move |response| {
            let answers = check::read_look_up(&reference, &response)?;
            Ok(Found {
                answers,
                next: None,
            })
        })
    }

    fn learn_card(
        &self,
        paid: &PaidCard,
    ) -> Result<Call<Result<Vec<LearnedCard>, NotReadable>>, Code> {
        let customer = paid.customer.clone();
        let request = self.site.list_cards(&customer).ok_or(Code::CardProvider)?;
        Ok(Call::new(request, move |response| {
            cards::read(&customer, &response)
        }))
    }

    fn read_card(&self, card: &CardAt) -> Option<Call<Result<StoredCardAnswer, NotReadable>>> {
        let request = self.site.list_cards(&card.customer)?;
        let card = card.clone();
        Some(Call::new(request, move |response| {
            let cards = cards::read(&card.customer, &response)?;
            let listed = cards.into_iter().find(|listed| listed.token == card.token);
            Ok(StoredCardAnswer {
                usable: listed.is_some(),
                face: listed.map(|listed| listed.face).unwrap_or_default(),
            })
        }))
    }

    fn forget_card(&self, card: &CardAt) -> Option<Call<Forgotten>> {
        let request = self.site.delete_card(&card.token)?;
        Some(Call::new(request, |response| {
            payment::read_forgotten(&response)
        }))
    }

    fn totals(&self, payment: &PaymentAt) -> Call<CallStep<Result<Totals, NotReadable>>> {
        let reference = payment.reference.clone();
        let request = self.site.check(reference.as_str());
        Call::new(request, move |response| {
            CallStep::Done(check::read_totals(&reference, &response))
        })
    }

    fn movement(&self, movement: &Movement) -> Result<Call<MovementAnswer>, Code> {
        // Nothing but the whole of a payment can be ended.
        if movement.kind != MovementKind::Cancel || movement.amount != movement.payment.amount {
            return Err(Code::CaptureUnsupported);
        }
        let call = match movement.before.outcome {
            Outcome::Authorised | Outcome::Captured | Outcome::CapturePending => "void",
            Outcome::ActionRequired { .. } | Outcome::Pending => "cancel",
            Outcome::Declined(_)
            | Outcome::NotTaken
            | Outcome::Expired
            | Outcome::Cancelled
            | Outcome::Refunded
            | Outcome::Unknown => return Err(Code::CaptureUnsupported),
        };
        Ok(self.end(call, &movement.payment.reference))
    }

    fn cancel_open(&self, payment: &OpenPayment) -> Option<Call<MovementAnswer>> {
        Some(self.end("cancel", &payment.reference))
    }

    fn read_notification(&self, incoming: Incoming<'_>) -> Result<Notice, NotAuthentic> {
        notification::read(&self.merchant_key, incoming.body)
    }

    fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement {
            status: 200,
            content_type: Some("application/json"),
            body: r#"{"responseCode":"2000000","responseMessage":"Success","processingTime":0}"#,
        }
    }

    fn harmless_call(&self, _now: i64) -> Call<Credentials> {
        let request = self.site.check(NO_ORDER);
        Call::new(request, |response| payment::read_harmless_call(&response))
    }
}
