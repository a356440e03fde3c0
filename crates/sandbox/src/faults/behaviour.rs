//! What the sandbox does on demand. Each dialect has its own words for it.

use std::str::FromStr;

use serde::de::value::Error;
use serde::{Deserialize, Serialize};

use crate::words::read_word;

/// One thing that the sandbox can be told to do with a charge or a look-up. In
/// order: what decides the money, how the answer of a charge travels, what is of
/// look-ups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// Charges, as far as the request and the test amounts allow.
    Paid,
    /// Failed: insufficient funds.
    Declined,
    /// Like `Declined`, but with HTTP 402 instead of 201.
    #[serde(rename = "declined_402")]
    Declined402,
    /// Failed: the security code is invalid (1204), whatever it was.
    WrongCvc,
    /// Failed: stolen card.
    Stolen,
    /// Failed: the card has expired (1205).
    ExpiredCard,
    /// HTTP 402, failed: the token was used too often (2402).
    UsageLimit,
    /// HTTP 402, failed: the token is not available any more (2401).
    TokenCancelled,
    /// Open, with a redirect to the page of the shopper's bank.
    ThreeDSecure,
    /// Pending on the provider (7), captured after `milliseconds`.
    Pending,
    /// Authorised, capture requested (13).
    CaptureRequested,
    /// Books, then closes the connection without an answer.
    AnswerLost,
    /// Closes the connection before anything is booked.
    Dropped,
    /// Books nothing, answers 500.
    #[serde(rename = "error_500")]
    Error500,
    /// Books, answers 500.
    #[serde(rename = "error_500_booked")]
    Error500Booked,
    /// Books, answers after `milliseconds`.
    Slow,
    /// Books, answers bytes that are not JSON.
    Garbage,
    /// Books, answers a page of HTML.
    Html,
    /// Books, closes the connection in the middle of the answer.
    Truncated,
    /// Books, answers another amount than was asked, also to look-ups.
    WrongAmount,
    /// Look-ups answer 500.
    #[serde(rename = "look_up_500")]
    LookUp500,
    /// Look-ups find nothing.
    LookUpEmpty,
    /// Look-ups are closed without an answer.
    LookUpLost,
    /// Look-ups answer bytes that are not JSON.
    LookUpGarbage,
    /// The provider charged twice: the list has two payments of one reference.
    LookUpDuplicate,
}

impl Behaviour {
    /// Says whether it is about look-ups; all others are about charges.
    pub(crate) fn is_of_look_ups(self) -> bool {
        self >= Self::LookUp500
    }

    /// Finds the decline that it orders for a charge.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are no declines")]
    pub(crate) fn decline(self) -> Option<DeclineCause> {
        Some(match self {
            Self::Declined | Self::Declined402 => DeclineCause::InsufficientFunds,
            Self::Stolen => DeclineCause::Stolen,
            Self::WrongCvc => DeclineCause::WrongCvc,
            Self::ExpiredCard => DeclineCause::Expired,
            Self::UsageLimit => DeclineCause::UsedUp,
            Self::TokenCancelled => DeclineCause::NoSuchCard,
            _ => return None,
        })
    }

    /// Says whether it decides the money, rather than how the answer travels.
    pub(crate) fn is_outcome(self) -> bool {
        self <= Self::CaptureRequested
    }
}

/// Why a charge is declined, before a dialect has put it into its own words: a reason
/// of the card's, the stored card's or the bank's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DeclineCause {
    InsufficientFunds,
    Stolen,
    WrongCvc,
    Expired,
    /// The stored card was used too often.
    UsedUp,
    /// There is no such stored card, or not any more.
    NoSuchCard,
    /// The shopper did not pass the bank's check.
    NotAuthenticated,
}

impl FromStr for Behaviour {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        read_word(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_name_and_lists_them_when_one_is_wrong() {
        assert_eq!(
            "error_500".parse::<Behaviour>().unwrap(),
            Behaviour::Error500
        );
        assert_eq!(
            "three_d_secure".parse::<Behaviour>().unwrap(),
            Behaviour::ThreeDSecure
        );
        let error = "explode".parse::<Behaviour>().unwrap_err().to_string();
        assert!(
            error.contains("explode") && error.contains("answer_lost"),
            "{error}"
        );
    }
}
