//! Errors of CostPlus, and single orders, which are answered instead.

use oneclick_rules::DeclineReason;

use super::is_id;
use super::order::Order;
use crate::json::Json;
use crate::{NotReadable, Outcome, Reference};

/// HTTP statuses with which the provider is documented to take nothing:
/// validation ("Create a new order"), authentication (the same), and no
/// authorisation for what was asked ("Create a refund").
const NOTHING_TAKEN: [u16; 3] = [400, 401, 403];

/// The members of an error ("Create a new order"; ginger-php `ServerError`), of
/// which one at least makes it one.
const MEMBERS: [&str; 6] = [
    "status",
    "type",
    "value",
    "message",
    "detail",
    "property_path",
];

/// An error as the documents show it.
pub(super) enum Fault<'a> {
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

impl<'a> Fault<'a> {
    /// The error that a document holds; its presence decides, as in ginger-php.
    pub(super) fn of(document: &'a Json) -> Option<Self> {
        if document.lacks("error") {
            return None;
        }
        let beside = ["id", "status", "transactions"];
        let error = document.object("error");
        let says = |one: &&str| error.is_some_and(|error| !error.lacks(one));
        let documented = document.text("error").is_some() || MEMBERS.iter().any(says);
        if !documented || beside.iter().any(|name| !document.lacks(name)) {
            return Some(Self::Muddled);
        }
        let status = error.and_then(|error| error.whole("status"));
        if error.is_some_and(|error| status.is_none() && !error.lacks("status")) {
            return Some(Self::Muddled);
        }
        Some(Self::Documented {
            status,
            property: error.and_then(|error| error.text("property_path")),
        })
    }

    /// Whether it comes with this HTTP status and names no other.
    fn is(&self, http: u16) -> bool {
        match self {
            Self::Documented { status, .. } => {
                status.is_none_or(|status| status == u64::from(http))
            }
            Self::Muddled => false,
        }
    }

    /// Whether the provider says by it that it took nothing.
    pub(super) fn took_nothing(&self, http: u16) -> bool {
        NOTHING_TAKEN.contains(&http) && self.is(http)
    }

    /// What it makes of a charge. A token or a code that the provider refuses
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
            Outcome::NotTaken
        }
    }
}

/// Whether the answer says that there is no such order.
pub(super) fn says_none(document: &Json, http: u16) -> bool {
    http == 404 && Fault::of(document).is_some_and(|fault| fault.is(404))
}

/// The order that was asked for by its id, if it is the one and ours.
pub(super) fn one_order<'a>(
    document: Option<&'a Json>,
    id: &str,
    reference: &Reference,
    http: u16,
) -> Result<Order<'a>, NotReadable> {
    let order = order_by_id(document, id, http)?;
    if order.reference != Some(reference.as_str()) || order.gives_back() {
        return Err(NotReadable(format!(
            "http {http}, an order that is not ours"
        )));
    }
    Ok(order)
}

/// The order that was asked for by its id, whoever made it.
pub(super) fn order_by_id<'a>(
    document: Option<&'a Json>,
    id: &str,
    http: u16,
) -> Result<Order<'a>, NotReadable> {
    let not_readable = |what: &str| NotReadable(format!("http {http}, {what}"));
    let document = document.ok_or_else(|| not_readable("not JSON"))?;
    if http != 200 || Fault::of(document).is_some() {
        return Err(not_readable("no order"));
    }
    let order = Order::read(document).ok_or_else(|| not_readable("no order"))?;
    if !is_id(id) || order.id != Some(id) {
        return Err(not_readable("another order than asked for"));
    }
    Ok(order)
}
