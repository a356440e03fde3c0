//! What every request of the tests borrows.

use oneclick_providers::{
    AttemptReference, AttemptRequest, CardUses, Charge, Initiator, LookUp, NewCardPayment,
    PostalAddress, Purchase, Secret,
};
use oneclick_rules::{Amount, Currency, Customer, CustomerFields, OrderReference};

/// Our reference in every case.
pub(crate) const REFERENCE: &str = "abcdefghijklmnopqrstuvwxyz";
/// 2026-03-04 05:06:07 UTC, a Wednesday.
pub(crate) const NOW: i64 = 1_772_600_767;

pub(crate) fn amount(minor: u64, currency: &str) -> Amount {
    Amount::new(minor, Currency::parse(currency).unwrap()).unwrap()
}

pub(crate) fn reference() -> AttemptReference {
    AttemptReference::parse(REFERENCE).unwrap()
}

/// A look-up by our reference, first page.
pub(crate) fn by_reference(reference: &AttemptReference) -> LookUp {
    LookUp::Reference {
        reference: reference.clone(),
        since: NOW - 600,
        until: NOW + 600,
        now: NOW,
        page: None,
    }
}

/// A look-up by the provider's id.
pub(crate) fn by_payment<'a>(payment: &'a str, reference: &'a AttemptReference) -> LookUp {
    LookUp::Payment {
        provider_payment_id: String::from(payment),
        reference: reference.clone(),
        now: NOW,
    }
}

/// The values behind an attempt.
pub(crate) struct AttemptValues {
    pub(crate) reference: AttemptReference,
    pub(crate) order: OrderReference,
    pub(crate) token: Secret,
    pub(crate) customer: Customer,
    pub(crate) address: PostalAddress,
    pub(crate) amount: Amount,
}

impl AttemptValues {
    pub(crate) fn new(token: &str, amount: Amount) -> Self {
        let customer = Customer::check(CustomerFields {
            id: "c-77",
            email: Some("ada@example.com"),
            first_name: Some("Ada"),
            last_name: Some("Lind"),
            phone: Some("+46701234567"),
        });
        let text = |text: &str| Some(String::from(text));
        Self {
            reference: reference(),
            order: OrderReference::parse("N.1001-a").unwrap(),
            token: Secret::new(String::from(token)),
            customer: customer.unwrap(),
            address: PostalAddress {
                name: text("Ada Lind"),
                company: None,
                line1: text("Storgatan 1"),
                line2: text("2 tr"),
                line3: None,
                postal_code: text("111 22"),
                city: text("Stockholm"),
                region: None,
                country: text("SE"),
            },
            amount,
        }
    }

    /// A purchase with what every purchase has and nothing more.
    pub(crate) fn purchase(&self) -> Purchase<'_> {
        Purchase {
            order: &self.order,
            amount: self.amount,
            customer: None,
            description: None,
            statement_descriptor: None,
            billing: None,
            shipping: None,
            language: None,
            capture: true,
            three_d_secure: false,
        }
    }

    pub(crate) fn attempt(&self) -> AttemptRequest<'_> {
        AttemptRequest {
            reference: &self.reference,
            purchase: self.purchase(),
            return_url: "https://shop.example/return/r-1",
            notification_url: "https://shop.example/notifications/one/r-1",
            redirect_minutes: 10,
            now: NOW,
        }
    }

    /// A charge that the shopper asked for.
    pub(crate) fn charge(&self) -> Charge<'_> {
        Charge {
            attempt: self.attempt(),
            initiator: Initiator::Shopper,
            token: &self.token,
            cvc: None,
            hosted_cvc: false,
        }
    }

    /// A payment by a new card, kept for `keep`.
    pub(crate) fn hosted_page(&self, keep: Option<CardUses>) -> NewCardPayment<'_> {
        NewCardPayment {
            attempt: self.attempt(),
            keep,
            prepared: None,
        }
    }
}
