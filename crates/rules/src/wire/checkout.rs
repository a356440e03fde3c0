//! Everything that the element needs to draw.

use super::PaymentView;
use super::json::{
    Json, Unreadable, Wanted, amount, flag, id, list, may, need, nested, seconds, text, word,
};
use crate::{
    Amount, Brand, CardId, CvcPolicy, Expiry, LastFour, Mode, SessionId, StoredCard, Unusable,
};

/// The answer to `GET {endpoint}`: the checkout as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub amount: Amount,
    /// BCP 47 tag that the merchant asked for.
    pub language: Option<String>,
    /// The server's clock, Unix seconds.
    pub now: i64,
    /// The end of the session, Unix seconds.
    pub expires_at: i64,
    /// The customer's cards, the default card first.
    pub cards: Vec<StoredCard>,
    /// The order's payment.
    pub payment: Option<PaymentView>,
}

/// The answer to `POST {endpoint}/extend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ExtendedView {
    /// The end of the session, Unix seconds.
    pub expires_at: i64,
    /// The server's clock, Unix seconds.
    pub now: i64,
}

impl ExtendedView {
    /// Reads the message.
    ///
    /// # Errors
    /// [`Unreadable`] names the member that is missing or wrong.
    pub fn read<J: Json>(from: &J) -> Result<Self, Unreadable> {
        Ok(Self {
            expires_at: need(from, "expires_at", seconds)?,
            now: need(from, "now", seconds)?,
        })
    }
}

impl CheckoutView {
    /// Reads the message.
    ///
    /// # Errors
    /// [`Unreadable`] names the member that is missing or wrong. A card that
    /// this version cannot read makes the answer unreadable: a card that is
    /// silently left out would be missed. Words that it does not know do not:
    /// an unknown brand is [`Brand::Unknown`], and a card whose `cvc` or
    /// `unusable` is unknown cannot pay here.
    pub fn read<J: Json>(from: &J) -> Result<Self, Unreadable> {
        Ok(Self {
            session: need(from, "session", |value| id(value, SessionId::from_wire))?,
            mode: need(from, "mode", |value| {
                word(value, "must be \"test\" or \"live\"", Mode::parse)
            })?,
            merchant: need(from, "merchant", text)?,
            order: need(from, "order", text)?,
            amount: amount(from)?,
            language: may(from, "language", text)?,
            now: need(from, "now", seconds)?,
            expires_at: need(from, "expires_at", seconds)?,
            cards: read_cards(&need(from, "cards", list)?)?,
            payment: nested(from, "payment", PaymentView::read)?,
        })
    }
}

fn read_cards<J: Json>(from: &[J]) -> Result<Vec<StoredCard>, Unreadable> {
    let cards = from.iter().enumerate();
    cards
        .map(|(index, card)| {
            let place = || ["cards[", &index.to_string(), "]"].concat();
            read_card(card).map_err(|wrong| wrong.within(&place()))
        })
        .collect()
}

fn read_card<J: Json>(from: &J) -> Result<StoredCard, Unreadable> {
    let cvc = CvcPolicy::parse(&need(from, "cvc", text)?);
    let unusable = may(from, "unusable", text)?;
    let unusable = unusable.map(|word| Unusable::parse(&word).unwrap_or(Unusable::Provider));
    Ok(StoredCard {
        id: need(from, "id", |value| id(value, CardId::from_wire))?,
        brand: need(from, "brand", text)
            .map(|word| Brand::parse(&word).unwrap_or(Brand::Unknown))?,
        last_four: need(from, "last_four", |value| {
            word(value, "must be a text of four digits", |digits| {
                LastFour::parse(digits).ok()
            })
        })?,
        expiry: may(from, "expiry", read_expiry)?,
        default: need(from, "default", flag)?,
        cvc: cvc.unwrap_or(CvcPolicy::Never),
        cvc_blocked_until: may(from, "cvc_blocked_until", seconds)?,
        unusable: unusable.or_else(|| cvc.is_none().then_some(Unusable::Provider)),
    })
}

fn read_expiry<J: Json>(from: &J) -> Result<Expiry, Wanted> {
    let part = |name| from.member(name)?.whole();
    let read = || {
        let (month, year) = (part("month")?, part("year")?);
        Expiry::new(month.try_into().ok()?, year.try_into().ok()?).ok()
    };
    read().ok_or("must be null or { \"month\": 1 to 12, \"year\": four digits }")
}

#[cfg(feature = "serde")]
mod write {
    use serde::ser::SerializeStruct as _;
    use serde::{Serialize, Serializer};

    use super::CheckoutView;
    use crate::{Expiry, StoredCard};

    impl Serialize for CheckoutView {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            let mut out = to.serialize_struct("checkout", 11)?;
            out.serialize_field("session", &self.session)?;
            out.serialize_field("mode", &self.mode)?;
            out.serialize_field("merchant", &self.merchant)?;
            out.serialize_field("order", &self.order)?;
            out.serialize_field("amount", &self.amount.minor())?;
            out.serialize_field("currency", &self.amount.currency())?;
            out.serialize_field("language", &self.language)?;
            out.serialize_field("now", &self.now)?;
            out.serialize_field("expires_at", &self.expires_at)?;
            out.serialize_field("cards", &self.cards)?;
            out.serialize_field("payment", &self.payment)?;
            out.end()
        }
    }

    impl Serialize for StoredCard {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            let mut out = to.serialize_struct("card", 8)?;
            out.serialize_field("id", &self.id)?;
            out.serialize_field("brand", &self.brand)?;
            out.serialize_field("last_four", &self.last_four)?;
            out.serialize_field("expiry", &self.expiry)?;
            out.serialize_field("default", &self.default)?;
            out.serialize_field("cvc", &self.cvc)?;
            out.serialize_field("cvc_blocked_until", &self.cvc_blocked_until)?;
            out.serialize_field("unusable", &self.unusable)?;
            out.end()
        }
    }

    impl Serialize for Expiry {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            let mut out = to.serialize_struct("expiry", 2)?;
            out.serialize_field("month", &self.month())?;
            out.serialize_field("year", &self.year())?;
            out.end()
        }
    }
}
