//! Why an authorisation fails, and the test cards (common/test.md).

use crate::faults::DeclineCause;

/// How a test card behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct TestCard {
    pub(super) secure: bool,
    pub(super) declines: bool,
    pub(super) ends_in_fraud: bool,
}

/// Finds one of the documents' test cards; no other number is taken.
pub(super) fn test_card(number: &str) -> Option<TestCard> {
    let (secure, declines, ends_in_fraud) = match number {
        "123456789000" => (false, false, false),
        "4444333322220000" => (true, false, false),
        "123456789001" => (false, true, false),
        "4444333322221111" => (true, true, false),
        "1123450000000002" => (false, false, true),
        _ => return None,
    };
    Some(TestCard {
        secure,
        declines,
        ends_in_fraud,
    })
}

/// The attempt's `desc` of a card that is closed for fraud.
pub(super) const TERMINATED: &str = "ACCOUNT_TERMINATED";

/// An attempt's `desc` and `respcode`, and the callback's description. The
/// documents show the response code 43 alone; the others are those of ISO 8583
/// (assumed).
pub(super) type RefusedAttempt = (&'static str, &'static str, &'static str);

/// The card is not taken.
pub(super) const REFUSED: RefusedAttempt = ("AUTH_FAILED", "05", "2002");

/// Puts a decline into the provider's words.
pub(super) fn refused(decline: DeclineCause) -> Option<RefusedAttempt> {
    Some(match decline {
        DeclineCause::InsufficientFunds => ("AUTH_FAILED", "51", "2002"),
        DeclineCause::Stolen => (TERMINATED, "43", "2003"),
        DeclineCause::Expired => ("AUTH_FAILED", "54", "2004"),
        DeclineCause::WrongCvc => ("AUTH_FAILED", "82", "2004"),
        DeclineCause::UsedUp => ("AUTH_FAILED", "65", "2002"),
        DeclineCause::NotAuthenticated => ("3D_FAILED", "", "2001"),
        // RefusedAttempt before: it is a mistake in the request.
        DeclineCause::NoSuchCard => return None,
    })
}
