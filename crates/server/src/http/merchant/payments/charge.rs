//! Reads what a merchant asks for with `POST /v1/payments`, and the rules for it.

use oneclick_rules::{
    Amount, CardId, CardUse, Currency, CustomerId, ErrorCode, IdempotencyKey, OrderReference,
    Violation,
};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use utoipa::ToSchema;

use crate::address::check_line;
use crate::http::body::RequestBody;
use crate::http::error::Error;
use crate::http::merchant::judging::{Capture, noted};
use crate::payments::create::merchant_charge::MerchantCharge;

/// A charge without the shopper, every member still to be judged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChargeRequest {
    /// The order's own reference: one customer and one charge each.
    #[schema(value_type = OrderReference)]
    order: String,
    /// What is charged, minor units.
    #[schema(minimum = 1, maximum = 99_999_999_999_999_u64)]
    amount: u64,
    #[schema(value_type = Currency)]
    currency: String,
    /// The customer's id.
    #[schema(value_type = CustomerId)]
    customer: String,
    card: CardId,
    /// What the card's owner must have agreed to: not `one_click`.
    #[serde(rename = "use", deserialize_with = "by_merchant")]
    card_use: CardUse,
    /// One line, for the provider.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// One line, for the shopper's statement.
    #[schema(max_length = 1000)]
    statement_descriptor: Option<String>,
    /// When the money is taken; else `automatic`.
    #[schema(nullable = false)]
    capture: Option<Capture>,
}

impl RequestBody for ChargeRequest {
    const NULLABLE: &'static [&'static str] = &["description", "statement_descriptor"];
}

/// Reads a use. A shopper's is no merchant's: it is read, to be refused by its
/// own rule, and not among the words that a wrong one is answered with.
fn by_merchant<'de, D: Deserializer<'de>>(from: D) -> Result<CardUse, D::Error> {
    const WORDS: &[&str] = &[
        CardUse::MerchantScheduled.as_str(),
        CardUse::MerchantUnscheduled.as_str(),
    ];
    let word = String::deserialize(from)?;
    CardUse::parse(&word).ok_or_else(|| D::Error::unknown_variant(&word, WORDS))
}

impl ChargeRequest {
    /// Judges every member.
    pub fn check(self, key: IdempotencyKey) -> Result<MerchantCharge, Error> {
        let mut broken = Vec::new();
        let order = noted(OrderReference::parse(&self.order), "order", &mut broken);
        let currency = noted(Currency::parse(&self.currency), "currency", &mut broken);
        let amount = currency
            .and_then(|currency| noted(Amount::new(self.amount, currency), "amount", &mut broken));
        let customer = noted(CustomerId::parse(&self.customer), "customer", &mut broken);
        if self.card_use == CardUse::OneClick {
            broken.push(Violation::new(ErrorCode::CardUse, "use"));
        }
        let texts = [
            (&self.description, "description"),
            (&self.statement_descriptor, "statement_descriptor"),
        ];
        for (text, field) in texts {
            if let Some(Err(code)) = text.as_deref().map(check_line) {
                broken.push(Violation::new(code, field));
            }
        }
        match (order, amount, customer) {
            (Some(order), Some(amount), Some(customer)) if broken.is_empty() => {
                Ok(MerchantCharge {
                    key,
                    order,
                    amount,
                    customer,
                    card: self.card,
                    card_use: self.card_use,
                    description: self.description,
                    statement_descriptor: self.statement_descriptor,
                    capture: self.capture != Some(Capture::Manual),
                })
            }
            _ => Err(Error::rules(broken)),
        }
    }
}
