//! An order of CostPlus as it stands in an answer, whichever call answers with it.

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, value::MapAccessDeserializer};

use super::id::is_id;
use super::transaction::{Transaction, TransactionFields};
use crate::fields::{Field, Lenient, List, Object, Text, Whole};

/// A list of orders.
pub(super) type Orders = List<Field<Object<Order>>>;

/// An order; or an error, or the envelope of a list, which stand in its place.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Order {
    id: Field<Text>,
    merchant_order_id: Field<Text>,
    pub(super) status: Field<Text>,
    pub(super) error: Field<ErrorFields>,
    #[serde(rename = "orders")]
    pub(super) listed: Field<Orders>,
    pub(super) transactions: Field<List<Transaction>>,
    pub(super) amount: Field<Whole>,
    pub(super) currency: Field<Text>,
    pub(super) capture_mode: Field<Text>,
    pub(super) flags: Field<List<Field<Text>>>,
    pub(super) amount_details: Field<Object<AmountDetails>>,
    pub(super) refunded_amount: Field<Whole>,
    pub(super) refund_of_order_id: Field<Text>,
    chargeback_of_order_id: Field<Text>,
    reversal_of_order_id: Field<Text>,
    pub(super) refund_orders: Field<List<Field<Text>>>,
    chargeback_orders: Field<List<IgnoredAny>>,
    pub(super) extra: Field<Object<Extra>>,
    #[serde(rename = "order_url")]
    pub(super) page_url: Field<Text>,
    pub(super) payment_url: Field<Text>,
    pub(super) created: Field<Text>,
    pub(super) expiration_period: Field<Text>,
    pub(super) reason: Field<Text>,
    pub(super) customer_message: Field<Text>,
}

/// Units of what happened to an order's money.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AmountDetails {
    pub(super) capturable: Field<Whole>,
    pub(super) captured: Field<Whole>,
    pub(super) voided: Field<Whole>,
    pub(super) refundable: Field<Whole>,
    pub(super) refunded: Field<Whole>,
}

/// What we had the provider keep with an order.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Extra {
    pub(super) card: Field<Text>,
}

/// An error: words alone, or members.
#[derive(Debug)]
pub(super) enum ErrorFields {
    /// `{"error":"werkzeug.exceptions.Unauthorized","message":"…"}`
    Words,
    /// `{"error":{"status":400,"property_path":"…"}}`
    Members(ErrorMembers),
}

/// The members of an error ("Create a new order"; ginger-php `ServerError`).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorMembers {
    /// A number, or digits (ginger-php).
    pub(super) status: Field<Whole>,
    r#type: Field<Text>,
    value: Field<Text>,
    message: Field<Text>,
    detail: Field<Text>,
    pub(super) property_path: Field<Text>,
}

impl ErrorMembers {
    /// Whether one of them at least says something.
    pub(super) fn say_something(&self) -> bool {
        let texts = [
            &self.r#type,
            &self.value,
            &self.message,
            &self.detail,
            &self.property_path,
        ];
        !self.status.is_blank() || texts.iter().any(|text| !text.is_blank())
    }
}

impl<'de> Lenient<'de> for ErrorFields {
    fn of_text(_: &str) -> Option<Self> {
        Some(Self::Words)
    }

    fn of_object<A: MapAccess<'de>>(from: A) -> Result<Option<Self>, A::Error> {
        let members = ErrorMembers::deserialize(MapAccessDeserializer::new(from))?;
        Ok(Some(Self::Members(members)))
    }
}

impl Order {
    /// Whether it is one: it has an id or a reference.
    pub(super) fn is_one(&self) -> bool {
        self.id().is_some() || self.reference().is_some()
    }

    /// The provider's id.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.text().filter(|id| is_id(id))
    }

    /// Whether there is anything for an id.
    pub(super) fn has_id(&self) -> bool {
        !self.id.is_blank()
    }

    /// Our reference.
    pub(super) fn reference(&self) -> Option<&str> {
        self.merchant_order_id.text()
    }

    /// Whether it gives money back instead of taking it: refunds, chargebacks
    /// and their reversals are orders of their own, and may bear the reference
    /// of the order that they belong to ("List orders by date range").
    pub(super) fn gives_back(&self) -> bool {
        let of = [
            &self.refund_of_order_id,
            &self.chargeback_of_order_id,
            &self.reversal_of_order_id,
        ];
        let debits = |one: &TransactionFields| one.credit_debit.text() == Some("debit");
        of.iter().any(|id| !id.is_blank()) || self.transactions().any(debits)
    }

    /// The transactions that tell anything.
    pub(super) fn transactions(&self) -> impl DoubleEndedIterator<Item = &TransactionFields> {
        self.transactions.items().iter().filter_map(Field::object)
    }

    /// The transaction in which the money moved: the last one that says so, or
    /// does not say otherwise.
    pub(super) fn paid(&self) -> Option<&TransactionFields> {
        self.transactions().rev().find(|one| one.moved())
    }

    /// Whether the shopper's bank took the money back (assumed: the documents
    /// name the member, not what it means).
    pub(super) fn is_charged_back(&self) -> bool {
        !self.chargeback_orders.items().is_empty()
    }
}
