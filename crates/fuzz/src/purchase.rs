//! The values that every provider's calls are made of.

use oneclick_providers::{
    AttemptReference, AttemptRequest, Balance, CardToSave, CardUses, LookUp, OperationKind,
    OperationRequest, Outcome, PostalAddress, ProviderCard, ProviderPayment, Purchase, Secret,
};
use oneclick_rules::{Amount, Currency, Customer, CustomerFields, CustomerId, OrderReference};

/// Our reference in every call.
pub(crate) const REFERENCE: &str = "abcdefghijklmnopqrstuvwxyz";
/// The time of every call, Unix seconds.
pub(crate) const NOW: i64 = 1_772_600_767;

/// A purchase that a provider takes, with what it has of the payment.
pub(crate) struct FuzzedPurchase {
    pub(crate) amount: Amount,
    pub(crate) payment_id: &'static str,
    pub(crate) token: Secret,
    reference: AttemptReference,
    order: OrderReference,
    customer: Customer,
    address: PostalAddress,
}

impl FuzzedPurchase {
    pub(crate) fn new(
        (minor, currency): (u64, &str),
        payment_id: &'static str,
        token: &str,
    ) -> Self {
        let text = |text: &str| Some(String::from(text));
        let currency = Currency::parse(currency).expect("a currency");
        Self {
            amount: Amount::new(minor, currency).expect("an amount"),
            payment_id,
            token: Secret::new(String::from(token)),
            reference: AttemptReference::parse(REFERENCE).expect("a reference"),
            order: OrderReference::parse("N.1001-a").expect("an order"),
            customer: Customer::check(CustomerFields {
                id: "c-77",
                email: Some("ada@example.com"),
                first_name: Some("Ada"),
                last_name: Some("Lind"),
                phone: Some("+46701234567"),
            })
            .expect("a customer"),
            address: PostalAddress {
                name: text("Ada Lind"),
                line1: text("Storgatan 1"),
                postal_code: text("111 22"),
                city: text("Stockholm"),
                country: text("SE"),
                ..PostalAddress::default()
            },
        }
    }

    pub(crate) fn attempt(&self) -> AttemptRequest<'_> {
        AttemptRequest {
            reference: &self.reference,
            purchase: Purchase {
                order: &self.order,
                amount: self.amount,
                customer: Some(&self.customer),
                description: None,
                statement_descriptor: None,
                billing: Some(&self.address),
                shipping: None,
                language: None,
                capture: true,
                three_d_secure: false,
            },
            return_url: "https://shop.example/return/r-1",
            notification_url: "https://shop.example/notifications/one/r-1",
            redirect_minutes: 10,
            now: NOW,
        }
    }

    pub(crate) fn reference(&self) -> AttemptReference {
        self.reference.clone()
    }

    pub(crate) fn by_reference(&self) -> LookUp {
        LookUp::Reference {
            reference: self.reference(),
            since: NOW - 600,
            until: NOW + 600,
            now: NOW,
            page: None,
        }
    }

    pub(crate) fn by_payment(&self) -> LookUp {
        LookUp::Payment {
            provider_payment_id: String::from(self.payment_id),
            reference: self.reference(),
            now: NOW,
        }
    }

    pub(crate) fn payment(&self) -> ProviderPayment {
        ProviderPayment {
            id: String::from(self.payment_id),
            reference: self.reference(),
            amount: self.amount,
            now: NOW,
        }
    }

    /// An operation on all of the payment.
    pub(crate) fn operation(&self, kind: OperationKind) -> OperationRequest {
        let captured = kind == OperationKind::Refund;
        OperationRequest {
            kind,
            payment: self.payment(),
            reference: AttemptReference::parse("zyxwvutsrqponmlkjihgfedcba").expect("a reference"),
            amount: self.amount,
            before: Balance {
                outcome: if captured {
                    Outcome::Captured
                } else {
                    Outcome::Authorised
                },
                authorised: Some(self.amount),
                captured: captured.then_some(self.amount),
                refunded: None,
                refunds: Vec::new(),
                transaction: Some(String::from("9a4dfd5c-1b7a-49a2-8a4e-6a2b4b6b7c02")),
            },
            description: None,
        }
    }

    pub(crate) fn card_to_save(&self) -> CardToSave {
        CardToSave {
            provider_payment_id: String::from(self.payment_id),
            reference: self.reference(),
            customer: customer_id(),
            keep: CardUses {
                one_click: true,
                scheduled: false,
                unscheduled: false,
            },
            prepared: Some(Secret::new(String::from("40260868824"))),
            now: NOW,
        }
    }

    pub(crate) fn card(&self) -> ProviderCard {
        ProviderCard {
            token: self.token.clone(),
            customer: customer_id(),
            initial_transaction: None,
            now: NOW,
        }
    }
}

fn customer_id() -> CustomerId {
    CustomerId::parse("c-77").expect("a customer's id")
}
