//! A payment as the element sees it.

use super::json::{Json, Unreadable, amount, flag, id, may, need, nested, seconds, text, whole};
use crate::{Amount, CardId, DeclineReason, Failure, PaymentId, PaymentState, RedirectKind, Retry};

/// A payment as the element sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentView {
    /// The attempt's id.
    pub id: PaymentId,
    /// What became of it.
    pub state: PaymentState,
    /// What was charged, or was to be.
    pub amount: Amount,
    /// The card it was made with, while the customer has it.
    pub card: Option<CardId>,
    /// Why it was declined, with [`PaymentState::Declined`].
    pub decline: Option<Decline>,
    /// How it is known that it failed, with [`PaymentState::Failed`].
    pub failure: Option<Failure>,
    /// Where the shopper goes on, with [`PaymentState::ActionRequired`].
    pub redirect: Option<Redirect>,
    /// Seconds to wait before asking again, while the outcome is open.
    pub poll_after: Option<u64>,
}

/// Why a payment was declined and what may be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Decline {
    /// The reason.
    pub reason: DeclineReason,
    /// What the shopper may do.
    pub retry: Retry,
}

/// Where the shopper goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Redirect {
    /// The page at the bank or the provider.
    pub url: String,
    /// When it stops working, Unix seconds.
    pub expires_at: Option<i64>,
    /// What it asks for.
    pub kind: RedirectKind,
    /// Whether the provider can be asked to end it.
    pub cancellable: bool,
}

impl PaymentView {
    /// Reads the message.
    ///
    /// # Errors
    /// [`Unreadable`] names the member that is missing or wrong. A state that
    /// this version does not know is read as [`PaymentState::Processing`]: not
    /// paid, not failed, ask again. So is one that `charged` contradicts: only
    /// its word entitles anyone to say that nothing was charged.
    pub fn read<J: Json>(from: &J) -> Result<Self, Unreadable> {
        let state = need(from, "state", text)?;
        let charged = may(from, "charged", flag)?;
        Ok(Self {
            id: need(from, "id", |value| id(value, PaymentId::from_wire))?,
            state: PaymentState::parse(&state)
                .filter(|state| state.charged().is_none() || state.charged() == charged)
                .unwrap_or(PaymentState::Processing),
            amount: amount(from)?,
            card: may(from, "card", |value| id(value, CardId::from_wire))?,
            decline: from
                .member("decline")
                .map(|decline| Decline::read(&decline)),
            failure: from
                .member("failure")
                .and_then(|word| Failure::parse(&word.text()?)),
            redirect: nested(from, "redirect", Redirect::read)?,
            poll_after: may(from, "poll_after", whole)?,
        })
    }
}

impl Decline {
    /// A reason or way on that this version does not know is the general one.
    fn read(from: &impl Json) -> Self {
        let reason = from
            .member("reason")
            .and_then(|value| DeclineReason::parse(&value.text()?));
        let reason = reason.unwrap_or(DeclineReason::Refused);
        let retry = from
            .member("retry")
            .and_then(|value| Retry::parse(&value.text()?));
        Self {
            reason,
            retry: retry.unwrap_or(reason.retry()),
        }
    }
}

impl Redirect {
    /// A kind that this version does not know is the general one.
    fn read<J: Json>(from: &J) -> Result<Self, Unreadable> {
        let kind = from
            .member("kind")
            .and_then(|value| RedirectKind::parse(&value.text()?));
        Ok(Self {
            url: need(from, "url", text)?,
            expires_at: may(from, "expires_at", seconds)?,
            kind: kind.unwrap_or(RedirectKind::Authentication),
            cancellable: may(from, "cancellable", flag)?.unwrap_or_default(),
        })
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for PaymentView {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut out = to.serialize_struct("payment", 10)?;
        out.serialize_field("id", &self.id)?;
        out.serialize_field("state", &self.state)?;
        out.serialize_field("charged", &self.state.charged())?;
        out.serialize_field("amount", &self.amount.minor())?;
        out.serialize_field("currency", &self.amount.currency())?;
        out.serialize_field("card", &self.card)?;
        out.serialize_field("decline", &self.decline)?;
        out.serialize_field("failure", &self.failure)?;
        out.serialize_field("redirect", &self.redirect)?;
        out.serialize_field("poll_after", &self.poll_after)?;
        out.end()
    }
}
