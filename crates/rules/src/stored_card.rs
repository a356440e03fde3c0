//! A stored card and whether it can pay.

use serde::Serialize;

use crate::words::words;
use crate::{Brand, CardId, Cvc, CvcPolicy, ErrorCode, Expiry, LastFour};

words! {
    /// Whether real money moves.
    pub enum Mode {
        /// It does not.
        Test = "test",
        /// It does.
        Live = "live",
    }
}

words! {
    /// A use that the card's owner agreed to.
    pub enum CardUse {
        /// The shopper pays with one click.
        OneClick = "one_click",
        /// The merchant charges on a schedule.
        MerchantScheduled = "merchant_scheduled",
        /// The merchant charges when something happens.
        MerchantUnscheduled = "merchant_unscheduled",
    }
}

words! {
    /// Why a card in the list cannot pay.
    pub enum Unusable {
        /// Its month has ended everywhere.
        Expired = "card.expired",
        /// The bank reported it stolen, closed or suspicious.
        Locked = "card.locked",
        /// Its security code was wrong too often, and nothing else asks for it.
        CvcAttempts = "card.cvc_attempts",
        /// Its owner did not agree to this use.
        Use = "card.use",
        /// Its provider is not configured any more, or asks for something
        /// that this version does not know.
        Provider = "card.provider",
    }
}

impl Unusable {
    /// The rule that a payment with the card would break.
    pub fn code(self) -> ErrorCode {
        match self {
            Self::Expired => ErrorCode::CardExpired,
            Self::Locked => ErrorCode::CardLocked,
            Self::CvcAttempts => ErrorCode::CardCvcAttempts,
            Self::Use => ErrorCode::CardUse,
            Self::Provider => ErrorCode::CardProvider,
        }
    }
}

/// A card as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredCard {
    /// The opaque id.
    pub id: CardId,
    /// The brand.
    pub brand: Brand,
    /// The last four digits.
    pub last_four: LastFour,
    /// The month at whose end it ends; `None` where the provider does not tell.
    pub expiry: Option<Expiry>,
    /// Whether it is the one to pick at first.
    pub default: bool,
    /// What is done about the security code when it pays.
    pub cvc: CvcPolicy,
    /// Until when its code is not taken here, Unix seconds: it was tried too often.
    pub cvc_blocked_until: Option<i64>,
    /// Why it cannot pay, if so.
    pub unusable: Option<Unusable>,
    /// What its owner agreed to.
    pub uses: Vec<CardUse>,
}

impl StoredCard {
    /// Tells whether the merchant charges this card without the shopper: a subscription
    /// ends with it.
    pub fn is_charged_by_merchant(&self) -> bool {
        self.uses.iter().any(|one| *one != CardUse::OneClick)
    }

    /// Judges a payment with this card: is it usable at `now` (Unix seconds),
    /// and is `typed` what its policy asks?
    ///
    /// The widget asks before it sends and the server before it charges: the
    /// same answer, by the same code. Without an expiry only the bank can tell
    /// that the card has ended.
    ///
    /// # Errors
    /// Every rule that was broken.
    pub fn check(&self, typed: Option<&str>, now: i64) -> Result<Option<Cvc>, Vec<ErrorCode>> {
        let mut broken = Vec::new();
        if let Some(unusable) = self.unusable {
            broken.push(unusable.code());
        } else if self
            .expiry
            .is_some_and(|expiry| expiry.has_ended_everywhere(now))
        {
            broken.push(ErrorCode::CardExpired);
        }
        match self.cvc.check(typed, self.brand) {
            Ok(cvc) if broken.is_empty() => return Ok(cvc),
            Ok(_) => {}
            Err(code) => broken.push(code),
        }
        Err(broken)
    }
}
