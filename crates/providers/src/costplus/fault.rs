//! Errors of CostPlus, and single orders, which are answered instead.

use oneclick_rules::DeclineReason;

use super::id::is_id;
use super::order::{ErrorFields, OrderDocument};
use crate::fields::{Field, Object, json};
use crate::http::HttpResponse;
use crate::purchase::AttemptReference;
use crate::status::{FailureReason, NotReadable, Outcome};

/// HTTP statuses with which the provider is documented to take nothing:
/// validation ("Create a new order"), authentication (the same), and no
/// authorisation for what was asked ("Create a refund").
const NOTHING_TAKEN: [u16; 3] = [400, 401, 403];

/// An error as the documents show it.
pub(super) enum CostplusError<'a> {
    /// `{"error":{"status":400,"property_path":"…"}}`, or the words alone:
    /// `{"error":"werkzeug.exceptions.Unauthorized","message":"…"}`
    /// ("FAQ & Troubleshooting").
    Documented {
        /// The status in the body: a number, or digits (ginger-php).
        status: Option<u64>,
        /// Which member of the request it is about.
        property: Option<&'a str>,
    },
    /// There is an `error`, in no documented form, or beside an order.
    Muddled,
}

impl<'a> CostplusError<'a> {
    /// Reads the error that an answer holds; its presence decides, as in ginger-php.
    pub(super) fn of(order: &'a OrderDocument) -> Option<Self> {
        if order.error.is_blank() {
            return None;
        }
        let alone = !order.has_id() && order.status.is_blank() && order.transactions.is_blank();
        Some(match order.error.get() {
            Some(ErrorFields::Words) if alone => Self::Documented {
                status: None,
                property: None,
            },
            Some(ErrorFields::Members(members))
                if alone
                    && members.say_something()
                    && (members.status.is_blank() || members.status.get().is_some()) =>
            {
                Self::Documented {
                    status: members.status.whole(),
                    property: members.property_path.text(),
                }
            }
            _ => Self::Muddled,
        })
    }

    /// Tells whether it comes with this HTTP status and names no other.
    fn is(&self, http: u16) -> bool {
        match self {
            Self::Documented { status, .. } => {
                status.is_none_or(|status| status == u64::from(http))
            }
            Self::Muddled => false,
        }
    }

    /// Tells whether the provider says by it that it took nothing.
    pub(super) fn took_nothing(&self, http: u16) -> bool {
        NOTHING_TAKEN.contains(&http) && self.is(http)
    }

    /// Tells what it makes of a charge. A token or a code that the provider refuses
    /// by name is the card's fault (assumed: how a path is written is not
    /// documented, so that a part of it decides).
    pub(super) fn outcome(&self, http: u16) -> Outcome {
        if !self.took_nothing(http) {
            return Outcome::Unknown;
        }
        let about = match self {
            Self::Documented { property, .. } if http == 400 => property.unwrap_or_default(),
            Self::Documented { .. } | Self::Muddled => "",
        };
        if about.contains("vault_token") || about.contains("first_transaction_id") {
            Outcome::Declined(DeclineReason::CardNotUsable)
        } else if about.contains("cvc") {
            Outcome::Declined(DeclineReason::WrongCvc)
        } else {
            Outcome::Failed(FailureReason::of_http(http))
        }
    }
}

/// Reads the body of an answer: an order, or what stands in its place. JSON that is no
/// object tells nothing; `None` for what is no JSON.
pub(super) fn body(response: &HttpResponse<'_>) -> Option<OrderDocument> {
    match json(response)? {
        Field::Value(Object(order)) => Some(order),
        Field::Absent | Field::Null | Field::Empty | Field::Other => Some(OrderDocument::default()),
    }
}

/// Tells whether the answer says that there is no such order.
pub(super) fn says_none(order: &OrderDocument, http: u16) -> bool {
    http == 404 && CostplusError::of(order).is_some_and(|fault| fault.is(404))
}

/// Reads the order that was asked for by its id, if it is the one and ours.
pub(super) fn one_order(
    order: Option<OrderDocument>,
    id: &str,
    reference: &AttemptReference,
    http: u16,
) -> Result<OrderDocument, NotReadable> {
    let order = order_by_id(order, id, http)?;
    if order.reference() != Some(reference.as_str()) || order.gives_back() {
        return Err(NotReadable(format!(
            "http {http}, an order that is not ours"
        )));
    }
    Ok(order)
}

/// Gives the order that was asked for by its id, whoever made it.
pub(super) fn order_by_id(
    order: Option<OrderDocument>,
    id: &str,
    http: u16,
) -> Result<OrderDocument, NotReadable> {
    let not_readable = |what: &str| NotReadable(format!("http {http}, {what}"));
    let order = order.ok_or_else(|| not_readable("not JSON"))?;
    if http != 200 || CostplusError::of(&order).is_some() || !order.is_one() {
        return Err(not_readable("no order"));
    }
    if !is_id(id) || order.id() != Some(id) {
        return Err(not_readable("another order than asked for"));
    }
    Ok(order)
}
