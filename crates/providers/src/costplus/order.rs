//! An order of CostPlus as it stands in an answer, whichever call answers with it.

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, value::MapAccessDeserializer};

use super::id::is_id;
use super::transaction::{ListedTransaction, TransactionFields};
use crate::fields::{Field, FilledText, Lenient, List, Object, Whole};

/// A list of orders.
pub(super) type Orders = List<Field<Object<OrderDocument>>>;

/// An order; or an error, or the envelope of a list, which stand in its place.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OrderDocument {
    id: Field<FilledText>,
    merchant_order_id: Field<FilledText>,
    pub(super) status: Field<FilledText>,
    pub(super) error: Field<ErrorFields>,
    #[serde(rename = "orders")]
    pub(super) listed: Field<Orders>,
    pub(super) transactions: Field<List<ListedTransaction>>,
    pub(super) amount: Field<Whole>,
    pub(super) currency: Field<FilledText>,
    pub(super) capture_mode: Field<FilledText>,
    pub(super) flags: Field<List<Field<FilledText>>>,
    pub(super) amount_details: Field<Object<AmountDetails>>,
    pub(super) refunded_amount: Field<Whole>,
    pub(super) refund_of_order_id: Field<FilledText>,
    chargeback_of_order_id: Field<FilledText>,
    reversal_of_order_id: Field<FilledText>,
    pub(super) refund_orders: Field<List<Field<FilledText>>>,
    chargeback_orders: Field<List<IgnoredAny>>,
    pub(super) extra: Field<Object<KeptExtra>>,
    #[serde(rename = "order_url")]
    pub(super) page_url: Field<FilledText>,
    pub(super) payment_url: Field<FilledText>,
    pub(super) created: Field<FilledText>,
    pub(super) expiration_period: Field<FilledText>,
    pub(super) reason: Field<FilledText>,
    pub(super) customer_message: Field<FilledText>,
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
pub(super) struct KeptExtra {
    pub(super) card: Field<FilledText>,
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
    r#type: Field<FilledText>,
    value: Field<FilledText>,
    message: Field<FilledText>,
    detail: Field<FilledText>,
    pub(super) property_path: Field<FilledText>,
}

impl ErrorMembers {
    /// Tells whether one of them at least says something.
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

impl OrderDocument {
    /// Tells whether it is one: it has an id or a reference.
    pub(super) fn is_one(&self) -> bool {
        self.id().is_some() || self.reference().is_some()
    }

    /// Gives the provider's id.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.text().filter(|id| is_id(id))
    }

    /// Tells whether there is anything for an id.
    pub(super) fn has_id(&self) -> bool {
        !self.id.is_blank()
    }

    /// Gives our reference.
    pub(super) fn reference(&self) -> Option<&str> {
        self.merchant_order_id.text()
    }

    /// Tells whether it gives money back instead of taking it: refunds, chargebacks
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

    /// Gives the transactions that tell anything.
    pub(super) fn transactions(&self) -> impl DoubleEndedIterator<Item = &TransactionFields> {
        self.transactions.items().iter().filter_map(Field::object)
    }

    /// Gives the transaction in which the money moved: the last one that says so, or
    /// does not say otherwise.
    pub(super) fn paid(&self) -> Option<&TransactionFields> {
        self.transactions().rev().find(|one| one.moved())
    }

    /// Tells whether the shopper's bank took the money back (assumed: the documents
    /// name the member, not what it means).
    pub(super) fn is_charged_back(&self) -> bool {
        !self.chargeback_orders.items().is_empty()
    }
}
