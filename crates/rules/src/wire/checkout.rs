//! Everything that the element needs to draw.

use serde::{Deserialize, Serialize};

use super::PaymentView;
use super::member::{Checked, Known};
use crate::amount::Minor;
use crate::{Amount, Currency, Limit, Mode, SessionId, StoredCard};

/// The answer to `GET {endpoint}`: the checkout as it stands.
///
/// A card that this version cannot read makes the answer unreadable: a card that is
/// silently left out would be missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "CheckoutMessage")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutView {
    /// The session's id.
    pub session: SessionId,
    /// Whether real money moves.
    pub mode: Mode,
    /// The merchant's name.
    pub merchant: String,
    /// The merchant's order reference.
    pub order: String,
    /// What the order costs.
    #[serde(flatten)]
    pub amount: Amount,
    /// BCP 47 tag that the merchant asked for.
    pub language: Option<String>,
    /// The server's clock, Unix seconds.
    pub now: i64,
    /// The end of the session, Unix seconds.
    pub expires_at: i64,
    /// The customer's cards, the default card first.
    pub cards: Vec<StoredCard>,
    /// Whether the shopper may remove cards and choose the default card: the calls below
    /// `{endpoint}/cards/` are there.
    pub cards_editable: bool,
    /// What may be done with a card that the shopper types on the provider's page; `None`
    /// where none is taken.
    pub new_card: Option<NewCardView>,
    /// The order's payment.
    pub payment: Option<PaymentView>,
    /// Too many attempts: nothing can be paid until that ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limited: Option<LimitedView>,
}

/// Says that no payment is taken for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "LimitedMessage")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitedView {
    /// The limit that was reached, if its name is known.
    pub limit: Option<Limit>,
    /// The seconds until it ends, if they are known.
    pub retry_after: Option<u64>,
}

/// What may be done with a new card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "NewCardMessage")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCardView {
    /// Whether the shopper may have it saved.
    pub save: bool,
}

/// The answer to `POST {endpoint}/extend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtendedView {
    /// The end of the session, Unix seconds.
    pub expires_at: i64,
    /// The server's clock, Unix seconds.
    pub now: i64,
}

#[derive(Deserialize)]
struct CheckoutMessage {
    session: Checked<SessionId>,
    mode: Checked<Mode>,
    merchant: String,
    order: String,
    currency: Checked<Currency>,
    amount: Checked<Minor>,
    language: Option<String>,
    now: i64,
    expires_at: i64,
    cards: Vec<StoredCard>,
    cards_editable: Option<bool>,
    new_card: Option<NewCardView>,
    payment: Option<PaymentView>,
    limited: Option<LimitedView>,
}

#[derive(Deserialize)]
struct LimitedMessage {
    limit: Known<Limit>,
    retry_after: Option<u64>,
}

impl From<LimitedMessage> for LimitedView {
    fn from(from: LimitedMessage) -> Self {
        Self {
            limit: from.limit.0,
            retry_after: from.retry_after,
        }
    }
}

#[derive(Deserialize)]
struct NewCardMessage {
    save: Option<bool>,
}

impl From<NewCardMessage> for NewCardView {
    fn from(from: NewCardMessage) -> Self {
        let save = from.save.unwrap_or_default();
        Self { save }
    }
}

impl From<CheckoutMessage> for CheckoutView {
    fn from(from: CheckoutMessage) -> Self {
        Self {
            session: from.session.0,
            mode: from.mode.0,
            merchant: from.merchant,
            order: from.order,
            amount: Amount::of(from.amount.0, from.currency.0),
            language: from.language,
            now: from.now,
            expires_at: from.expires_at,
            cards: from.cards,
            cards_editable: from.cards_editable.unwrap_or_default(),
            new_card: from.new_card,
            payment: from.payment,
            limited: from.limited,
        }
    }
}
